"""Workspace, Experiment and Run, and what they are made of.

The modules are found lazily as attributes (PEP 562): ``Run`` inside a training script must not pay for the workspace, and Workspace, Experiment and
Run know each other without a cycle of imports.
"""

from jupyterlab_aml.runner.lazy import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from . import details, experiment, follow, heal, html, lookup, requests, run_data, run_environment, snapshot_lock, snapshots, submit, workspace

__all__ = [
    "details",
    "experiment",
    "follow",
    "heal",
    "html",
    "lookup",
    "requests",
    "run_data",
    "run_environment",
    "snapshot_lock",
    "snapshots",
    "submit",
    "workspace",
]


def __getattr__(name: str) -> "ModuleType":
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return load(__name__ + "." + name)
