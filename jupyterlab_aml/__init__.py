"""Train models the Azure Machine Learning way from inside JupyterLab.

Public names are found lazily (PEP 562), so that a training script pays only for what it uses.
"""

import importlib

__version__ = "0.1.0"

_HOMES = {
    "Experiment": "workspace.experiment",
    "Run": "workspace.run",
    "ScriptRunConfig": "training.script_run_config",
    "Workspace": "workspace.workspace",
}
__all__ = ["Experiment", "Run", "ScriptRunConfig", "Workspace", "__version__"]


def __getattr__(name):
    try:
        module = importlib.import_module("." + _HOMES[name], __name__)
    except KeyError:
        raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name)) from None
    return getattr(module, name)


def __dir__():
    return __all__


def load_ipython_extension(ipython):
    """Entry point of ``%load_ext jupyterlab_aml``: registers ``%aml`` and ``%%aml``."""
    importlib.import_module(".notebook.magics", __name__).load(ipython)
