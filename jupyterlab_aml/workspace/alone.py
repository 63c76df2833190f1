"""Holding off other clients while a file is read, changed and written."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def alone(lock: str) -> Iterator[None]:
    """Hold the lock file, which is never removed, so that all who want to change something meet at it."""
    with open(lock, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
