"""Printing log files, whatever their size and whatever bytes are in them."""

import codecs
import sys
from typing import TYPE_CHECKING

from jupyterlab_aml.cli.raw import writer
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.follow import STANDARD
from jupyterlab_aml.workspace.log_tail import start_of_tail

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run

_SCRIPTS_OWN = ("user_logs/", "logs/")
_CHUNK = 1 << 20


def find(run: "Run", name: str) -> str | None:
    """Return the path of a log file; None if the run has not begun to write it.

    Raises
    ------
    NotFoundError
        The run has no file of that name and will have none; the hint names those it has.
    """
    files = run.log_files()
    if name in files:
        return files[name]
    if name == STANDARD or (name.startswith(_SCRIPTS_OWN) and not run.record().final):
        return None
    raise NotFoundError(f"Run {run.id} has no log file {name!r}.", did_you_mean(name, list(files)), known=sorted(files))


def show(path: str, tail: int | None) -> None:
    """Print a file, or its last ``tail`` lines."""
    write = writer(sys.stdout)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    last = "\n"
    with open(path, "rb") as file:
        if tail is not None:
            file.seek(start_of_tail(path, tail))
        while chunk := file.read(_CHUNK):
            last = decoder.decode(chunk)
            write(last)
    rest = decoder.decode(b"", final=True)
    write(rest if (rest or last).endswith("\n") else rest + "\n")
