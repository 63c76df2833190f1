"""Experiment: a name under which runs are collected."""

import contextlib
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jupyterlab_aml import workspace as rooms
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, Json, dumps, names, read_json, replace, write_once
from jupyterlab_aml.runfiles.shapes import is_time, labels_of, text_of
from jupyterlab_aml.runner.names import check_experiment_name, legal_name
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.checks import check_texts

from .alone import alone
from .html import experiment_card
from .record import iso
from .run import Run

if TYPE_CHECKING:
    from .workspace import Workspace

PAGE = 200

# Named outside the class, where ``list`` is the SDK's method.
Experiments = list["Experiment"]


class Experiment:
    """A named collection of runs. It comes to be when the first run, or the first tag, is put into it.

    Parameters
    ----------
    workspace : Workspace
        Where it is.
    name : str
        1 to 128 letters, digits, ``_``, ``-`` and ``.``, beginning with a letter or digit.

    Raises
    ------
    UserError
        The name is not allowed.

    Notes
    -----
    Source: ``azureml.core.Experiment``.
    """

    def __init__(self, workspace: "Workspace", name: str, **_sdk: Any) -> None:
        self._workspace = workspace
        self._name = check_experiment_name(name)

    def __repr__(self) -> str:
        return f"Experiment(Name: {self.name}, Workspace: {self.workspace.name})"

    def _repr_html_(self) -> str:
        newest = self.workspace.list_runs(experiment=self.name, include_children=False, limit=5)
        return experiment_card(self.name, self.workspace.name, newest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Experiment) and (self.workspace, self.name) == (other.workspace, other.name)

    def __hash__(self) -> int:
        return hash((self.workspace, self.name))

    # -- what is known about it

    @property
    def workspace(self) -> "Workspace":
        """The workspace it is in."""
        return self._workspace

    @property
    def workspace_object(self) -> "Workspace":
        """The workspace it is in, under its older name."""
        return self._workspace

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return self._name

    @property
    def id(self) -> str:
        """Identity of the experiment."""
        return text_of(self._made(), "id") or self.name

    @property
    def archived_time(self) -> str | None:
        """When it was archived, as ISO 8601 text in UTC; None if it is not."""
        archived = self._read().get("archived")
        return iso(archived) if is_time(archived) else None

    @property
    def tags(self) -> dict[str, str | None]:
        """The tags of the experiment itself."""
        return labels_of(self._read().get("tags"))

    def refresh(self) -> None:
        """Do nothing: every property is read from the files anew."""

    # -- runs

    def submit(self, config: Any, tags: Mapping[str, Any] | None = None, *, parent: Mapping[str, Any] | None = None, **kwargs: Any) -> Run:
        """Make a run of a configuration and have it started; returns at once.

        Parameters
        ----------
        config : ScriptRunConfig or other Submittable
            What to run.
        tags : dict, optional
            Tags of the run.
        parent : dict, optional
            What ``run.json`` of the parent says; ``run.submit_child`` gives it.

        Raises
        ------
        UserError
            Something in the configuration is not allowed; there is no run then.
        ConflictError
            The experiment is archived.
        WorkspaceError
            The workspace cannot be written.
        """
        if kwargs:
            raise UserError(
                f"submit has no parameter {min(kwargs)!r} for a {type(config).__name__}.",
                "Allowed are config and tags; to follow the run, write run.wait_for_completion(show_output=True).",
            )
        refuse_if_archived(self)
        run_id = rooms.submit.submit(self.workspace, self.name, config, tags, parent)
        self._made()
        return Run(self, run_id)

    def start_logging(
        self,
        *args: Any,
        snapshot_directory: str | os.PathLike[str] | None = None,
        outputs: str | os.PathLike[str] | None = None,
        display_name: str | None = None,
        tags: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> Run:
        """Begin an interactive run in this process; end it with ``run.complete()`` or use it in a ``with`` statement.

        Parameters
        ----------
        snapshot_directory : str, optional
            A folder to keep a snapshot of.
        outputs : str, optional
            The folder of which everything that is written from now on is an output of the run when it ends; by default ``outputs`` in the current
            folder. It is made if it is not there.
        display_name, tags, properties : optional
            What the run is called and marked with.
        """
        refuse_if_archived(self)
        self._made()
        run = Run.begin(self, display_name=display_name, tags=check_texts("tags", tags), properties=check_texts("properties", properties))
        folder = os.path.abspath(outputs or "outputs")
        with contextlib.suppress(OSError):  # where nothing can be written, there is nothing to collect
            os.makedirs(folder, exist_ok=True)
        run._watch_outputs(folder)  # noqa: SLF001 ours
        if snapshot_directory is not None:
            run.take_snapshot(snapshot_directory)
        return run

    def get_runs(
        self,
        type: str | None = None,  # noqa: A002
        tags: str | Mapping[str, str | None] | None = None,
        properties: str | Mapping[str, str | None] | None = None,
        include_children: bool = False,
    ) -> Iterator[Run]:
        """Yield the runs of the experiment, newest first.

        Parameters
        ----------
        type : str, optional
            Only runs of this type, for example ``azureml.scriptrun``.
        tags, properties : str or dict, optional
            Only runs with this key, or with these values (None: any value).
        include_children : bool
            Whether runs with a parent are among them.
        """
        offset = 0
        while True:
            records = self.workspace.list_runs(
                experiment=self.name,
                type=type,
                tags=tags,
                properties=properties,
                include_children=include_children,
                limit=PAGE,
                offset=offset,
            )
            yield from (Run(self, record.id) for record in records)
            if len(records) < PAGE:
                return
            offset += PAGE

    # -- changes

    def archive(self) -> None:
        """Take the experiment out of the lists; its runs stay, new ones are refused until it is reactivated."""
        if self.archived_time:
            raise ConflictError(f"The experiment {self.name!r} is archived already.")
        self._change(lambda record: record.update(archived=time.time()))

    def reactivate(self, new_name: str | None = None) -> None:
        """Undo :meth:`archive`."""
        if new_name is not None:
            raise UserError("An experiment of the embedded workspace cannot be renamed: its runs carry its name.", "Leave new_name out.")
        self._change(lambda record: record.update(archived=None))

    def tag(self, key: str, value: str | None = None) -> None:
        """Set one tag of the experiment."""
        self.set_tags({key: value})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags of the experiment; others stay."""
        checked = check_texts("tags", tags)
        self._change(lambda record: record.update(tags={**labels_of(record.get("tags")), **checked}))

    def remove_tags(self, tags: Sequence[str]) -> None:
        """Remove tags of the experiment by their keys."""
        keys = {tags} if isinstance(tags, str) else set(tags)
        self._change(lambda record: record.update(tags={key: value for key, value in labels_of(record.get("tags")).items() if key not in keys}))

    @staticmethod
    def list(
        workspace: "Workspace",
        experiment_name: str | None = None,
        view_type: str = "ActiveOnly",
        tags: str | Mapping[str, str | None] | None = None,
    ) -> Experiments:
        """Return the experiments of a workspace by name.

        Parameters
        ----------
        view_type : str
            ``ActiveOnly``, ``ArchivedOnly`` or ``All``.
        tags : str or dict, optional
            A key, or keys with their values (None: any).
        """
        if view_type not in {"ActiveOnly", "ArchivedOnly", "All"}:
            raise UserError(f"view_type is {view_type!r}.", "Allowed are 'ActiveOnly', 'ArchivedOnly' and 'All'.")
        wanted: Mapping[str, str | None] = {tags: None} if isinstance(tags, str) else (tags or {})
        made = {os.path.splitext(file)[0] for file in names(workspace.paths.experiments) if file.endswith(".json") and not file.startswith(".")}
        known = made.union(workspace.index.experiments())  # a script started by hand makes runs, not the file of their experiment
        found = []
        for name in sorted({legal_name(name) for name in known}):
            experiment = Experiment(workspace, name)
            try:
                there, archived = experiment.tags, experiment.archived_time is not None
            except WorkspaceError:  # its file is damaged, which whoever uses it is told; the others are not hidden
                there, archived = {}, False
            fits = experiment_name in {None, name} and all(key in there and value in {None, there[key]} for key, value in wanted.items())
            if fits and view_type in {"All", "ArchivedOnly" if archived else "ActiveOnly"}:
                found.append(experiment)
        return found

    @staticmethod
    def delete(workspace: "Workspace", experiment_id: str) -> None:
        """Delete an experiment without runs, by its id or name.

        Raises
        ------
        NotFoundError
            There is none.
        ConflictError
            It has runs.
        """
        for experiment in Experiment.list(workspace, view_type="All"):
            if experiment_id in {experiment.name, experiment.id}:
                if workspace.list_runs(experiment=experiment.name, limit=1):
                    raise ConflictError(f"The experiment {experiment.name!r} has runs.", "Delete its runs first, or archive it.")
                with storing("Deleting the experiment failed"), contextlib.suppress(FileNotFoundError):
                    os.unlink(experiment._path)  # noqa: SLF001
                return
        raise NotFoundError(f"There is no experiment {experiment_id!r}.", "'aml experiments list' shows them.")

    # -- its file

    @property
    def _path(self) -> str:
        return os.path.join(self.workspace.paths.experiments, self.name + ".json")

    @property
    def _lock(self) -> str:
        return os.path.join(self.workspace.paths.experiments, f".{self.name}.json.lock")

    def _read(self) -> Json:
        try:
            return read_json(self._path) or {}
        except Damaged as error:
            raise WorkspaceError(
                f"The experiment {self.name!r} cannot be read: {error}.",
                f"Mend or remove {self._path!r}; its runs are unharmed.",
            ) from None

    def _made(self) -> Json:
        """Return its record; make it if this is its first use."""
        record = self._read()
        if not record:
            with storing(f"Creating the experiment {self.name!r} failed"):
                fresh = {"name": self.name, "id": str(uuid.uuid4()), "created": time.time(), "tags": {}, "archived": None}
                write_once(self._path, dumps(fresh))
            record = self._read()
        return record

    def _change(self, change: Callable[[Json], None]) -> None:
        self._made()
        with storing(f"Changing the experiment {self.name!r} failed"), alone(self._lock):
            record = self._read()
            change(record)
            replace(self._path, dumps(record))


def refuse_if_archived(experiment: Experiment) -> None:
    """Raise ConflictError if the experiment takes no new runs."""
    if experiment.archived_time:
        raise ConflictError(f"The experiment {experiment.name!r} is archived, so it takes no new runs.", "Call experiment.reactivate() first.")
