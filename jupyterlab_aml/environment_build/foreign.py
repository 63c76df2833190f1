"""Variables that lead to an interpreter other than the one that is meant."""

# What belongs to an interpreter that is in use here, and would lead uv to it.
FOREIGN = (
    "CONDA_DEFAULT_ENV",
    "CONDA_PREFIX",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "VIRTUAL_ENV",
)
