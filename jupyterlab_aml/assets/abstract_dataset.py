"""What tabular and file datasets have in common."""

import contextlib
import copy
import hashlib
import os
import random
import tempfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import ConflictError, UserError
from jupyterlab_aml.runfiles.files import Json, dumps
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.places import join
from jupyterlab_aml.runner.storage import storing

from . import dataset_content, transfer
from .consumption import DatasetConsumptionConfig

if TYPE_CHECKING:
    from typing_extensions import Self

_STORE = "datasets"


class AbstractDataset:
    """Data by reference: where it is, how it is read, and what is taken of it. Nothing is copied until it is read.

    Datasets come from ``Dataset.Tabular``, ``Dataset.File`` and ``Dataset.get_by_name``. A registered version is its files as they were then: each
    time it is read they are held against their checksums.

    Notes
    -----
    Source: ``azureml.data.abstract_dataset.AbstractDataset``.
    """

    def __init__(
        self,
        content: Json,
        paths: WorkspacePaths | None = None,
        asset: Asset | None = None,
        identity: str | None = None,
        *,
        checked: bool = False,
    ) -> None:
        self._content = content
        self._paths = paths
        self._asset = asset
        self._identity = identity
        self._checked = checked

    def __repr__(self) -> str:
        which = self._asset.ref if self._asset else "not registered"
        return f"{type(self).__name__}({which})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AbstractDataset) and self.content == other.content and self.id == other.id

    def __hash__(self) -> int:
        return hash((dumps(self._content), self.id))

    # -- what it is

    @property
    def content(self) -> Json:
        """Its definition, as it is stored (``docs/run-folder.md``)."""
        return copy.deepcopy(self._content)

    @property
    def id(self) -> str | None:
        """``name:version`` of a registered dataset; None for another."""
        return self._asset.ref if self._asset else self._identity

    @property
    def name(self) -> str | None:
        """The name it is registered under."""
        return self._asset.name if self._asset else None

    @property
    def version(self) -> int | str | None:
        """The version of a registered dataset."""
        if self._asset is None:
            return None
        return int(self._asset.version) if self._asset.version.isdecimal() else self._asset.version

    @property
    def description(self) -> str | None:
        """What it is about."""
        return self._asset.description if self._asset else None

    @property
    def tags(self) -> dict[str, str | None]:
        """What it is marked with."""
        return dict(self._asset.tags) if self._asset else {}

    def bound_to(self, workspace: Any) -> "Self":
        """Return it with the datastores of a workspace; a path may name one without being bound to it."""
        return type(self)(self._content, workspace.paths, self._asset)

    # -- registration

    def register(
        self, workspace: Any, name: str, description: str | None = None, tags: Mapping[str, Any] | None = None, create_new_version: bool = False
    ) -> "Self":
        """Keep the dataset in a workspace under a name, with size and checksum of every file, and return it.

        Where its newest version is just the same, that one is returned.

        Parameters
        ----------
        create_new_version : bool
            Make another version of a name that is there.

        Raises
        ------
        ConflictError
            There is another dataset of this name and ``create_new_version`` is false.
        NotFoundError
            A file is not there.
        UserError
            The name is not allowed, or the data is in a datastore of another workspace.
        """
        paths: WorkspacePaths = workspace.paths
        if self._paths is not None and self._paths.root != paths.root:
            raise UserError(f"The data is in a datastore of another workspace than {paths.root!r}.", "Register it there.", field="workspace")
        store = AssetStore(paths, _STORE)
        content = dataset_content.registered(paths, {key: value for key, value in self._content.items() if key != "entries"})
        newest = store.get(name) if isinstance(name, str) and store.versions(name) else None
        if newest is not None and newest.content == content:
            asset = store.label(newest, dict(tags) if tags else None, description) if tags or description else newest
        elif newest is not None and not create_new_version:
            raise ConflictError(f"There is a dataset {name!r} with other content.", "Give create_new_version=True to keep this as its next version.")
        else:
            asset = store.add(name, content, run=_this_run(paths), tags=dict(tags or {}), description=description)
        return type(self)(asset.content, paths, asset)

    def update(self, description: str | None = None, tags: Mapping[str, Any] | None = None) -> "Self":
        """Give a registered dataset another description or other tags; None leaves what is there."""
        store, asset = self._registered()
        self._asset = store.label(asset, None if tags is None else dict(tags), description)
        return self

    def add_tags(self, tags: Mapping[str, Any] | None = None) -> "Self":
        """Add tags to those of a registered dataset."""
        return self.update(tags={**self.tags, **(tags or {})})

    def remove_tags(self, tags: list[str] | None = None) -> "Self":
        """Take tags from a registered dataset."""
        return self.update(tags={key: value for key, value in self.tags.items() if key not in (tags or [])})

    def unregister_all_versions(self) -> None:
        """Remove every version of its name; the files stay."""
        store, asset = self._registered()
        for each in store.all(asset.name):
            store.delete(each)
        self._asset = None

    # -- use

    def as_named_input(self, name: str) -> DatasetConsumptionConfig:
        """Return it as the input ``name`` of a run."""
        return DatasetConsumptionConfig(name, self)

    def default_name(self) -> str:
        """Return the name of the input it is where none is given."""
        return "input_" + hashlib.sha256(dumps([self._content, self.id])).hexdigest()[:8]

    def to_path(self) -> list[str]:
        """Return the names of its files within the dataset, each with a ``/`` before it."""
        return ["/" + entry["path"] for entry in dataset_content.find(self._paths, self._content)[1]]

    def copy_into(self, folder: str, *, overwrite: bool) -> list[str]:
        """Copy its files into a folder and return the paths of the copies.

        Raises
        ------
        ConflictError
            A file is there already and ``overwrite`` is false; nothing is copied then.
        WorkspaceError
            A file is gone or not what was registered.
        """
        with self._files() as files:
            targets = [(path, join(folder, name)) for name, path in files]
            there = [] if overwrite else [target for _, target in targets if os.path.lexists(target)]
            if there:
                raise ConflictError(f"There is a file {there[0]!r} already.", "Give overwrite=True to replace it, or choose another folder.")
            with storing(f"{folder!r} cannot be written"):
                for path, target in targets:
                    transfer.copy_in(path, target)
        return [target for _, target in targets]

    @contextlib.contextmanager
    def _files(self) -> Iterator[list[tuple[str, str]]]:
        """Give (name, path on this machine) of its files; what had to be fetched is removed afterwards."""
        with tempfile.TemporaryDirectory(prefix="aml-") as folder:
            yield dataset_content.bring(self._paths, self._content, folder, self._ref)

    @property
    def _ref(self) -> str | None:
        return self._asset.ref if self._asset and not self._checked else None

    def _with_step(self, **step: Any) -> "Self":
        """Return a dataset of the same files with one step more; it is not registered."""
        return type(self)({**self._content, "steps": [*self._content["steps"], step]}, self._paths)

    def _with_options(self, **options: Any) -> "Self":
        """Return a dataset of the same files with other options, None for none; it is not registered."""
        merged = {**self._content["options"], **options}
        return type(self)({**self._content, "options": {name: value for name, value in merged.items() if value is not None}}, self._paths)

    def _split(self, percentage: float, seed: int | None) -> "tuple[Self, Self]":
        step = {
            "do": "sample",
            "probability": check_share("percentage", percentage),
            "seed": random.randrange(1 << 31) if seed is None else int(seed),
        }
        return self._with_step(**step), self._with_step(**step, rest=True)

    def _registered(self) -> tuple[AssetStore, Asset]:
        if self._asset is None or self._paths is None:
            raise UserError("This dataset is not registered.", "Register it first: dataset.register(ws, 'name').")
        return AssetStore(self._paths, _STORE), self._asset


def check_share(name: str, value: Any) -> float:
    """Return a number between 0 and 1.

    Raises
    ------
    UserError
        It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise UserError(f"{name} is {value!r}.", "Allowed is a number from 0 to 1.", field=name)
    return float(value)


def check_count(value: Any) -> int:
    """Return a number of rows or files.

    Raises
    ------
    UserError
        It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UserError(f"count is {value!r}.", "Allowed is a whole number from 0 up.", field="count")
    return value


def _this_run(paths: WorkspacePaths) -> str | None:
    """Return the run that this process belongs to, if it is of this workspace."""
    folder = os.environ.get("AML_RUN_DIR")
    return os.path.basename(folder) if folder and os.path.dirname(folder) == paths.runs else None


def mark_used(paths: WorkspacePaths, asset: Asset) -> None:
    """Note that the run of this process, if there is one, uses a version."""
    run = _this_run(paths)
    if run is not None:
        AssetStore(paths, _STORE).mark_used(asset, run)
