"""``from azureml.core.workspace import Workspace``."""

from jupyterlab_aml import Workspace

__all__ = ["Workspace"]
