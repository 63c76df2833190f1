"""What differs between the source of a run and a folder, or the source of another run."""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace import snapshot
from jupyterlab_aml.workspace.manifest import ManifestFile, read_manifest
from jupyterlab_aml.workspace.objects import Objects
from jupyterlab_aml.workspace.text_diff import unified

MAX_BYTES = 1024 * 1024
_MOST_TEXT = 6 * 1024 * 1024  # bytes of files whose differences are shown at once: some seconds at worst
_CHUNK = 1024 * 1024
_OPEN = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True)
class Version:
    """One file of one of the two sides: its size, and how to get its hash and its content."""

    size: int
    sha256: Callable[[], str]
    read: Callable[[], bytes]


Side = Mapping[str, Version]


def of_snapshot(paths: WorkspacePaths, snapshot_id: str) -> Side:
    """Return the files of a snapshot.

    Raises
    ------
    NotFoundError
        The workspace has no such snapshot.
    """
    return {file.path: Version(file.size, partial(str, file.sha256), partial(read_stored, paths, file)) for file in read_manifest(paths, snapshot_id)}


def of_folder(folder: str) -> Side:
    """Return the files that a snapshot of a folder would hold now.

    Raises
    ------
    UserError
        The folder is gone or cannot be read.
    """
    found = snapshot.plan(folder)
    places = {path: (os.path.join(folder, path), facts.st_size) for path, facts in found.files.items()}
    return {path: Version(size, partial(_hash_file, place), partial(_read_file, place)) for path, (place, size) in places.items()}


def differences(old: Side, new: Side) -> list[dict[str, str | None]]:
    """Return ``{"path", "change", "diff"}`` of every file that differs, sorted by path, seen from the old side."""
    found: list[dict[str, str | None]] = []
    budget = _MOST_TEXT
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path), new.get(path)
        if before is not None and after is not None and _same(before, after):
            continue
        size = sum(version.size for version in (before, after) if version)
        small = all(version is None or version.size <= MAX_BYTES for version in (before, after)) and size <= budget
        budget -= size if small else 0
        change = "added" if before is None else "removed" if after is None else "modified"
        found.append({"path": path, "change": change, "diff": _diff(path, before, after) if small else None})
    return found


def stored_file(paths: WorkspacePaths, snapshot_id: str, path: str) -> ManifestFile:
    """Return one file of a snapshot.

    Raises
    ------
    NotFoundError
        It has no such file.
    """
    for file in read_manifest(paths, snapshot_id):
        if file.path == path:
            return file
    raise NotFoundError(f"The source of the run has no file {path!r}.", "Its files are listed with the snapshot.")


def open_stored(paths: WorkspacePaths, file: ManifestFile) -> int:
    """Open the content of a file of a snapshot, checked against its hash, and return the descriptor.

    Raises
    ------
    WorkspaceError
        The content is missing or damaged.
    """
    location = Objects(paths.snapshots).path(file.sha256)
    try:
        fd = os.open(location, _OPEN | os.O_NOFOLLOW)
    except OSError as error:
        raise WorkspaceError(f"The content of {file.path!r} cannot be read ({location!r}): {error.strerror}.") from None
    if stat.S_ISREG(os.fstat(fd).st_mode) and _hash(fd) == file.sha256:
        return fd
    os.close(fd)
    raise WorkspaceError(f"The stored content of {file.path!r} is damaged ({location!r}).")


def read_stored(paths: WorkspacePaths, file: ManifestFile) -> bytes:
    """Return the content of a file of a snapshot; see :func:`open_stored`."""
    with os.fdopen(open_stored(paths, file), "rb") as opened:
        return opened.read()


def _hash(fd: int) -> str:
    digest, at = hashlib.sha256(), 0
    while chunk := os.pread(fd, _CHUNK, at):
        digest.update(chunk)
        at += len(chunk)
    return digest.hexdigest()


def _hash_file(location: str) -> str:
    with _opened(location) as file:
        return _hash(file.fileno())


def _read_file(location: str) -> bytes:
    with _opened(location) as file:
        return file.read()


def _opened(location: str) -> BinaryIO:
    try:
        return os.fdopen(os.open(location, _OPEN), "rb")
    except FileNotFoundError:  # removed since it was seen
        return open(os.devnull, "rb")
    except OSError as error:
        raise WorkspaceError(f"{location!r} cannot be read: {error.strerror}.", "Make it readable, or leave it out by the ignore file.") from None


def _same(one: Version, other: Version) -> bool:
    if one.size != other.size:
        return False
    return one.sha256() == other.sha256()


def _diff(path: str, before: Version | None, after: Version | None) -> str | None:
    texts = [_text(version) for version in (before, after)]
    if texts[0] is None or texts[1] is None:
        return None
    return unified(texts[0], texts[1], f"a/{path}" if before else "/dev/null", f"b/{path}" if after else "/dev/null")


def _text(version: Version | None) -> str | None:
    data = b"" if version is None else version.read()
    if b"\0" in data or len(data) > MAX_BYTES:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
