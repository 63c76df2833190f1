"""Workspace, Experiment and Run, and what they are made of.

The modules are found lazily as attributes (PEP 562): ``Run`` inside a training script must not pay for the workspace, and Workspace, Experiment and
Run know each other without a cycle of imports.
"""

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import details, experiment, follow, heal, html, requests, snapshots, submit, workspace

__all__ = ["details", "experiment", "follow", "heal", "html", "requests", "snapshots", "submit", "workspace"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module("." + name, __name__)
