"""How an attempt ended, from its processes, its logs and what the script said itself."""

import os
import re
from typing import Any, Dict, List, NamedTuple, Optional

from jupyterlab_aml.runfiles.files import Damaged, Json, read_bytes, read_json
from jupyterlab_aml.runfiles.paths import AttemptPaths

from .explain import explain_log
from .processes import Process, how_ended
from .reports import read_reports


class Ending(NamedTuple):
    """The end of a run: its status, the reason in words, the error if there was one, and what else is known."""

    status: str
    reason: str = ""
    code: str = ""
    error: Optional[Json] = None
    facts: Dict[str, Any] = {}


class Failure(NamedTuple):
    """The process that failed first."""

    title: str
    exit_code: int
    log: str


_LOST_PEER = re.compile(
    r"Connection\w*Error|connection (?:was )?(?:closed|reset|refused|aborted|lost)|by (?:remote )?peer|broken ?pipe|EOFError", re.IGNORECASE
)
_NAMED = re.compile(r"process rank (\d+) with PID|invoked on rank (\d+)|Process name: \[\[\d+,\d+\],(\d+)\]")  # by mpirun


def first_failure(paths: AttemptPaths, failed: List[Process]) -> Optional[Failure]:
    """Return which of the processes that failed at about the same time the others failed by.

    It is one that does not complain of a lost connection, if there is one; among several the one that printed its last line first.
    """
    if not failed:
        return None
    found = _of_ranks(paths, failed) or [_failure_of(process) for process in failed]
    return min(found, key=lambda failure: (bool(_LOST_PEER.search(explain_log(read_tail(failure.log)))), _last_written(failure.log)))


def _failure_of(process: Process) -> Failure:
    return Failure(process.part.title, process.exit_code or 0, process.part.log)


def _of_ranks(paths: AttemptPaths, failed: List[Process]) -> List[Failure]:
    """The ranks that failed, of those that mpirun started: by themselves, else when they were asked to end, else without a word."""
    ended = [report for report in read_reports(paths.ranks) if report.exit_code]
    by_themselves = [report for report in ended if not report.asked] or [report for report in ended if report.exit_code > 0]
    if not by_themselves and failed[0].exit_code is not None:
        named = _told_by_mpirun(paths, failed)
        if named:
            return named
    return [Failure("rank {}".format(report.rank), report.exit_code, paths.rank_log(report.rank)) for report in by_themselves or ended]


def _told_by_mpirun(paths: AttemptPaths, failed: List[Process]) -> List[Failure]:
    """The rank that mpirun names where its wrapper was killed, and could report nothing."""
    named = _NAMED.search(read_tail(paths.launcher_log).decode("utf-8", "replace"))
    if named is None:
        return []
    rank, code = next(group for group in named.groups() if group), failed[0].exit_code or 0
    return [Failure("rank " + rank, 128 - code if code > 128 else code, paths.rank_log(int(rank)))]


def _last_written(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def failed(paths: AttemptPaths, failure: Failure) -> Ending:
    """Say which process failed, how, and why: ``rank 1: exit code 1: ValueError: ...``."""
    how = how_ended(failure.exit_code)
    cause = explain_log(read_tail(failure.log)) or disk_full(paths)
    reason = ": ".join(part for part in (failure.title, how, cause) if part)
    error = {"code": "UserError", "message": reason}
    if failure.log != paths.log:
        error["log"] = "user_logs/" + os.path.basename(failure.log)
    return Ending("Failed", reason, error=error)


def said_by_script(paths: AttemptPaths) -> Optional[Ending]:
    """What ``run.fail()`` or ``run.cancel()`` in the script said, if it did."""
    try:
        verdict = read_json(paths.verdict)
    except Damaged:
        return None
    if not verdict or verdict.get("status") not in ("Failed", "Canceled"):
        return None
    error = verdict.get("error") or {}
    reason = verdict.get("reason") or error.get("message") or "said by the script"
    return Ending(str(verdict["status"]), str(reason), error=error or None)


def disk_full(paths: AttemptPaths) -> str:
    """Say that the disk is full, if it is."""
    try:
        room = os.statvfs(paths.folder)
    except OSError:
        return ""
    return "the disk of the workspace is full" if room.f_bavail == 0 else ""


def read_tail(path: str, size: int = 16384) -> bytes:
    """The last bytes of a log."""
    try:
        length = os.path.getsize(path)
    except OSError:
        return b""
    return read_bytes(path, max(0, length - size))
