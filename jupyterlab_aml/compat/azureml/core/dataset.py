"""``from azureml.core.dataset import Dataset``."""

from jupyterlab_aml import Dataset

__all__ = ["Dataset"]
