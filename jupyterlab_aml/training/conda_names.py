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

# What conda lists although nothing has to be installed for it.
LEFT_OUT = {
    "pip": "",
    "cpuonly": "cpuonly is left out: it chooses a build of conda's pytorch; pip's is chosen by --find-links or an index of CPU builds",
    "nomkl": "nomkl is left out: pip's packages do not use MKL",
}
