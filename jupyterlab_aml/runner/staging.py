"""Folders that are being made or removed beside what can be read: what a killed process leaves of them goes with the next.

Whoever makes one holds a lock on it, which ends with the process, whatever ends that. A process identity would not do: a maker in a container has a
pid of its own. Where the file system has no locks, nothing is swept.
"""

import fcntl
import os
import shutil
from typing import Optional, Tuple

from ..runfiles.files import names
from .names import random_hex

NEW, TRASH = ".new-", ".trash-"


def staged(parent: str) -> Tuple[str, int]:
    """Make a folder in ``parent`` that no reader looks at; return its path and what holds the lock on it, for :func:`release`."""
    while True:
        path = os.path.join(parent, NEW + random_hex(8))
        os.mkdir(path)
        try:
            fd = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # swept before it was locked
            continue
        if _lock(fd) is not False and os.path.isdir(path):
            return path, fd
        os.close(fd)


def release(fd: int) -> None:
    """Give up the lock of a folder that is finished, or gone."""
    try:
        fcntl.flock(fd, fcntl.LOCK_UN)  # closing would not end it while a process that was forked meanwhile lives
    except OSError:  # there are no locks
        pass
    os.close(fd)


def sweep(parent: str) -> None:
    """Remove the folders in ``parent`` that nobody makes or removes any more."""
    for name in names(parent):
        if not name.startswith((NEW, TRASH)):
            continue
        path = os.path.join(parent, name)
        try:
            fd = os.open(path, os.O_RDONLY)
        except OSError:  # gone at this moment, or somebody else's
            continue
        try:
            if _lock(fd):
                shutil.rmtree(path, ignore_errors=True)  # by its name: one that was given its place meanwhile has another
        finally:
            release(fd)


def _lock(fd: int) -> Optional[bool]:
    """Tell whether the lock was free; None where there are no locks."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
