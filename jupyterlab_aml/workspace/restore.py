"""Giving back the files of a snapshot."""

import hashlib
import os

from jupyterlab_aml.errors import ConflictError, WorkspaceError
from jupyterlab_aml.runfiles.files import write_all
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.manifest import ManifestFile, read_manifest
from jupyterlab_aml.workspace.objects import Objects, open_source

_CHUNK = 1024 * 1024
_SHOWN = 5  # names in an error


def restore(paths: WorkspacePaths, snapshot_id: str, folder: str | os.PathLike[str]) -> list[str]:
    """Write the files of a snapshot into a folder, which is made if need be, and return their paths.

    Files that are there with the same content are left alone.

    Raises
    ------
    ConflictError
        A file is there with other content; nothing has been written.
    NotFoundError
        The workspace has no such snapshot.
    WorkspaceError
        A stored file is missing or damaged, or the folder cannot be written.
    """
    target = os.path.abspath(folder)
    files = read_manifest(paths, snapshot_id)
    missing, differing = [], []
    for file in files:
        place = os.path.join(target, file.path)
        if not os.path.lexists(place):
            missing.append(file)
        elif not _same(place, file):
            differing.append(file.path)
    if differing:
        told = ", ".join(repr(path) for path in differing[:_SHOWN]) + (f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else "")
        raise ConflictError(f"{target!r} has other files in the way: {told}.", "Restore into an empty folder.", paths=differing)
    objects = Objects(paths.snapshots)
    try:
        os.makedirs(target, exist_ok=True)
        for file in missing:
            _write(objects, file, os.path.join(target, file.path))
    except OSError as error:
        raise WorkspaceError(f"The snapshot cannot be restored into {target!r}: {error.strerror} ({error.filename!r}).") from error
    return [file.path for file in files]


def _same(place: str, file: ManifestFile) -> bool:
    try:
        if os.path.islink(place) or not os.path.isfile(place) or os.path.getsize(place) != file.size:
            return False
        digest = hashlib.sha256()
        with open(place, "rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == file.sha256


def _write(objects: Objects, file: ManifestFile, place: str) -> None:
    os.makedirs(os.path.dirname(place), exist_ok=True)
    temporary = os.path.join(os.path.dirname(place), f".restore-{os.getpid()}")
    digest = hashlib.sha256()
    try:
        source = open_source(objects.path(file.sha256))
    except FileNotFoundError:
        raise WorkspaceError(f"The content of {file.path!r} is no longer in the workspace ({objects.path(file.sha256)!r}).") from None
    try:
        output = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            while chunk := os.read(source, _CHUNK):
                digest.update(chunk)
                write_all(output, chunk)
        finally:
            os.close(output)
        if digest.hexdigest() == file.sha256:
            os.chmod(temporary, file.mode)
            os.replace(temporary, place)
            return
    finally:
        os.close(source)
        if os.path.lexists(temporary):
            os.unlink(temporary)
    raise WorkspaceError(f"The stored content of {file.path!r} is damaged ({objects.path(file.sha256)!r}).")
