"""``from azureml.data.output_dataset_config import OutputFileDatasetConfig``."""

from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig

__all__ = ["OutputFileDatasetConfig"]
