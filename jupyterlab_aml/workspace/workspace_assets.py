"""The environments, data and models of a workspace, as the SDK names them on it."""

from typing import Any

from jupyterlab_aml.assets.store import AssetStore
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.model import Model


class WorkspaceAssets:
    """What a workspace has beside runs and compute targets."""

    paths: WorkspacePaths

    # -- environments

    @property
    def environment_store(self) -> AssetStore:
        """Where the versions of environments are kept."""
        return AssetStore(self.paths, "environments")

    @property
    def environments(self) -> dict[str, Any]:
        """The environments, by name."""
        return {}

    # -- data

    @property
    def dataset_store(self) -> AssetStore:
        """Where the versions of datasets are kept."""
        return AssetStore(self.paths, "datasets")

    @property
    def datasets(self) -> dict[str, Any]:
        """The datasets, by name."""
        return {}

    @property
    def datastores(self) -> dict[str, Any]:
        """The datastores, by name."""
        return {}

    # -- models

    @property
    def model_store(self) -> AssetStore:
        """Where the versions of models are kept."""
        return AssetStore(self.paths, "models")

    @property
    def models(self) -> dict[str, Model]:
        """The newest version of each model, by name."""
        return {asset.name: Model.of(self, asset) for asset in self.model_store.newest()}
