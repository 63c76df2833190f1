"""What the two programs for the data of a run have in common: ``python -m jupyterlab_aml.assets.fetch|keep <attempt folder>``."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runfiles.files import Json, append, read_json, replace
from jupyterlab_aml.runfiles.paths import AttemptPaths, numbered
from jupyterlab_aml.runner.data import PROBLEM


class Progress:
    """Tells how many files are done, to the log of the data and to whoever looks at the run."""

    def __init__(self, paths: AttemptPaths, what: str, total: int) -> None:
        self._paths = paths
        self._what = what
        self._total = total
        self._done = 0

    def step(self, text: str) -> None:
        """Say that one more is done."""
        self._done += 1
        print(text, flush=True)  # noqa: T201 - the output is the log
        append(self._paths.progress, {"t": time.time(), "done": self._done, "total": self._total, "what": self._what})


def run_program(work: Callable[[AttemptPaths, Json, list[str]], None]) -> int:
    """Do the work for the attempt whose folder is the first argument; return the exit status.

    What was wrong is left in a file for the runner. The end that a cancel brings is an exception, so that whatever is half done is undone.
    """
    folder = os.path.abspath(sys.argv[1])
    paths = AttemptPaths(folder, numbered(os.path.basename(folder), "attempt-") or 1)
    signal.signal(signal.SIGTERM, _end)
    try:
        work(paths, read_json(paths.run.spec) or {}, sys.argv[2:])
    except AmlError as error:
        return _failed(paths, str(error))
    except OSError as error:
        return _failed(paths, f"{error.strerror or error}: {error.filename!r}")
    return 0


def _end(_number: int, _frame: Any) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _failed(paths: AttemptPaths, text: str) -> int:
    print(text, flush=True)  # noqa: T201
    replace(os.path.join(paths.data, PROBLEM), text.encode("utf-8", "replace"))
    return 1
