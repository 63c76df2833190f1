"""``from azureml.core.experiment import Experiment``."""

from jupyterlab_aml import Experiment

__all__ = ["Experiment"]
