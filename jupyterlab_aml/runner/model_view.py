"""What a model tells of itself."""

import os
import pathlib
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Type, TypeVar

from ..runfiles.files import Json
from ..runfiles.paths import WorkspacePaths
from ..runfiles.status import read_facts
from . import model_store
from .asset import Asset
from .model_facts import data_of, properties_of

_Model = TypeVar("_Model", bound="ModelView")


class ModelView:
    """One version of a model, read only.

    Parameters
    ----------
    workspace
        The workspace it is in.
    asset
        The version.
    run
        The run that made it, where that is at hand; then ``workspace`` may be None, because a script seldom needs it and pays for it.
    """

    def __init__(self, workspace: Any, asset: Asset, run: Any = None) -> None:
        self._workspace = workspace
        self._run = run
        self._paths = WorkspacePaths(os.path.dirname(os.path.dirname(os.path.dirname(asset.folder))))
        self.asset = asset

    @classmethod
    def of(cls: "Type[_Model]", workspace: Any, asset: Asset, run: Any = None) -> "_Model":
        """Return a version that was read already."""
        model = cls.__new__(cls)
        ModelView.__init__(model, workspace, asset, run)
        return model

    def __repr__(self) -> str:
        """Return ``Model(name=diabetes, id=diabetes:2, version=2)``."""
        return "Model(name={}, id={}, version={})".format(self.name, self.id, self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ModelView) and other.asset.folder == self.asset.folder

    def __hash__(self) -> int:
        return hash(self.asset.folder)

    @property
    def workspace(self) -> Any:
        """The workspace it is in."""
        return self._run.experiment.workspace if self._workspace is None else self._workspace

    @property
    def name(self) -> str:
        """Its name."""
        return self.asset.name

    @property
    def version(self) -> int:
        """Which version of the name it is."""
        return int(self.asset.version)

    @property
    def id(self) -> str:
        """``name:version``."""
        return self.asset.ref

    @property
    def description(self) -> Optional[str]:
        """What people say about it."""
        return self.asset.description

    @property
    def tags(self) -> Dict[str, Optional[str]]:
        """A copy of the tags."""
        return dict(self.asset.tags)

    @property
    def properties(self) -> Dict[str, Optional[str]]:
        """A copy of the properties, which never change."""
        return properties_of(self.asset)

    @property
    def created_by(self) -> str:
        """Who registered it."""
        return self.asset.user

    @property
    def created_time(self) -> datetime:
        """When it was registered, in UTC."""
        return datetime.fromtimestamp(self.asset.created, timezone.utc)

    @property
    def model_framework(self) -> Optional[str]:
        """What it was made with."""
        framework = self.asset.content.get("model_framework")
        return None if framework is None else str(framework)

    @property
    def model_framework_version(self) -> Optional[str]:
        """Which version of that."""
        version = self.asset.content.get("model_framework_version")
        return None if version is None else str(version)

    @property
    def run_id(self) -> Optional[str]:
        """The run that made it."""
        return self.asset.run

    @property
    def run(self) -> Any:
        """The run that made it; None if none did.

        Raises
        ------
        NotFoundError
            It was deleted.
        """
        return self._run or (self.workspace.get_run(self.run_id) if self.run_id else None)

    @property
    def experiment_name(self) -> Optional[str]:
        """The experiment of the run that made it."""
        return read_facts(self._paths.run(self.run_id)).spec.get("experiment") if self.run_id else None

    @property
    def datasets(self) -> Dict[str, List[Optional[str]]]:
        """What it was made from, as it was registered: purpose to ``name:version`` of datasets, None for one that is not registered."""
        found = {}  # type: Dict[str, List[Optional[str]]]
        for each in data_of(self.asset):
            found.setdefault(each["name"], []).append(each["asset"])
        return found

    @property
    def sample_input_dataset(self) -> Optional[str]:
        """``name:version`` of a dataset like those it takes."""
        return self._sample("sample_input_dataset")

    @property
    def sample_output_dataset(self) -> Optional[str]:
        """``name:version`` of a dataset like those it gives."""
        return self._sample("sample_output_dataset")

    @property
    def resource_configuration(self) -> Optional[Json]:
        """What serving it was said to take."""
        return self.asset.content.get("resource_configuration")

    @property
    def url(self) -> str:
        """The ``file://`` URI of what was registered."""
        return pathlib.Path(model_store.path_of(self.asset)).as_uri()

    def serialize(self) -> Json:
        """Return what is known about it as a dictionary."""
        return {
            "name": self.name,
            "id": self.id,
            "version": self.version,
            "description": self.description,
            "createdBy": self.created_by,
            "createdTime": self.created_time.isoformat(),
            "framework": self.model_framework,
            "frameworkVersion": self.model_framework_version,
            "tags": self.tags,
            "properties": self.properties,
            "runId": self.run_id,
            "experimentName": self.experiment_name,
            "datasets": self.datasets,
            "url": self.url,
        }

    def _sample(self, name: str) -> Optional[str]:
        return (self.asset.content.get("samples") or {}).get(name)
