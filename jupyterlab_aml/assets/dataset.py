"""Dataset: the door to data that is registered, and to making datasets."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, Json, read_json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.places import BLOB_STORE, place_of

from . import dataset_content
from .abstract_dataset import AbstractDataset, mark_used
from .dataset_factory import FileDatasetFactory, TabularDatasetFactory
from .file_dataset import FileDataset
from .tabular_dataset import TabularDataset

_CLASSES: dict[str, type[AbstractDataset]] = {dataset_content.TABULAR: TabularDataset, dataset_content.FILE: FileDataset}


class Dataset:
    """Datasets of a workspace, and new ones.

    ``Dataset.Tabular`` makes tables, ``Dataset.File`` files: :class:`TabularDatasetFactory`, :class:`FileDatasetFactory`.

    Notes
    -----
    Source: ``azureml.core.Dataset``.
    """

    Tabular = TabularDatasetFactory
    File = FileDatasetFactory

    @staticmethod
    def get_by_name(workspace: Any, name: str, version: str | int = "latest", **_sdk: Any) -> Any:
        """Return a registered dataset, by default its newest version. Inside a run this notes that the run uses it.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        """
        paths: WorkspacePaths = workspace.paths
        asset = AssetStore(paths, "datasets").get(name, None if version == "latest" else str(version))
        mark_used(paths, asset)
        return of_asset(paths, asset)

    @staticmethod
    def get_by_id(workspace: Any, id: str, **_sdk: Any) -> Any:  # noqa: A002 - the SDK's name
        """Return a dataset by its id: ``name:version``, or what a run got as the id of an input that is not registered.

        Raises
        ------
        NotFoundError
            There is none.
        """
        run_id, _, name = str(id).partition("/inputs/")
        if name:
            return _of_input(workspace.paths, run_id, name, str(id))
        name, _, version = str(id).partition(":")
        return Dataset.get_by_name(workspace, name, version or "latest")

    @staticmethod
    def get_all(workspace: Any) -> "RegisteredDatasets":
        """Return the datasets of a workspace by name, each the newest version."""
        return RegisteredDatasets(workspace)


class RegisteredDatasets(Mapping[str, Any]):
    """The datasets of a workspace by name, each the newest version.

    Notes
    -----
    Source: what ``azureml.core.Workspace.datasets`` is.
    """

    def __init__(self, workspace: Any) -> None:
        self._workspace = workspace
        self._store = AssetStore(workspace.paths, "datasets")

    def __getitem__(self, name: str) -> Any:
        try:
            return of_asset(self._workspace.paths, self._store.get(name))
        except NotFoundError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.names())

    def __len__(self) -> int:
        return len(self._store.names())

    def __repr__(self) -> str:
        return repr(dict(self))

    @property
    def registrations(self) -> dict[str, list[Any]]:
        """Every version of each, oldest first, by name."""
        return {name: [of_asset(self._workspace.paths, asset) for asset in self._store.all(name)] for name in self}


def of_asset(paths: WorkspacePaths, asset: Asset) -> Any:
    """Return the dataset that a version of an asset is.

    Raises
    ------
    WorkspaceError
        It is of a kind that is not known here.
    """
    kind = _CLASSES.get(str(asset.content.get("type")))
    if kind is None:
        raise WorkspaceError(f"The dataset {asset.ref} is of the type {asset.content.get('type')!r}, which is not known here.", "Register it again.")
    return kind(asset.content, paths, asset)


def of_input(paths: WorkspacePaths, facts: Json, files: list[tuple[str, str]] | None = None, identity: str | None = None) -> Any:
    """Return what an input of a run is: a dataset, or a path or URI.

    Parameters
    ----------
    files : list of (str, str), optional
        Name and path of each file, brought into place and checked by the runner: they are read in place of the originals.
    """
    asset = AssetStore(paths, "datasets").find(facts["asset"]) if facts.get("asset") else None
    content = asset.content if asset else facts.get("definition")
    if content is None:
        return place_of(paths, {"datastore": facts.get("datastore") or BLOB_STORE, "path": facts.get("path") or ""})
    if files is None:
        return _CLASSES[content["type"]](content, paths, asset)
    sources = [{"datastore": None, "path": path} for _, path in files]
    entries = [{"path": name, "source": number, "at": os.path.basename(path)} for number, (name, path) in enumerate(files)]
    steps = content["steps"] if content["type"] == dataset_content.TABULAR else []
    there = {**content, "paths": sources, "entries": entries, "steps": steps}
    return _CLASSES[content["type"]](there, paths, asset, identity, checked=True)


def _of_input(paths: WorkspacePaths, run_id: str, name: str, identity: str) -> Any:
    try:
        spec = read_json(paths.run(run_id).spec) or {}
        content = spec["inputs"][name]["definition"]
        return _CLASSES[content["type"]](content, paths, identity=identity)
    except (Damaged, KeyError, TypeError):
        raise NotFoundError(f"There is no dataset {identity!r}.", "It is the id of an input, and the run or the input is gone.") from None
