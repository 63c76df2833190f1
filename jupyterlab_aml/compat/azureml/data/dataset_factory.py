"""``from azureml.data.dataset_factory import DataType, FileDatasetFactory, TabularDatasetFactory``."""

from jupyterlab_aml.assets.dataset_factory import DataType, FileDatasetFactory, TabularDatasetFactory

__all__ = ["DataType", "FileDatasetFactory", "TabularDatasetFactory"]
