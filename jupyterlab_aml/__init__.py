"""Train models the Azure Machine Learning way from inside JupyterLab.

Public names are found lazily (PEP 562), so that a training script pays only for what it uses. Where only the travelling rooms are, or the interpreter
is older than the full package allows, there are ``Run``, ``Model`` and ``Dataset``, which need nothing but the standard library.
"""

import os
import sys

from .runner.lazy import load

TYPE_CHECKING = False  # as typing's, which costs more to import than everything else here
if TYPE_CHECKING:
    from typing import Any  # noqa: F401

__version__ = "0.1.0"

__all__ = [
    "Chainer",
    "ComputeTarget",
    "CondaDependencies",
    "ContainerRegistry",
    "Dataset",
    "Datastore",
    "DockerConfiguration",
    "Environment",
    "Estimator",
    "Experiment",
    "Gloo",
    "Keras",
    "LocalCompute",
    "Model",
    "Mpi",
    "MpiConfiguration",
    "Nccl",
    "NotebookRunConfig",
    "ParameterServer",
    "PyTorch",
    "PyTorchConfiguration",
    "Run",
    "RunConfiguration",
    "SKLearn",
    "ScriptRunConfig",
    "TensorFlow",
    "TensorflowConfiguration",
    "Workspace",
    "__version__",
]
_HOMES = {
    "Chainer": "training.estimators.dnn",
    "ComputeTarget": "workspace.targets",
    "Dataset": "assets.dataset",
    "Datastore": "assets.datastores",
    "CondaDependencies": "training.configuration.conda_dependencies",
    "ContainerRegistry": "training.configuration.docker",
    "DockerConfiguration": "training.configuration.docker",
    "Environment": "training.configuration.environment",
    "Estimator": "training.estimators.estimator",
    "Experiment": "workspace.experiment",
    "Gloo": "training.configuration.distributed",
    "Keras": "training.estimators.dnn",
    "LocalCompute": "workspace.provisioning",
    "Model": "runner.model",
    "Mpi": "training.configuration.distributed",
    "MpiConfiguration": "training.configuration.distributed",
    "Nccl": "training.configuration.distributed",
    "NotebookRunConfig": "training.notebook_run_config",
    "ParameterServer": "training.configuration.distributed",
    "PyTorch": "training.estimators.dnn",
    "PyTorchConfiguration": "training.configuration.distributed",
    "Run": "workspace.run",
    "RunConfiguration": "training.configuration.run_configuration",
    "SKLearn": "training.estimators.sklearn",
    "ScriptRunConfig": "training.script_run_config",
    "TensorFlow": "training.estimators.tensorflow",
    "TensorflowConfiguration": "training.configuration.distributed",
    "Workspace": "workspace.workspace",
}
if sys.version_info < (3, 10) or not os.path.isfile(os.path.join(os.path.dirname(__file__), "workspace", "run.py")):
    _HOMES = {"Dataset": "runner.script_datasets", "Model": "runner.model", "Run": "runner.context"}


def __getattr__(name):  # type: (str) -> Any
    if name in _HOMES:
        return getattr(load(__name__ + "." + _HOMES[name]), name)
    if name in __all__:
        raise ImportError(
            "{} needs the full jupyterlab_aml package, which {} does not have; Run, Model and Dataset work.".format(name, sys.executable)
        )
    raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name))


def __dir__():  # type: () -> list[str]
    return __all__


def load_ipython_extension(ipython):  # type: (Any) -> None
    """Entry point of ``%load_ext jupyterlab_aml``: registers ``%aml`` and ``%%aml``."""
    load(__name__ + ".notebook.magics").load(ipython)


def _jupyter_labextension_paths():  # type: () -> list[dict[str, str]]
    return [{"src": "labextension", "dest": "jupyterlab_aml"}]


def _jupyter_server_extension_points():  # type: () -> list[dict[str, Any]]
    return [{"module": "jupyterlab_aml", "app": load(__name__ + ".server.app").AmlExtension}]


if sys.version_info < (3, 7):  # which has no module __getattr__ yet
    from .runner.context import Run
    from .runner.model import Model
    from .runner.script_datasets import Dataset
