"""Ending the runs that a process made, when it leaves without having ended them."""

import atexit
import os
import sys
from typing import Dict, List, Optional

from ..errors import AmlError
from ..runfiles.paths import RunPaths
from .endings import Outcome, end, outcome_of

_open: Dict[str, int] = {}  # run folder -> pid of its maker
_in_script: List[bool] = []  # whether this process runs a script, once it is asked


def end_at_exit(paths: RunPaths) -> None:
    """End the run when the interpreter leaves: Completed, or as the uncaught exception says."""
    if not _in_script:
        _in_script.append(not hasattr(sys, "ps1") and hasattr(sys.modules.get("__main__"), "__file__"))  # at exit, __file__ is gone
        atexit.register(_leave)
    _open[paths.folder] = os.getpid()


def ended_already(paths: RunPaths) -> None:
    """The run has been ended; nothing is left to do for it."""
    _open.pop(paths.folder, None)


def _leave() -> None:
    outcome = outcome_of(_uncaught() if _in_script[0] else None)
    if outcome.status == "Completed":
        outcome = Outcome("Completed", "the script ended")
    for folder, pid in list(_open.items()):
        if pid != os.getpid() or not os.path.isdir(folder):  # a forked process leaves too, and a run may have been deleted
            continue
        try:
            end(RunPaths(folder), outcome)
        except (AmlError, OSError):
            continue  # ended by somebody else, or there is no way left to write it down


def _uncaught() -> Optional[BaseException]:
    """The exception that ends this script.

    The interpreter keeps it in ``sys.last_value`` before it calls ``sys.excepthook``, so that no hook has to be replaced. In a console or a notebook
    it is only the newest error the user has seen, which ended nothing.
    """
    return getattr(sys, "last_value", None)
