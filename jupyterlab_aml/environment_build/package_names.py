"""Names of Python packages that training scripts use: the same for conda and for pip, and what a misspelled name is compared with."""

NAMES = frozenset(
    """
    absl-py adal adlfs aiohttp alembic altair anyio applicationinsights arrow astropy attrs azure-core azure-identity azure-keyvault-secrets
    azure-storage-blob babel beautifulsoup4 black bleach bokeh boto3 botocore bottleneck cachetools catboost category_encoders certifi cffi
    chainer charset-normalizer click cloudpickle colorama contourpy cryptography cvxpy cycler cython cytoolz darts dask dask-ml databricks-cli
    datasets decorator dill distributed django docker docutils einops evaluate fairlearn fastai fastapi fastparquet feather-format filelock flake8
    flask flatbuffers fonttools fsspec future gensim geopandas geopy gitpython gluonts google-auth grpcio gunicorn gym gymnasium h5py holidays
    huggingface_hub hydra-core hyperopt idna imageio imbalanced-learn imgaug importlib-metadata importlib-resources interpret ipykernel ipython
    ipywidgets jax jaxlib jinja2 joblib jsonpickle jsonschema jupyter jupyter_client jupyterlab kaggle keras kiwisolver lightgbm lightning lime
    llvmlite lxml mako markdown markupsafe matplotlib mlflow mlxtend more-itertools msal msgpack-python msrest multiprocess mypy nbconvert
    nbformat networkx nibabel nltk notebook numba numexpr numpy oauthlib omegaconf onnx onnxruntime openpyxl opencv-python
    opencv-python-headless optuna orjson packaging pandas pandas-profiling papermill patsy peft pillow plotly pmdarima polars prettytable
    prometheus_client prophet protobuf psutil pyarrow pyasn1 pycocotools pycparser pydantic pydicom pygments pyjwt pymongo pymysql pynacl
    pyod pyopenssl pyparsing pyproj pyspark pystan pytest pytest-cov python-dotenv python-multipart pytorch-lightning pytz pywavelets pyyaml
    pyzmq qgrid ray rdkit regex requests requests-oauthlib responses rich ruamel.yaml s3fs sacrebleu sacremoses safetensors scikit-image
    scikit-learn scikit-optimize scikit-plot scipy seaborn sentence-transformers sentencepiece seqeval setuptools setuptools_scm shap
    shapely simplejson six skl2onnx sklearn-pandas sktime smart_open spacy sqlalchemy statsmodels stable-baselines3 sympy tables tabulate
    tenacity tensorboard tensorboardx tensorflow tensorflow-datasets tensorflow-estimator tensorflow-probability tensorflow-serving-api
    termcolor textblob theano threadpoolctl tifffile timm tokenizers toml tomli toolz torchaudio torchdata torchmetrics torchtext torchvision
    tornado tqdm traitlets transformers tsfresh typing-extensions umap-learn unidecode urllib3 uvicorn wandb werkzeug wheel widgetsnbextension
    wordcloud wrapt xarray xgboost xlrd xlsxwriter yarl zarr zipp
    """.split()  # noqa: SIM905 - a list of 250 literals reads no better
)
