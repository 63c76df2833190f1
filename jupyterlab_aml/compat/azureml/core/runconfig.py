"""``from azureml.core.runconfig import RunConfiguration``."""

from jupyterlab_aml.training.run_configuration import RunConfiguration

__all__ = ["RunConfiguration"]
