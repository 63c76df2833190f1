"""Which conda packages are Python packages, and how pip calls them."""

# The same package under another name.
RENAMED = {
    "cufflinks-py": "cufflinks",
    "dask-core": "dask",
    "faiss": "faiss-cpu",
    "faiss-cpu": "faiss-cpu",
    "fasttext-wheel": "fasttext-wheel",
    "graphviz-python": "graphviz",
    "keras-gpu": "keras",
    "libopencv-python": "opencv-python-headless",
    "matplotlib-base": "matplotlib",
    "opencv": "opencv-python-headless",
    "protobuf-python": "protobuf",
    "psycopg2": "psycopg2-binary",
    "py-lightgbm": "lightgbm",
    "py-opencv": "opencv-python-headless",
    "py-xgboost": "xgboost",
    "py-xgboost-cpu": "xgboost",
    "py-xgboost-gpu": "xgboost",
    "pytables": "tables",
    "python-dateutil": "python-dateutil",
    "python-flatbuffers": "flatbuffers",
    "python-graphviz": "graphviz",
    "python-kaleido": "kaleido",
    "python-snappy": "python-snappy",
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "ruamel_yaml": "ruamel.yaml",
    "seaborn-base": "seaborn",
    "sqlalchemy-utils": "sqlalchemy-utils",
    "tensorflow-base": "tensorflow",
    "tensorflow-cpu": "tensorflow",
    "tensorflow-gpu": "tensorflow",
    "tensorflow-hub": "tensorflow-hub",
    "torchvision-cpu": "torchvision",
    "typing_extensions": "typing-extensions",
}

# The same name on both sides.
SAME = frozenset(
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

# What conda lists although nothing has to be installed for it.
LEFT_OUT = {
    "pip": "",
    "cpuonly": "cpuonly is left out: it chooses a build of conda's pytorch; pip's is chosen by --find-links or an index of CPU builds",
    "nomkl": "nomkl is left out: pip's packages do not use MKL",
}
