"""Live views for notebooks: ``from jupyterlab_aml.widgets import RunDetails``."""

from jupyterlab_aml.notebook.run_details import RunDetails

__all__ = ["RunDetails"]
