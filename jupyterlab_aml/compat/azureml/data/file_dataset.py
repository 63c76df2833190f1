"""``from azureml.data.file_dataset import FileDataset``."""

from jupyterlab_aml.assets.file_dataset import FileDataset

__all__ = ["FileDataset"]
