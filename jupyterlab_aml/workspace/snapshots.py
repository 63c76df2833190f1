"""The snapshot of a run, as its user sees it."""

import os
import tempfile
import zipfile
from typing import TYPE_CHECKING

from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.files import walk_files
from jupyterlab_aml.runner.storage import storing

from . import snapshot

if TYPE_CHECKING:
    from .workspace import Workspace


def restore_as_zip(workspace: "Workspace", snapshot_id: str, path: str | os.PathLike[str] | None) -> str:
    """Write a snapshot as a ZIP file and return its path.

    Parameters
    ----------
    path : str, optional
        The file, or a folder for ``<snapshot id>.zip``; the current folder by default.
    """
    target = os.path.abspath(os.path.expanduser(os.fspath(path or ".")))
    if os.path.isdir(target):
        target = os.path.join(target, snapshot_id + ".zip")
    with storing("the snapshot cannot be restored"):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            snapshot.restore(workspace.paths, snapshot_id, folder)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, file in walk_files(folder):
                    archive.write(file, name)
    return target


def take(workspace: "Workspace", file_or_folder: str | os.PathLike[str]) -> str:
    """Store a folder, or one file, as a snapshot and return its id."""
    path = os.path.abspath(os.path.expanduser(os.fspath(file_or_folder)))
    if not os.path.exists(path):
        raise NotFoundError(f"There is no file or folder {path!r}.")
    with storing("the snapshot cannot be taken"):
        if os.path.isdir(path):
            return snapshot.take(path, workspace.paths, workspace.cache).id
        with open(path, "rb") as file, tempfile.TemporaryDirectory() as empty:
            return snapshot.take(empty, workspace.paths, workspace.cache, extra={os.path.basename(path): file.read()}).id
