"""``azureml.data`` for notebooks and scripts written for the Azure ML SDK. An installed SDK takes its place, as that of ``azureml.core``."""

import sys
from importlib import import_module

from jupyterlab_aml.compat.sdk import gives_way

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HOMES = {
    "DataType": "dataset_factory",
    "FileDataset": "file_dataset",
    "OutputFileDatasetConfig": "output_config",
    "TabularDataset": "tabular_dataset",
}
__all__ = ["DataType", "FileDataset", "OutputFileDatasetConfig", "TabularDataset"]


def __getattr__(name: str) -> "Any":
    """Load a class when it is asked for: ``azureml.core`` brings this module along."""
    if name == "__version__":
        return import_module("jupyterlab_aml").__version__
    if name not in _HOMES:
        raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name))
    try:
        return getattr(import_module("jupyterlab_aml.assets." + _HOMES[name]), name)
    except ImportError as error:
        raise ImportError("azureml.data needs the full jupyterlab_aml package, which {} does not have: {}.".format(sys.executable, error)) from None


gives_way(__name__, __file__)
