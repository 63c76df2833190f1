"""Printing log files, whatever their size and whatever bytes are in them."""

import codecs
import os
import sys
from typing import TYPE_CHECKING

from jupyterlab_aml.cli.raw import writer
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.training.source import did_you_mean

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run

STANDARD = "user_logs/std_log.txt"
_CHUNK = 1 << 20


def find(run: "Run", name: str | None) -> str | None:
    """Return the path of a log file; None if the run has no standard log yet.

    Raises
    ------
    NotFoundError
        The run has no file of that name; the hint names those it has.
    """
    files = run.log_files()
    if name is None:
        return files.get(STANDARD)
    if name in files:
        return files[name]
    raise NotFoundError(f"Run {run.id} has no log file {name!r}.", did_you_mean(name, list(files)), known=sorted(files))


def show(path: str, tail: int | None) -> None:
    """Print a file, or its last ``tail`` lines."""
    write = writer(sys.stdout)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    last = "\n"
    with open(path, "rb") as file:
        if tail is not None:
            file.seek(_start_of_tail(path, tail))
        while chunk := file.read(_CHUNK):
            last = decoder.decode(chunk)
            write(last)
    rest = decoder.decode(b"", final=True)
    write(rest if (rest or last).endswith("\n") else rest + "\n")


def _start_of_tail(path: str, lines: int) -> int:
    """Return the offset of the last ``lines`` lines, read from the end."""
    end = os.path.getsize(path)
    if lines == 0:
        return end
    found = 0
    with open(path, "rb") as file:
        position = end
        while position > 0:
            start = max(0, position - _CHUNK)
            file.seek(start)
            chunk = file.read(position - start)
            at = len(chunk) - 1 if position == end and chunk.endswith(b"\n") else len(chunk)
            while (at := chunk.rfind(b"\n", 0, at)) >= 0:
                found += 1
                if found == lines:
                    return start + at + 1
            position = start
    return 0
