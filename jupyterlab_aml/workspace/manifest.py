"""Manifests: which files a snapshot holds, in a file named by its own hash."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import write_once
from jupyterlab_aml.runfiles.paths import WorkspacePaths

_ID = re.compile(r"[0-9a-f]{64}")


class ManifestFile(NamedTuple):
    """One file of a snapshot: path relative with ``/``, permission bits, bytes, and the hash of its content."""

    path: str
    mode: int
    size: int
    sha256: str


def read_manifest(paths: WorkspacePaths, snapshot_id: str) -> list[ManifestFile]:
    """Return the files of a snapshot, sorted by path.

    Raises
    ------
    NotFoundError
        The workspace has no such snapshot.
    WorkspaceError
        The manifest is damaged.
    """
    path = manifest_path(paths, snapshot_id if _ID.fullmatch(snapshot_id) else "none")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise NotFoundError(
            f"The workspace {paths.root!r} has no snapshot {snapshot_id!r}.", "The snapshot of a run is in its details, key `snapshot`."
        ) from None
    except OSError as error:
        raise WorkspaceError(f"The snapshot manifest {path!r} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != snapshot_id:
        raise WorkspaceError(f"The snapshot manifest {path!r} is damaged: its content is not what its name says.")
    files = [ManifestFile(*item) for item in json.loads(data)["files"]]
    if not all(safe_path(file.path) for file in files):
        raise WorkspaceError(f"The snapshot manifest {path!r} names files outside its folder.")
    return files


def manifest_path(paths: WorkspacePaths, snapshot_id: str) -> str:
    """Return where the manifest of a snapshot is."""
    return os.path.join(paths.snapshots, snapshot_id + ".json")


def write_manifest(paths: WorkspacePaths, files: Iterable[ManifestFile]) -> str:
    """Write the manifest of files whose content is stored, and return its hash."""
    data = json.dumps({"files": sorted(files)}, separators=(",", ":")).encode()
    sha = hashlib.sha256(data).hexdigest()
    os.makedirs(paths.snapshots, exist_ok=True)
    write_once(manifest_path(paths, sha), data, mode=0o444)
    return sha


def safe_path(path: str) -> bool:
    """Tell whether a path of a manifest stays inside the folder it is restored to."""
    return bool(path) and not path.startswith("/") and "\0" not in path and not {"", ".", ".."} & set(path.split("/"))
