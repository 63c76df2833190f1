"""``from azureml.core.resource_configuration import ResourceConfiguration``."""

from jupyterlab_aml.training.configuration.resources import ResourceConfiguration

__all__ = ["ResourceConfiguration"]
