"""The lock between those who store snapshots and those who remove them, ``snapshots/.lock``.

It is a lock of the file system, so whatever ends a process ends its lock, too. Where a file system has none, nothing is ever removed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from jupyterlab_aml.runfiles.paths import WorkspacePaths

LOCK = ".lock"


@contextmanager
def storing_snapshots(paths: WorkspacePaths) -> Iterator[None]:
    """Keep all snapshots: one that is stored, or found to be there, stays if a run refers to it when this ends. Any number of processes may."""
    fd = _open(paths, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_SH)
        yield
    finally:
        _close(fd)


@contextmanager
def removing_snapshots(paths: WorkspacePaths, *, wait: bool) -> Iterator[bool]:
    """Keep everybody from storing snapshots; false if that cannot be had, or not at once unless ``wait`` says so."""
    fd = _open(paths, os.O_RDWR)
    try:
        yield _alone(fd, wait=wait)
    finally:
        _close(fd)


def _alone(fd: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _open(paths: WorkspacePaths, how: int) -> int:
    os.makedirs(paths.snapshots, exist_ok=True)
    return os.open(os.path.join(paths.snapshots, LOCK), how | os.O_CREAT, 0o666)


def _close(fd: int) -> None:
    with suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_UN)  # closing would not end it while a process that was forked meanwhile lives
    os.close(fd)
