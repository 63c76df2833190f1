"""``from azureml.data.tabular_dataset import TabularDataset``."""

from jupyterlab_aml.assets.tabular_dataset import TabularDataset

__all__ = ["TabularDataset"]
