"""``from azureml.core.environment import Environment``."""

from jupyterlab_aml.training.run_configuration import Environment

__all__ = ["Environment"]
