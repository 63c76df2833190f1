"""Waiting for a run and following its log."""

import codecs
import contextlib
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from jupyterlab_aml.errors import ActivityFailedError, NotFoundError
from jupyterlab_aml.runfiles.files import read_bytes
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.status import Status, fold, read_facts

from . import heal
from .feed_log import BUILD, STANDARD, log_path, telling_log
from .log_tail import last_lines, start_of_tail
from .record import RunRecord, read_record

if TYPE_CHECKING:
    from .workspace import Workspace

FIRST_LOOK_S = 0.005
LONGEST_S = 0.25
LONGEST_WITH_LOG_S = 0.05
CARE_S = 2.0
TAIL_LINES = 40
_CHUNK = 1 << 20


class _Patience:
    """Sleeps a little longer each time nothing happened, and now and then sees to it that somebody works on the run."""

    def __init__(self, workspace: "Workspace", paths: RunPaths, longest_s: float, timeout_s: float | None = None) -> None:
        self._workspace = workspace
        self._paths = paths
        self._longest_s = longest_s
        self._next_s = FIRST_LOOK_S
        self._cared = time.monotonic()
        self._deadline = None if timeout_s is None else self._cared + timeout_s
        heal.heal(workspace, paths)

    def news(self) -> None:
        self._next_s = FIRST_LOOK_S

    def over(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def rest(self) -> None:
        pause_s = self._next_s
        if self._deadline is not None:
            pause_s = min(pause_s, max(0.0, self._deadline - time.monotonic()))
        time.sleep(pause_s)
        self._next_s = min(self._next_s * 1.5, self._longest_s)
        if time.monotonic() - self._cared >= CARE_S:
            self._cared = time.monotonic()
            heal.care(self._workspace, self._paths)


def wait(workspace: "Workspace", paths: RunPaths, timeout_s: float | None = None) -> RunRecord:
    """Return the record of a run once it has ended, or as it is after ``timeout_s``."""
    patience = _Patience(workspace, paths, LONGEST_S, timeout_s)
    while not _status(paths).final and not patience.over():
        patience.rest()
    return workspace.with_reason(read_record(paths))


def stream(
    workspace: "Workspace", paths: RunPaths, write: Callable[[str], object], *, follow: bool = True, name: str = STANDARD, tail: int | None = None
) -> RunRecord:
    """Pass on a log of a run, across retries, until the run has ended; return its record.

    With ``follow`` false, only what is there now. ``name`` is a file of ``user_logs/`` or ``logs/``; ``tail`` leaves out all but so many of the
    lines that are there at first.
    """
    status = _status(paths)
    log = _Log(paths, status.attempt, name, write)
    if tail is not None:
        log.skip_to(tail)
    if not follow:
        log.pass_on()
        log.finish()
        return workspace.with_reason(read_record(paths))
    return _follow(workspace, paths, [log])


def show(workspace: "Workspace", paths: RunPaths, write: Callable[[str], object]) -> RunRecord:
    """Pass on how the environment of a run is built, where it has to be, and what its script prints; return its record."""
    attempt = _status(paths).attempt
    build = _Log(paths, attempt, BUILD, _headed(write, "Building the environment:"))
    return _follow(workspace, paths, [build, _Log(paths, attempt, STANDARD, write)])


def _headed(write: Callable[[str], object], head: str) -> Callable[[str], object]:
    """Return ``write`` with a line before what it writes first."""
    heads = [head]

    def out(text: str) -> None:
        write(f"{heads.pop()}\n{text}" if heads else text)

    return out


def _follow(workspace: "Workspace", paths: RunPaths, logs: "list[_Log]") -> RunRecord:
    patience = _Patience(workspace, paths, LONGEST_WITH_LOG_S)
    while True:
        status = _status(paths)  # before the logs: what was written before the end is then never missed
        if status.attempt != logs[0].attempt:
            for log in logs:
                log.pass_on()
                log.finish()
            logs = [log.of_attempt(status.attempt) for log in logs]
        if any([log.pass_on() for log in logs]):  # noqa: C419 each of them
            patience.news()
        if status.final:
            for log in logs:
                log.finish()
            return read_record(paths)
        patience.rest()


def _status(paths: RunPaths) -> Status:
    facts = read_facts(paths)
    if not facts.spec and not os.path.isdir(paths.folder):
        raise NotFoundError(f"The run {paths.run_id!r} was deleted.")
    return fold(facts)


class _Log:
    """A growing log, as one attempt writes it."""

    def __init__(self, paths: RunPaths, attempt: int, name: str, write: Callable[[str], object]) -> None:
        self.attempt = attempt
        self._paths = paths
        self._name = name
        self._path = os.path.join(paths.attempt(attempt).folder if name.startswith("user_logs/") else paths.folder, name)
        self._write = write
        self._offset = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def of_attempt(self, attempt: int) -> "_Log":
        """Return the log of the next attempt: the rest of the same file where all attempts share one."""
        other = _Log(self._paths, attempt, self._name, self._write)
        if other._path == self._path:
            other._offset = self._offset
        return other

    def skip_to(self, tail: int) -> None:
        """Leave out all but the last ``tail`` lines of what is there."""
        with contextlib.suppress(FileNotFoundError):
            self._offset = start_of_tail(self._path, tail)

    def pass_on(self) -> bool:
        """Write what is new; tell whether there was anything."""
        begin = self._offset
        while True:
            try:
                size = os.path.getsize(self._path)
            except FileNotFoundError:
                return False
            if size <= self._offset:
                return self._offset > begin
            data = read_bytes(self._path, self._offset, min(size - self._offset, _CHUNK))
            if not data:
                return self._offset > begin
            self._offset += len(data)
            self._out(self._decoder.decode(data))

    def finish(self) -> None:
        """Write what a character cut in half leaves."""
        self._out(self._decoder.decode(b"", final=True))

    def _out(self, text: str) -> None:
        if text:
            self._write(text)


def failed_log(paths: RunPaths, record: RunRecord) -> str:
    """Return the path of the log that tells why a run failed."""
    return log_path(paths, record.attempt, telling_log(paths, record))


def failure(paths: RunPaths, record: RunRecord) -> ActivityFailedError:
    """Return the error for a run that was waited for and failed: the reason, and the end of its log."""
    log = failed_log(paths, record)
    tail = last_lines(log, TAIL_LINES) if record.started else ""  # what counts of how an environment was built is the reason
    reason = (record.status_reason or "no reason was given").rstrip(".")
    shown = f"\n\nThe last lines of its log:\n{tail}\n\n" if tail else ""
    return ActivityFailedError(
        f"The run {record.id} failed: {reason}{'' if reason.endswith('?') else '.'}{shown}",
        f"The whole log is {log}." if os.path.exists(log) else "It wrote no log.",
        run_id=record.id,
        exit_code=record.exit_code,
        error=record.error,
    )
