"""``from azureml.core.compute_target import ComputeTargetException``, which notebooks catch where a compute target is not there yet."""

from jupyterlab_aml.errors import ComputeTargetException

__all__ = ["ComputeTargetException"]
