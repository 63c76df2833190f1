"""``azureml.widgets`` for notebooks written for the Azure ML SDK. An installed SDK takes its place, as that of ``azureml.core``."""

import sys

from jupyterlab_aml.compat.sdk import gives_way

__all__ = ["RunDetails"]

if not gives_way(__name__, __file__):
    try:
        from jupyterlab_aml.widgets import RunDetails
    except ImportError as error:
        raise ImportError(
            "azureml.widgets needs the full jupyterlab_aml package, which {} does not have: {}.".format(sys.executable, error)
        ) from None
