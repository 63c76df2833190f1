"""``from azureml.data.data_reference import DataReference``."""

from jupyterlab_aml.assets.data_reference import DataReference

__all__ = ["DataReference"]
