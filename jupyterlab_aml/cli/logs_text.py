"""Printing log files, whatever their size and whatever bytes are in them."""

import codecs
import re
import sys
from typing import TYPE_CHECKING

from jupyterlab_aml.cli.raw import writer
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.feed_log import STANDARD
from jupyterlab_aml.workspace.log_tail import start_of_tail

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run

_SCRIPTS_OWN = ("user_logs/", "logs/")
_RANK = re.compile(r"user_logs/std_log(?:_process_(\d+))?\.txt")
_ENDS = "\r\n"
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


def of_rank(rank: int) -> str:
    """Return the name of the log that a process of a distributed run prints to."""
    return f"user_logs/std_log_process_{rank}.txt" if rank else STANDARD


def show_ranks(run: "Run", tail: int | None) -> bool:
    """Print what each process printed, one after another, with its rank before each line; False if there is nothing."""
    write = writer(sys.stdout)
    printed = False
    for name, path in run.log_files().items():
        rank = _RANK.fullmatch(name)
        if rank is None:
            continue
        with open(path, "rb") as file:
            if tail is not None:
                file.seek(start_of_tail(path, tail))
            for line in file:
                write(f"[{rank[1] or 0}] {line.decode('utf-8', 'replace').rstrip(_ENDS)}\n")
                printed = True
    return printed


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
