"""``from azureml.core.run import Run``."""

from jupyterlab_aml import Run

__all__ = ["Run"]
