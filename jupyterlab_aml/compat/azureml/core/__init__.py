"""The names of ``azureml.core`` for scripts written for the Azure ML SDK.

Runs have this folder's portion of the ``azureml`` namespace on their path. An installed SDK always wins: its ``azureml.core`` takes this one's place.
Valid on Python 3.6, like the rooms it travels with.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

__all__ = [
    "VERSION",
    "ContainerRegistry",
    "Dataset",
    "Datastore",
    "Environment",
    "Experiment",
    "Model",
    "Run",
    "RunConfiguration",
    "ScriptRunConfig",
    "Workspace",
    "__version__",
]


def _installed() -> "Optional[str]":
    """Return the ``azureml/core`` folder of another distribution, if there is one."""
    here = os.path.realpath(os.path.dirname(os.path.abspath(__file__)))
    for portion in sys.modules["azureml"].__path__:
        folder = os.path.join(portion, "core")
        if os.path.realpath(folder) != here and os.path.isfile(os.path.join(folder, "__init__.py")):
            return folder
    return None


def _give_way(folder: str) -> None:
    """Load the other ``azureml.core`` under this name; the import that is going on returns it."""
    import importlib.util  # costs half an interpreter start, and few have the SDK

    spec = importlib.util.spec_from_file_location(__name__, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder])
    if spec is None or spec.loader is None:
        raise ImportError("{} cannot be loaded".format(folder))
    module = importlib.util.module_from_spec(spec)
    sys.modules[__name__] = module
    spec.loader.exec_module(module)


def __getattr__(name: str) -> "Any":
    if name in __all__:
        import jupyterlab_aml  # not before it is known that no SDK takes this one's place

        try:
            return getattr(jupyterlab_aml, "__version__" if name == "VERSION" else name)
        except ModuleNotFoundError:
            raise
        except ImportError:
            from jupyterlab_aml.runner.surroundings import Absent

            return Absent(name)
    from jupyterlab_aml.compat.missing import no_attribute

    return no_attribute(__name__, name)


_other = _installed()
if _other:
    _give_way(_other)
elif sys.version_info < (3, 7):  # which has no module __getattr__ yet
    from jupyterlab_aml import Dataset, Model, Run, __version__
    from jupyterlab_aml.runner.surroundings import Absent

    VERSION = __version__
    Datastore, Environment, Experiment, Workspace = [Absent(name) for name in ("Datastore", "Environment", "Experiment", "Workspace")]
elif "jupyterlab_aml.compat.missing" in sys.modules:  # in a notebook, which uses this one without importing it
    import azureml.data  # type: ignore[import-not-found] # noqa: F401
