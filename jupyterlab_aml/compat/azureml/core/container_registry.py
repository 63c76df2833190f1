"""``from azureml.core.container_registry import ContainerRegistry``."""

from jupyterlab_aml import ContainerRegistry

__all__ = ["ContainerRegistry"]
