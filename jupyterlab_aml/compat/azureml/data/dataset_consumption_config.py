"""``from azureml.data.dataset_consumption_config import DatasetConsumptionConfig``."""

from jupyterlab_aml.assets.consumption import DatasetConsumptionConfig

__all__ = ["DatasetConsumptionConfig"]
