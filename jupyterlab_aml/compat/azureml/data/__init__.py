"""``azureml.data`` for notebooks and scripts written for the Azure ML SDK. An installed SDK takes its place, as that of ``azureml.core``."""

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location

__all__ = ["DataType", "FileDataset", "OutputFileDatasetConfig", "TabularDataset"]

_here = os.path.realpath(os.path.dirname(os.path.abspath(__file__)))
_folders = [os.path.join(portion, "data") for portion in sys.modules["azureml"].__path__]
_others = [each for each in _folders if os.path.realpath(each) != _here and os.path.isfile(os.path.join(each, "__init__.py"))]
if _others:
    _spec = spec_from_file_location(__name__, os.path.join(_others[0], "__init__.py"), submodule_search_locations=[_others[0]])
    if _spec is None or _spec.loader is None:
        raise ImportError("{} cannot be loaded".format(_others[0]))
    _module = module_from_spec(_spec)
    sys.modules[__name__] = _module
    _spec.loader.exec_module(_module)
else:
    try:
        from jupyterlab_aml.assets.dataset_factory import DataType
        from jupyterlab_aml.assets.file_dataset import FileDataset
        from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig
        from jupyterlab_aml.assets.tabular_dataset import TabularDataset
    except ImportError as error:
        raise ImportError("azureml.data needs the full jupyterlab_aml package, which {} does not have: {}.".format(sys.executable, error)) from None
