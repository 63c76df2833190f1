"""``from azureml.core.conda_dependencies import CondaDependencies``."""

from jupyterlab_aml import CondaDependencies

__all__ = ["CondaDependencies"]
