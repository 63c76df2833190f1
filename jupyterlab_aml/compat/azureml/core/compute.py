"""``from azureml.core.compute import ComputeTarget``."""

from jupyterlab_aml import ComputeTarget

__all__ = ["ComputeTarget"]
