"""``from azureml.core.model import Model``."""

from jupyterlab_aml.runner.model import Model

__all__ = ["Model"]
