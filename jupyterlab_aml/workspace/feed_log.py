"""The end of a growing log, piece by piece."""

import codecs
import contextlib
import os
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.files import read_bytes
from jupyterlab_aml.runfiles.paths import RunPaths, numbered
from jupyterlab_aml.workspace.log_tail import start_of_tail

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord

STANDARD = "user_logs/std_log.txt"
BUILD = "user_logs/environment_build.txt"
_MOST = 512 * 1024  # bytes told at once; of more only the end
_COUNTED = 32 * 1024 * 1024  # bytes before the first line, up to which it is worth while to tell its number


def log_path(paths: RunPaths, attempt: int, name: str) -> str:
    """Return where a log is: ``user_logs/...`` of an attempt, ``attempt-1/user_logs/...`` of another, or ``logs/...``. It need not be there yet.

    Raises
    ------
    NotFoundError
        No log has this name, or it leads out of the run folder.
    """
    parts = name.split("/")
    number = numbered(parts[0], "attempt-")
    folder = paths.folder
    if number is None and parts[0] == "user_logs":
        folder = paths.attempt(attempt).folder
    head = parts[1:] if number is not None else parts
    fits = len(head) > 1 and head[0] in (("user_logs",) if number is not None else ("user_logs", "logs")) and not {"", ".", ".."} & set(parts)
    path = os.path.join(folder, *parts) if fits and "\0" not in name else ""
    inside = os.path.realpath(paths.folder) + os.sep
    if not path or not os.path.realpath(path).startswith(inside):
        raise NotFoundError(f"There is no log {name!r}.", "Logs are called user_logs/NAME, attempt-NUMBER/user_logs/NAME or logs/NAME.")
    return path


def telling_log(paths: RunPaths, record: "RunRecord") -> str:
    """Return the name of the log for somebody who chose none: that of the process that failed, else what the script prints.

    As long as the script has not begun, it is how its environment is built.
    """
    name = (record.error or {}).get("log")
    if isinstance(name, str):
        with contextlib.suppress(NotFoundError):
            log_path(paths, record.attempt, name)
            return name
    building = not record.started and os.path.exists(paths.attempt(record.attempt).environment_log)
    return BUILD if building else STANDARD


class LogTail:
    """One log of one attempt, told from near its end.

    Parameters
    ----------
    tail : int
        Lines to begin with.
    """

    def __init__(self, paths: RunPaths, attempt: int, name: str, tail: int) -> None:
        self._path = log_path(paths, attempt, name)
        self.name = name
        self._attempt = attempt
        self._tail = tail
        self._inode = 0
        self._offset: int | None = None  # None: nothing was told yet
        self._line: int | None = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def poll(self) -> dict[str, Any] | None:
        """Return the shape ``LogUpdate`` of what was added since the last call; None if that is nothing.

        Raises
        ------
        OSError
            The log is there and may not be read.
        """
        try:
            facts = os.stat(self._path)
        except FileNotFoundError:
            if self._offset is not None:
                return None
            self._offset = 0
            return self._shape("", 0, reset=True)
        reset = self._offset is None or facts.st_ino != self._inode != 0 or facts.st_size < self._offset
        if not reset and facts.st_size == self._offset:
            return None
        self._inode = facts.st_ino
        start = self._offset or 0
        if reset or facts.st_size - start > _MOST:
            reset = True
            start = self._begin(facts.st_size)
        data = read_bytes(self._path, start, facts.st_size - start)
        self._offset = start + len(data)
        return self._shape(self._decoder.decode(data), facts.st_size, reset=reset)

    def _begin(self, size: int) -> int:
        """Return where the tail begins, and know the number of its line."""
        start = max(start_of_tail(self._path, self._tail), size - _MOST)
        self._decoder.reset()
        self._line = read_bytes(self._path, 0, start).count(b"\n") if start <= _COUNTED else None
        return start

    def _shape(self, text: str, size: int, *, reset: bool) -> dict[str, Any]:
        shape: dict[str, Any] = {"name": self.name, "attempt": self._attempt, "text": text, "size": size}
        if self._line is not None:
            shape["line"] = self._line
            self._line += text.count("\n")
        return {**shape, "reset": True} if reset else shape
