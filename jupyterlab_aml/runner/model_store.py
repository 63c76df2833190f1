"""Registering, finding and fetching models, as functions of a workspace folder."""

import hashlib
import os
import shutil
from typing import Any, Dict, List, Optional

from ..errors import ConflictError, NotFoundError, UserError
from ..runfiles.files import Json
from ..runfiles.paths import RunPaths, WorkspacePaths
from .asset import Asset, changed
from .asset_store import AssetStore
from .model_facts import properties_of
from .model_source import ModelSource
from .offline import nearest_workspace
from .placing import temporary_in
from .run_base import submitted_folder
from .storage import storing

KIND = "models"
_CHUNK = 1 << 20


def store_of(workspace: WorkspacePaths) -> AssetStore:
    """Return where the models of a workspace are."""
    return AssetStore(workspace, KIND)


def register(workspace: WorkspacePaths, name: str, source: ModelSource, content: Json, **facts: Any) -> Asset:
    """Keep a new version; ``facts`` are the ``run``, ``tags`` and ``description`` of :meth:`AssetStore.add`."""
    return store_of(workspace).add(name, content, files=source.copy, **facts)


def run_here(workspace: WorkspacePaths) -> Optional[str]:
    """Return the id of the submitted run that this process belongs to, if it is one of this workspace."""
    folder = submitted_folder()
    if folder is None:
        return None
    run = RunPaths(folder)
    return run.run_id if os.path.realpath(run.workspace.root) == os.path.realpath(workspace.root) else None


def note_use(workspace: WorkspacePaths, asset: Asset) -> None:
    """Mark that the run of this process uses a model, if there is one."""
    run_id = run_here(workspace)
    if run_id is not None:
        store_of(workspace).mark_used(asset, run_id)


def find(workspace: WorkspacePaths, name: Optional[str], version: Any = None, **filters: Any) -> Asset:
    """Return the newest version that fits; ``filters`` are those of :func:`fits`.

    Raises
    ------
    NotFoundError
        There is none.
    """
    store = store_of(workspace)
    if version is not None and name is not None:
        found = [store.get(name, version)]
    else:
        found = store.all(name) if name is not None else newest_first(store)[::-1]
        if name is not None and not found:
            found = [store.get(name)]  # says what is wrong, and what there is
    fitting = [asset for asset in found if fits(asset, **filters)]
    if not fitting:
        what = "No version of the model {!r}".format(name) if name else "No model"
        raise NotFoundError("{} fits {}.".format(what, {key: value for key, value in filters.items() if value}), "Model.list(workspace) tells all.")
    return fitting[-1]


def newest_first(store: AssetStore) -> List[Asset]:
    """Return every version of every name."""
    return sorted((asset for name in store.names() for asset in store.all(name)), key=lambda asset: asset.created, reverse=True)


def fits(asset: Asset, tags: Any = None, properties: Any = None, run_id: Optional[str] = None, model_framework: Optional[str] = None) -> bool:
    """Tell whether a version has all of these; tags and properties are keys or pairs of key and value, or a dict."""
    return (
        _has(asset.tags, tags)
        and _has(properties_of(asset), properties)
        and (run_id is None or asset.run == run_id)
        and (model_framework is None or asset.content.get("model_framework") == model_framework)
    )


def _has(labels: Dict[str, Optional[str]], wanted: Any) -> bool:
    for each in wanted.items() if isinstance(wanted, dict) else [wanted] if isinstance(wanted, str) else wanted or ():
        if isinstance(each, str):
            if each not in labels:
                return False
        elif not isinstance(each, (list, tuple)) or len(each) != 2:
            raise UserError("{!r} is no filter.".format(each), "Write ['key'], [['key', 'value']] or {'key': 'value'}.")
        elif str(each[0]) not in labels or (each[1] is not None and labels[str(each[0])] != str(each[1])):
            return False
    return True


def path_of(asset: Asset) -> str:
    """Return the file or folder that was registered."""
    return asset.path(str(asset.content.get("root", "")))


def fetch(asset: Asset, target_dir: str, exist_ok: bool = False) -> str:
    """Copy the files of a version into a folder, compare each with its checksum, and return the path of the file or folder.

    Raises
    ------
    ConflictError
        It is there already.
    WorkspaceError
        A file is not what was registered, or cannot be copied; nothing is left behind.
    """
    folder = os.path.abspath(os.path.expanduser(os.fspath(target_dir)))
    target = os.path.join(folder, os.path.basename(path_of(asset)))
    if os.path.lexists(target) and not exist_ok:
        raise ConflictError("There is a {!r} already.".format(target), "Choose another target_dir, or write exist_ok=True to put it in its place.")
    with storing("The model {} cannot be downloaded".format(asset.ref)):
        os.makedirs(folder, exist_ok=True)
        new = temporary_in(folder)
        os.mkdir(new)
        try:
            for name, _, sha256 in asset.files:
                _copy(asset, name, sha256, os.path.join(new, *name.split("/")))
            for name, _, _ in asset.files:
                final = os.path.join(folder, *name.split("/"))
                os.makedirs(os.path.dirname(final), exist_ok=True)
                os.replace(os.path.join(new, *name.split("/")), final)
        finally:
            shutil.rmtree(new)
    return target


def _copy(asset: Asset, name: str, sha256: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    digest = hashlib.sha256()
    try:
        with open(asset.path(name), "rb") as source, open(target, "xb") as copy:
            for chunk in iter(lambda: source.read(_CHUNK), b""):
                digest.update(chunk)
                copy.write(chunk)
    except FileNotFoundError:
        raise changed(asset, name, missing=True) from None
    if digest.hexdigest() != sha256:
        raise changed(asset, name)


def model_path(model_name: str, version: Any = None, workspace: Optional[WorkspacePaths] = None) -> str:
    """Return the path of a model's file or folder: as the workspace of the run, the one given or the nearest has it, else beside the script.

    Raises
    ------
    NotFoundError
        There is none.
    WorkspaceError
        It is not what was registered.
    """
    folder = submitted_folder()
    there = workspace or (RunPaths(folder).workspace if folder else nearest_workspace())
    name, _, found = str(model_name).partition(":")
    if there is None:
        error = NotFoundError("There is no workspace here that could have the model {!r}.".format(model_name), "Run it in a folder with a workspace.")
    else:
        try:
            asset = store_of(there).get(name, version if version is not None else found or None)
        except NotFoundError as missing:
            error = missing
        else:
            asset.check_files()
            note_use(there, asset)
            return path_of(asset)
    for path in _beside(name, version):
        if os.path.exists(path):
            return os.path.abspath(path)
    raise error


def _beside(name: str, version: Any) -> List[str]:
    """Where scripts that were written for a deployment, or for no workspace at all, have their models."""
    folder = os.environ.get("AZUREML_MODEL_DIR")
    inside = [os.path.join(name, str(version))] if version is not None else []
    paths = [os.path.join(root, each) for root in ([folder] if folder else []) + ["azureml-models"] for each in [*inside, name]]
    return paths + [name]
