"""``from azureml.data.datapath import DataPath, DataPathComputeBinding``."""

from jupyterlab_aml.assets.data_reference import DataPath, DataPathComputeBinding

__all__ = ["DataPath", "DataPathComputeBinding"]
