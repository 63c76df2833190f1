"""The environments, data and models of a workspace, as the SDK names them on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.lazy import LazyModule
from jupyterlab_aml.runner.model import Model
from jupyterlab_aml.runner.places import datastore_names

# Most commands want none of this.
_build_context = LazyModule("jupyterlab_aml.workspace.build_context")
_dataset = LazyModule("jupyterlab_aml.assets.dataset")
_datastore_files = LazyModule("jupyterlab_aml.assets.datastore_files")
_datastores = LazyModule("jupyterlab_aml.assets.datastores")
_snapshot_lock = LazyModule("jupyterlab_aml.workspace.snapshot_lock")
_environment = LazyModule("jupyterlab_aml.training.configuration.environment")

if TYPE_CHECKING:
    from jupyterlab_aml.training.configuration.environment import Environment
    from jupyterlab_aml.workspace.cache import Cache


class WorkspaceAssets:
    """What a workspace has beside runs and compute targets."""

    paths: WorkspacePaths

    @property
    def cache(self) -> "Cache":
        """This user's cache of the workspace."""
        raise NotImplementedError

    # -- environments

    @property
    def environment_store(self) -> AssetStore:
        """Where the versions of environments are kept."""
        return AssetStore(self.paths, "environments")

    @property
    def environments(self) -> "dict[str, Environment]":
        """The newest version of each environment, by name."""
        found: dict[str, Environment] = _environment.Environment.list(self)
        return found

    @contextmanager
    def keeping_build_context(self, folder: str, dockerfile_path: str = "Dockerfile") -> Iterator[str]:
        """Keep a folder that an image is built from, as it is now, and give its hash; it stays if something names it when this ends.

        Raises
        ------
        SnapshotError
            It holds too much.
        UserError
            Something in it cannot be read.
        """
        with _snapshot_lock.storing_snapshots(self.paths):
            yield _build_context.keep(self.paths, self.cache, folder, dockerfile_path)

    # -- data

    @property
    def dataset_store(self) -> AssetStore:
        """Where the versions of datasets are kept."""
        return AssetStore(self.paths, "datasets")

    @property
    def datasets(self) -> Mapping[str, Any]:
        """The newest version of each dataset, by name; ``.registrations`` has all versions."""
        found: Mapping[str, Any] = _dataset.RegisteredDatasets(self)
        return found

    @property
    def datastores(self) -> dict[str, Any]:
        """The datastores that can be used, by name: the built-in ones, then those that were registered."""
        found = {}
        for name in datastore_names(self.paths):
            try:
                found[name] = _datastores.Datastore(self, name)
            except WorkspaceError:  # told to whoever asks for it; the others are not hidden
                continue
        return found

    def get_default_datastore(self) -> Any:
        """Return the default datastore: the folder ``.aml/data`` until another was chosen.

        Raises
        ------
        NotFoundError
            The one that was chosen is gone.
        """
        return _datastores.Datastore(self)

    def set_default_datastore(self, name: Any) -> None:
        """Choose the default datastore, by its name or itself.

        Raises
        ------
        NotFoundError
            There is none of this name; the hint names the nearest.
        """
        _datastore_files.choose_default_datastore(self.paths, getattr(name, "name", name))

    # -- models

    @property
    def model_store(self) -> AssetStore:
        """Where the versions of models are kept."""
        return AssetStore(self.paths, "models")

    @property
    def models(self) -> dict[str, Model]:
        """The newest version of each model, by name."""
        return {asset.name: Model.of(self, asset) for asset in self.model_store.newest()}
