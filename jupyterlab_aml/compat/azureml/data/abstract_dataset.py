"""``from azureml.data.abstract_dataset import AbstractDataset``."""

from jupyterlab_aml.assets.abstract_dataset import AbstractDataset

__all__ = ["AbstractDataset"]
