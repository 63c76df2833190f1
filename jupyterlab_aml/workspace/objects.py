"""The content of files, kept once under its own sha256 and shared by all snapshots of a workspace."""

import hashlib
import itertools
import os
import threading
from collections.abc import Callable

from jupyterlab_aml.runfiles.files import write_all

_WHOLE = 4 * 1024 * 1024  # bytes: up to this a file is read at once, and written only if its content is new
_CHUNK = 1024 * 1024
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
_ONLY_ONE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)


class Objects:
    """The folder ``snapshots/objects``. Several processes may add to it at once: equal content has an equal name."""

    __slots__ = ("_counter", "folder")

    def __init__(self, snapshots: str) -> None:
        self.folder = os.path.join(snapshots, "objects")
        self._counter = itertools.count()

    def path(self, sha: str) -> str:
        """Return where the content with this hash is, or would be."""
        return os.path.join(self.folder, sha[:2], sha)

    def has(self, sha: str, size: int) -> bool:
        """Tell whether the content is there in full; a machine that lost power may have left an empty file."""
        try:
            return os.stat(self.path(sha)).st_size == size
        except OSError:
            return False

    def add_bytes(self, data: bytes) -> str:
        """Keep ``data`` and return its hash."""
        sha = hashlib.sha256(data).hexdigest()
        if not self.has(sha, len(data)):
            temporary, fd = self._temporary()
            self._finish(temporary, fd, lambda: write_all(fd, data))
            self._name(temporary, sha)
        return sha

    def add_open_file(self, source: int, size: int) -> tuple[str, int]:
        """Keep the content of an open file of about ``size`` bytes; return hash and size of what was read, which is what was kept."""
        if size <= _WHOLE:
            data = _read_all(source)
            return self.add_bytes(data), len(data)
        # Copied first and named after what was copied: the file may change while it is read.
        digest, total = hashlib.sha256(), 0
        temporary, fd = self._temporary()

        def copy() -> None:
            nonlocal total
            while chunk := os.read(source, _CHUNK):
                digest.update(chunk)
                total += len(chunk)
                write_all(fd, chunk)

        self._finish(temporary, fd, copy)
        sha = digest.hexdigest()
        if self.has(sha, total):
            os.unlink(temporary)
        else:
            self._name(temporary, sha)
        return sha, total

    def _temporary(self) -> tuple[str, int]:
        os.makedirs(self.folder, exist_ok=True)
        path = os.path.join(self.folder, f".new.{os.uname().nodename}.{os.getpid()}.{threading.get_ident()}.{next(self._counter)}")
        if os.path.lexists(path):  # left by a killed process that had our pid
            os.unlink(path)
        return path, os.open(path, _ONLY_ONE, 0o444)

    def _finish(self, temporary: str, fd: int, fill: Callable[[], None]) -> None:
        try:
            try:
                fill()
            finally:
                os.close(fd)
        except BaseException:
            os.unlink(temporary)
            raise

    def _name(self, temporary: str, sha: str) -> None:
        path = self.path(sha)
        try:
            os.replace(temporary, path)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.replace(temporary, path)


def open_source(path: str) -> int:
    """Open a file of a source folder for reading."""
    return os.open(path, _READ)


def _read_all(fd: int) -> bytes:
    chunks = []
    while chunk := os.read(fd, _WHOLE + 1):
        chunks.append(chunk)
    return b"".join(chunks)
