"""How the ranks ended that another program started: each says so in a file of its own (:mod:`mpi_rank`)."""

import fcntl
import os
import signal
from typing import List, NamedTuple, Optional

from jupyterlab_aml.runfiles.files import Damaged, names, read_json

_ALIVE = ".alive"


class Report(NamedTuple):
    """The end of one rank. ``asked``: it was told to end before, or it vanished, so that nothing is known of it."""

    rank: int
    exit_code: int
    asked: bool


def read_reports(folder: str) -> List[Report]:
    """Return what there is so far, in the order of the ranks."""
    ranks = [int(name[: -len(_ALIVE)]) for name in names(folder) if name.endswith(_ALIVE)]
    reports = [_read(folder, rank) for rank in sorted(ranks)]
    return [report for report in reports if report is not None]


def _read(folder: str, rank: int) -> Optional[Report]:
    path = os.path.join(folder, str(rank))
    vanished = not _is_locked(path + _ALIVE)  # looked at first: the report comes before the end
    try:
        report = read_json(path)
    except Damaged:
        report = None
    if report is not None and type(report.get("exit_code")) is int:
        return Report(rank, report["exit_code"], bool(report.get("asked")))
    return Report(rank, -signal.SIGKILL, asked=True) if vanished else None


def _is_locked(path: str) -> bool:
    try:
        lock = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
