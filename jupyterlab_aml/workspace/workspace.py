"""Workspace: a folder that keeps runs, experiments and compute targets, with the surface of the Azure ML SDK."""

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from typing import Any

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.runfiles.files import dumps, names, replace
from jupyterlab_aml.runfiles.paths import AML, WorkspacePaths
from jupyterlab_aml.runfiles.shapes import is_time, labels_of, text_of
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.checks import check_texts
from jupyterlab_aml.training.source import did_you_mean

from . import azure_only, details, heal, locate, lookup
from .agentlink import AgentLink
from .cache import Cache
from .defaults import choose_default_compute
from .experiment import Experiment
from .html import workspace_card
from .index import Index
from .metric_fold import is_long
from .queue_reason import with_reasons
from .record import RunRecord, iso, read_record
from .run import Run
from .targets import ComputeTarget, default_target, read_targets
from .workspace_assets import WorkspaceAssets

# Named outside the class, where ``list`` is the SDK's method.
Records = list[RunRecord]
Workspaces = list["Workspace"]


class Workspace(WorkspaceAssets):
    """The embedded workspace: everything it knows is in ``<folder>/.aml``.

    ``Workspace(subscription_id, resource_group, workspace_name)`` finds an existing one from the current folder upwards; most people write
    ``Workspace.from_config()``, which makes one where there is none.

    Parameters
    ----------
    subscription_id, resource_group, workspace_name : str
        The names it was created with.

    Raises
    ------
    NotFoundError
        The nearest workspace has other names, or there is none.

    Notes
    -----
    Source: ``azureml.core.Workspace``. ``auth`` and the other parameters about Azure accounts are taken and have no effect.
    """

    def __init__(
        self,
        subscription_id: str,
        resource_group: str,
        workspace_name: str,
        auth: Any = None,
        _location: str | None = None,
        _disable_service_check: bool = False,
        _workspace_id: str | None = None,
        sku: str = "basic",
        tags: Mapping[str, str] | None = None,
        _cloud: str = "AzureCloud",
    ) -> None:
        self._open(locate.nearest(None, make=False))
        asked, there = (subscription_id, resource_group, workspace_name), (self.subscription_id, self.resource_group, self.name)
        if asked != there:
            raise NotFoundError(
                f"The workspace in {self.folder!r} is {'/'.join(there)}, not {'/'.join(map(str, asked))}.",
                f"Use Workspace.from_config(), or create it with Workspace.create({workspace_name!r}, subscription_id=..., resource_group=...).",
            )

    def _open(self, folder: str) -> None:
        self.folder = folder
        self.paths = WorkspacePaths(os.path.join(folder, AML))
        self._config = locate.read_workspace(self.paths)
        self.agent = AgentLink(self.paths)
        self._cache: Cache | None = None
        self._index: Index | None = None

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> "Workspace":
        """Return the workspace in exactly this folder.

        Raises
        ------
        NotFoundError
            There is none.
        WorkspaceError
            Its ``workspace.json`` is damaged.
        """
        workspace = cls.__new__(cls)
        workspace._open(os.path.abspath(os.path.expanduser(os.fspath(folder))))  # noqa: SLF001  a second constructor
        return workspace

    @classmethod
    def nearest(cls, start: str | os.PathLike[str] | None = None, create: bool = True) -> "Workspace":
        """Return the workspace that is meant from here.

        It is the one of ``AML_WORKSPACE``; else, from ``start`` or the current folder upwards, the first folder with an ``.aml`` or with a
        ``config.json`` of Azure ML (a workspace of these names is made beside it); else a new one, with a notice on stderr.

        Raises
        ------
        NotFoundError
            There is none and ``create`` is false.
        """
        return cls.open(locate.nearest(start, make=create))

    @staticmethod
    def from_config(
        path: str | os.PathLike[str] | None = None,
        auth: Any = None,
        _logger: Any = None,
        _file_name: str | None = None,
    ) -> "Workspace":
        """Return the workspace that a ``config.json`` names, or the nearest one.

        Parameters
        ----------
        path : str, optional
            The file, or a folder to search from upwards; the current folder by default.

        Raises
        ------
        NotFoundError
            The path does not exist.
        UserError
            The file lacks one of the three names.
        """
        if path is None and _file_name is None:
            return Workspace.nearest()
        found = locate.config_file(path or ".", _file_name)
        return Workspace.open(locate.from_config(*found)) if found else Workspace.nearest(path)

    @staticmethod
    def create(
        name: str,
        auth: Any = None,
        subscription_id: str | None = None,
        resource_group: str | None = None,
        location: str | None = None,
        create_resource_group: bool = True,
        sku: str = "basic",
        tags: Mapping[str, Any] | None = None,
        friendly_name: str | None = None,
        *,
        exist_ok: bool = False,
        show_output: bool = True,
        path: str | os.PathLike[str] | None = None,
        **azure: Any,
    ) -> "Workspace":
        """Make an embedded workspace in ``path`` (the current folder) and return it.

        Parameters
        ----------
        name : str
            2 to 33 letters, digits, ``_`` and ``-``.
        exist_ok : bool
            Return the workspace of this name if it is there.
        **azure
            The SDK's parameters about storage accounts, keys and networks: taken, without effect.

        Raises
        ------
        ConflictError
            There is a workspace in this folder already.
        WorkspaceError
            The folder cannot be written.
        """
        for parameter in azure.keys() - azure_only.CREATE_PARAMETERS:
            hint = did_you_mean(parameter, sorted({"path", "exist_ok", "show_output", *azure_only.CREATE_PARAMETERS}))
            raise UserError(f"Workspace.create has no parameter {parameter!r}.", hint)
        folder = os.path.abspath(os.path.expanduser(os.fspath(path or ".")))
        given = locate.Names(name, subscription_id or locate.LOCAL, resource_group or locate.LOCAL, location or locate.LOCAL)
        locate.create(folder, given, exist_ok=exist_ok, tags=check_texts("tags", tags), friendly_name=friendly_name)
        if show_output:
            locate.notice(f"The workspace {name!r} is in {os.path.join(folder, AML)}.")
        return Workspace.open(folder)

    @staticmethod
    def get(
        name: str,
        auth: Any = None,
        subscription_id: str | None = None,
        resource_group: str | None = None,
        location: str | None = None,
        cloud: str = "AzureCloud",
        id: str | None = None,  # noqa: A002
    ) -> "Workspace":
        """Return an existing workspace by its name, searched from the current folder upwards, or by its folder.

        Raises
        ------
        NotFoundError
            No folder from here upwards holds a workspace of this name.
        """
        if os.sep in name or name in {".", ".."} or locate.has_workspace(name):
            return Workspace.open(name)
        wanted = {"subscription_id": subscription_id, "resource_group": resource_group}
        above = _above()
        for workspace in above:
            if workspace.name == name and all(value in {None, getattr(workspace, key)} for key, value in wanted.items()):
                return workspace
        known = ", ".join(f"{workspace.name!r} in {workspace.folder!r}" for workspace in above) or "none"
        raise NotFoundError(f"There is no workspace {name!r} in this folder or above it.", f"There is: {known}. Workspace.create makes one.")

    @staticmethod
    def list(
        subscription_id: str | None = None,
        auth: Any = None,
        resource_group: str | None = None,
    ) -> "dict[str, Workspaces]":
        """Return the workspaces from the current folder upwards, by name."""
        found: dict[str, Workspaces] = {}
        for workspace in _above():
            if subscription_id in {None, workspace.subscription_id} and resource_group in {None, workspace.resource_group}:
                found.setdefault(workspace.name, []).append(workspace)
        return found

    def __repr__(self) -> str:
        return (
            f"Workspace.create(name={self.name!r}, subscription_id={self.subscription_id!r}, "
            f"resource_group={self.resource_group!r}, path={self.folder!r}, exist_ok=True)"
        )

    def _repr_html_(self) -> str:
        return workspace_card(self.name, self.folder, self.location, list(self.compute_targets))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workspace) and self.folder == other.folder

    def __hash__(self) -> int:
        return hash(self.folder)

    # -- what notebooks print

    @property
    def name(self) -> str:
        """Name of the workspace."""
        return text_of(self._config, "name") or "unnamed"

    @property
    def id(self) -> str:
        """Identity of the workspace; stays when the folder is moved."""
        return text_of(self._config, "id") or self.name

    @property
    def subscription_id(self) -> str:
        """``local``, or what the workspace was created with."""
        return text_of(self._config, "subscription_id") or locate.LOCAL

    @property
    def resource_group(self) -> str:
        """``local``, or what the workspace was created with."""
        return text_of(self._config, "resource_group") or locate.LOCAL

    @property
    def location(self) -> str:
        """``local``, or what the workspace was created with."""
        return text_of(self._config, "location") or locate.LOCAL

    @property
    def sku(self) -> str:
        """Always ``basic``."""
        return "basic"

    @property
    def tags(self) -> dict[str, str | None]:
        """Tags given when the workspace was created."""
        return labels_of(self._config.get("tags"))

    @property
    def images(self) -> dict[str, Any]:
        """Nothing: what only Azure has."""
        return {}

    webservices = linked_services = private_endpoints = images

    def get_details(self) -> dict[str, Any]:
        """Return what is known about the workspace, with the SDK's keys; what only Azure has is None."""
        group = f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"
        return {
            "id": f"{group}/providers/Microsoft.MachineLearningServices/workspaces/{self.name}",
            "name": self.name,
            "location": self.location,
            "type": "Microsoft.MachineLearningServices/workspaces",
            "tags": self.tags,
            "sku": self.sku,
            "workspaceid": self.id,
            "description": "",
            "friendlyName": text_of(self._config, "friendly_name") or self.name,
            "creationTime": iso(self._config["created"]) if is_time(self._config.get("created")) else None,
            "storageAccount": self.get_mlflow_tracking_uri(),
            "keyVault": None,
            "applicationInsights": None,
            "containerRegistry": None,
            "provisioningState": "Succeeded",
            "hbiWorkspace": False,
        }

    def get_mlflow_tracking_uri(self, _with_auth: bool = False) -> str:
        """Return the ``file://`` URI of the workspace's folder."""
        return details.uri(self.folder)

    def write_config(self, path: str | os.PathLike[str] | None = None, file_name: str | None = None) -> None:
        """Write ``.azureml/config.json`` into ``path`` (the current folder), so that ``from_config`` finds this workspace from there.

        Raises
        ------
        WorkspaceError
            The folder cannot be written.
        """
        folder = os.path.abspath(os.path.expanduser(os.fspath(path or ".")))
        config = {"subscription_id": self.subscription_id, "resource_group": self.resource_group, "workspace_name": self.name}
        if folder != self.folder:
            config["embedded_workspace"] = self.folder
        with storing("Writing the configuration failed"):
            os.makedirs(os.path.join(folder, ".azureml"), exist_ok=True)
            replace(os.path.join(folder, ".azureml", file_name or locate.CONFIG_FILE), dumps(config))

    def delete(self, delete_dependent_resources: bool = False, no_wait: bool = False) -> None:
        """Remove the workspace with all its runs.

        Raises
        ------
        ConflictError
            Runs have not ended yet.
        """
        unfinished = [record.id for record in self.list_runs(limit=20) if not record.final] or names(self.paths.active)
        if unfinished:
            raise ConflictError(f"{len(unfinished)} run(s) have not ended: {', '.join(unfinished[:5])}.", "Cancel them first, or wait for them.")
        self.agent.stop()
        trash = f"{self.paths.root}.trash-{int(time.time())}"
        with storing("Deleting the workspace failed"):
            os.rename(self.paths.root, trash)
            shutil.rmtree(trash)

    # -- compute targets, experiments

    @property
    def compute_targets(self) -> dict[str, ComputeTarget]:
        """The compute targets, by name."""
        return read_targets(self)

    def get_default_compute_target(self, type: str = "CPU") -> ComputeTarget:  # noqa: A002
        """Return the compute target of runs that name none, whatever type is asked for; at first it is ``local``.

        Raises
        ------
        NotFoundError
            The one that was chosen is gone.
        """
        return default_target(self)

    def set_default_compute_target(self, name: str | ComputeTarget) -> None:
        """Choose the compute target of runs that name none.

        Raises
        ------
        NotFoundError
            There is none of this name; the hint names the nearest.
        WorkspaceError
            It cannot be used.
        """
        target = ComputeTarget(self, name if isinstance(name, str) else name.name)
        target.check_usable()
        choose_default_compute(self, target.name)

    @property
    def experiments(self) -> dict[str, Experiment]:
        """The experiments that are not archived, by name."""
        return {experiment.name: experiment for experiment in Experiment.list(self)}

    # -- runs

    @property
    def cache(self) -> Cache:
        """This user's cache of the workspace."""
        if self._cache is None:
            self._cache = Cache(self.id)
        return self._cache

    @property
    def index(self) -> Index:
        """The index over all runs."""
        if self._index is None:
            self._index = Index(self.paths, self.cache)
        return self._index

    def list_runs(
        self,
        *,
        experiment: str | None = None,
        status: str | Sequence[str] | None = None,
        compute: str | None = None,
        type: str | None = None,  # noqa: A002
        tags: str | Mapping[str, str | None] | None = None,
        properties: str | Mapping[str, str | None] | None = None,
        text: str | None = None,
        parent: str | None = None,
        include_children: bool = True,
        order_by: str = "created",
        descending: bool = True,
        limit: int | None = None,
        offset: int = 0,
    ) -> Records:
        """Return runs as records, newest first.

        Parameters
        ----------
        experiment, compute, type, parent : str, optional
            Exactly this one.
        status : str or sequence of str, optional
            One of these.
        tags, properties : str or dict, optional
            A key that must be there, or keys with the value each must have (None: any).
        text : str, optional
            Part of the id, display name, tags or script.
        include_children : bool
            Whether runs with a parent are listed, too.
        order_by : str
            ``created`` or ``metric:NAME``.
        limit, offset : int, optional
            At most so many, after skipping so many.
        """
        records = self.index.list_runs(
            experiment=experiment,
            status=status,
            compute=compute,
            type=type,
            tags=tags,
            properties=properties,
            text=text,
            parent=parent,
            include_children=include_children,
            order_by=order_by,
            descending=descending,
            limit=limit,
            offset=offset,
        )
        return with_reasons(self, [record if record.final else heal.healed(self, record) for record in records])

    def read_record(self, run_id: str) -> RunRecord:
        """Return what is known about one run now, read from its files; of long metrics what the index knows, which goes on where it was."""
        paths = self.paths.run(run_id)
        heal.heal(self, paths)
        if is_long(paths.attempt(read_facts(paths).attempt)):
            self.index.refresh()
            found = self.index.query(id=run_id)
            if found:
                return self.with_reason(found[0])
        return self.with_reason(read_record(paths))

    def with_reason(self, record: RunRecord) -> RunRecord:
        """Return the record with the reason why it is still queued, if it is."""
        return with_reasons(self, [record])[0]

    def get_run(self, run_id: str) -> Run:
        """Return a run by its id.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest ids.
        """
        return lookup.get_run(self, run_id)

    def find_run(self, ref: str) -> Run:
        """Return a run by its id, the beginning of it or of its last part, its display name, or ``@last``, ``@last-1`` ...

        Raises
        ------
        NotFoundError
            Nothing fits; the hint names the nearest.
        ConflictError
            Several fit; the message lists them.
        """
        return lookup.find_run(self, ref)


for _name, _refused in azure_only.refusals("Workspace", azure_only.WORKSPACE, azure_only.WORKSPACE_VALUES).items():
    setattr(Workspace, _name, _refused)


def _above() -> Workspaces:
    chosen = locate.of_environment()
    folders = [chosen] if chosen else locate.folders_up(None)
    return [Workspace.open(folder) for folder in folders if locate.has_workspace(folder)]
