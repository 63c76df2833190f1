"""What a script loads only when it uses it, so that importing the client costs little more than starting Python.

``from jupyterlab_aml import Run``, ``Run.get_context()`` and ``run.log`` go through a few rooms, the *hot rooms*; ``tests/test_lean_import.py`` lists
them. One rule holds there: **import at the top only what the interpreter has loaded anyway (os, sys, time, io) and other hot rooms; take everything
else from here**, by ``from .lazy import json, status``. The name is a module that is loaded when it is first used, which any call but the usual
ones may do. Types are imported under ``TYPE_CHECKING`` and annotations that need them are texts: ``typing`` alone costs as much as bare Python.

Everywhere else imports are written as usual. ``docs/adr/0004-lean-import.md`` tells what this saves and why it is done this way.
"""

# ruff: noqa: PLC0414  "import json as json" tells type checkers that the name is for others

import sys

TYPE_CHECKING = False  # type checkers take it for true, as typing's
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


def load(name: str) -> "ModuleType":
    """Import a module by its full name; as ``importlib.import_module``, without loading importlib."""
    __import__(name)
    return sys.modules[name]


class LazyModule:
    """A module that is loaded when one of its attributes is asked for."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, attribute: str) -> "Any":
        module = load(self.__name__)
        self.__dict__ = module.__dict__  # from now on attributes are found there, without a call
        return getattr(module, attribute)


if TYPE_CHECKING:
    import difflib as difflib
    import json as json
    import shutil as shutil
    import traceback as traceback
    import uuid as uuid
    import warnings as warnings

    from jupyterlab_aml.runfiles import files as files
    from jupyterlab_aml.runfiles import metrics as metrics
    from jupyterlab_aml.runfiles import notes as notes
    from jupyterlab_aml.runfiles import process as process
    from jupyterlab_aml.runfiles import shapes as shapes
    from jupyterlab_aml.runfiles import status as status
    from jupyterlab_aml.runfiles import wake as wake

    from . import artifact_names as artifact_names
    from . import container as container
    from . import create as create
    from . import curves as curves
    from . import data as data
    from . import endings as endings
    from . import exits as exits
    from . import image_names as image_names
    from . import metric_values as metric_values
    from . import model as model
    from . import offline as offline
    from . import placing as placing
    from . import printed_run as printed_run
    from . import progress as progress
    from . import provide as provide
    from . import ranks as ranks
    from . import script_data as script_data
else:
    for _name in ["difflib", "json", "shutil", "traceback", "uuid", "warnings"]:
        globals()[_name] = LazyModule(_name)
    for _name in ["files", "metrics", "notes", "process", "shapes", "status", "wake"]:
        globals()[_name] = LazyModule("jupyterlab_aml.runfiles." + _name)
    for _name in [
        "artifact_names",
        "container",
        "create",
        "curves",
        "data",
        "endings",
        "exits",
        "image_names",
        "metric_values",
        "model",
        "offline",
        "placing",
        "printed_run",
        "progress",
        "provide",
        "ranks",
        "script_data",
    ]:
        globals()[_name] = LazyModule("jupyterlab_aml.runner." + _name)
