"""``from azureml.core.datastore import Datastore``."""

from jupyterlab_aml import Datastore

__all__ = ["Datastore"]
