"""``from azureml.core.script_run_config import ScriptRunConfig``."""

from jupyterlab_aml import ScriptRunConfig

__all__ = ["ScriptRunConfig"]
