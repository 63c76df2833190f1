"""Run: the object users have in their hands, in the notebook and in the script.

Inside a training script this module is all that is loaded; what only a client needs is found through the lazy package when it is called.
"""

from __future__ import annotations

import os
import sys

from jupyterlab_aml import workspace as rooms
from jupyterlab_aml.errors import ConflictError, NotFoundError
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.lazy import create, exits, shutil
from jupyterlab_aml.runner.storage import storing

from . import azure_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from jupyterlab_aml.runfiles.paths import RunPaths
    from jupyterlab_aml.runfiles.status import Status

    from .experiment import Experiment
    from .record import RunRecord
    from .targets import ComputeTarget
    from .workspace import Workspace

    Wanted = str | Mapping[str, str | None] | None

SNAPSHOT_PROPERTY = "ContentSnapshotId"


class Run(RunContext):
    """One run of an experiment.

    Parameters
    ----------
    experiment : Experiment
        The experiment it belongs to.
    run_id : str
        Its id.
    outputs : str, optional
        A folder whose files become ``outputs/...`` artifacts when the run ends.

    Notes
    -----
    Source: ``azureml.core.Run``.
    """

    def __init__(self, experiment: Experiment, run_id: str, outputs: str | None = None, **_sdk: Any) -> None:
        super().__init__(experiment.workspace.paths.run(run_id))
        self._outputs = outputs
        self._experiment: Experiment | None = experiment

    @classmethod
    def _open(cls, paths: RunPaths) -> Run:
        run = cls.__new__(cls)
        RunContext.__init__(run, paths)
        run._experiment = None  # noqa: SLF001  a second constructor
        return run

    @classmethod
    def begin(cls, experiment: Experiment, **fields: Any) -> Run:
        """Make an interactive run that this process holds; ``fields`` is what ``run.json`` shall say beyond the defaults."""
        paths = create.create_run(experiment.workspace.paths, {"experiment": experiment.name, **fields})
        exits.end_at_exit(paths)
        return cls(experiment, paths.run_id)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._open, (self.paths,)  # noqa: SLF001  our own

    def _repr_html_(self) -> str:
        card = rooms.html.run_card(self.record(), self.get_portal_url())
        return card.encode("utf-8", "backslashreplace").decode()  # half a character pair in a foreign file would break the notebook

    # -- where it is

    @property
    def experiment(self) -> Experiment:
        """The experiment it belongs to."""
        if self._experiment is None:
            workspace = rooms.workspace.Workspace.open(os.path.dirname(self.paths.workspace.root))
            self._experiment = rooms.lookup.experiment_of(workspace, self.id, self._readable_spec)
        return self._experiment

    @property
    def workspace(self) -> Workspace:
        """The workspace it is in."""
        return self.experiment.workspace

    @property
    def number(self) -> int:
        """Position in its experiment, from 1; deleted runs do not count."""
        self.workspace.index.refresh()
        return self.workspace.index.number(self.id)

    @staticmethod
    def get(workspace: Workspace, run_id: str) -> Run:
        """Return a run of a workspace by its id.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        """
        return workspace.get_run(run_id)

    @staticmethod
    def list(
        experiment: Experiment,
        type: str | None = None,  # noqa: A002
        tags: Wanted = None,
        properties: Wanted = None,
        status: str | None = None,
        include_children: bool = False,
        _rehydrate_runs: bool = True,
    ) -> Iterator[Run]:
        """Yield the runs of an experiment, newest first."""
        found = experiment.workspace.list_runs(
            experiment=experiment.name, type=type, tags=tags, properties=properties, status=status, include_children=include_children
        )
        return (Run(experiment, record.id) for record in found)

    @staticmethod
    def list_by_compute(
        compute: ComputeTarget,
        type: str | None = None,  # noqa: A002
        tags: Wanted = None,
        properties: Wanted = None,
        status: str | None = None,
    ) -> Iterator[Run]:
        """Yield the runs of a compute target, newest first."""
        workspace = compute.workspace
        found = workspace.list_runs(compute=compute.name, type=type, tags=tags, properties=properties, status=status)
        return (workspace.get_run(record.id) for record in found)

    @property
    def input_datasets(self) -> Any:
        """The inputs of the run, by name: in its script paths of files, and datasets; elsewhere the datasets they were."""
        return rooms.run_data.input_datasets(self, self._attempt(), self._readable_spec)

    @property
    def output_datasets(self) -> Any:
        """The outputs of the run, by name: in its script the folders to write to, elsewhere where they are kept."""
        return rooms.run_data.output_datasets(self, self._attempt(), self._readable_spec)

    def _get_outputs_datapath(self) -> Any:
        """Return its outputs as a ``DataPath``: with ``resume_from`` another run goes on from there. Notebooks of the SDK call it by this name."""
        return rooms.run_data.outputs_path(self)

    # -- how it is

    def record(self) -> RunRecord:
        """Return what is known about the run now, as a row."""
        return self.workspace.read_record(self.id)

    def _status(self) -> Status:
        status: Status = super()._status()
        if not status.final and self._is_submitted and not self._is_ours and not os.path.exists(self.paths.workspace.marker(self.id)):
            rooms.heal.heal(self.workspace, self.paths)
        return status

    def get_detailed_status(self) -> dict[str, str]:
        """Return ``{"status", "details"}``; the details are words, for example what a queued run waits for."""
        record = self.record()
        return {"status": record.status, "details": record.status_reason}

    def get_details(self) -> dict[str, Any]:
        """Return what is known about the run, with the SDK's keys; values of environment variables are hidden."""
        return rooms.details.details(self.paths, self.record())

    def get_environment(self) -> Any:
        """Return the environment it ran in: the registered version, or the packages it asked for, or the interpreter as it was."""
        record = self.record()
        return rooms.run_environment.environment_of_run(self.workspace, record.environment, self._readable_spec.get("python"))

    def get_details_with_logs(self) -> dict[str, Any]:
        """Return :meth:`get_details` with the text of each log in place of its path."""
        details = self.get_details()
        details["logFiles"] = {name: rooms.details.read_text(path) for name, path in details["logFiles"].items()}
        return details

    def log_files(self) -> dict[str, str]:
        """Return the logs, name to path: ``user_logs/std_log.txt`` is what the script printed."""
        return rooms.details.log_files(self.paths, self._attempt().number)

    def get_all_logs(self, destination: str | None = None) -> builtins.list[str]:
        """Copy all logs into a folder (``./<run id>``) and return the paths of the copies."""
        folder = os.path.abspath(os.path.expanduser(destination or self.id))
        copies = []
        with storing("the logs cannot be copied"):
            for name, path in self.log_files().items():
                copy = os.path.join(folder, *name.split("/"))
                os.makedirs(os.path.dirname(copy), exist_ok=True)
                copies.append(shutil.copyfile(path, copy))
        return copies

    def get_portal_url(self) -> str:
        """Return the ``file://`` URI of the run's folder."""
        return rooms.details.uri(self.paths.folder)

    # -- waiting

    def wait(self, timeout_s: float | None = None) -> RunRecord:
        """Wait until the run has ended and return its record; after ``timeout_s`` return it as it is."""
        return rooms.follow.wait(self.workspace, self.paths, timeout_s)

    def stream(self, write: Callable[[str], object], follow: bool = True, name: str = "user_logs/std_log.txt", tail: int | None = None) -> RunRecord:
        """Pass what the script prints to ``write`` until the run has ended, and return its record.

        Parameters
        ----------
        write : callable
            Gets pieces of text, not always whole lines.
        follow : bool
            False: only what is there now.
        name : str
            Another log: one of :meth:`log_files`, or one that the script will write in ``logs/``.
        tail : int, optional
            Begin with so many of the lines that are there.
        """
        return rooms.follow.stream(self.workspace, self.paths, write, follow=follow, name=name, tail=tail)

    def wait_for_completion(
        self,
        show_output: bool = False,
        wait_post_processing: bool = False,
        raise_on_error: bool = True,
    ) -> dict[str, Any]:
        """Wait until the run has ended and return its details.

        Parameters
        ----------
        show_output : bool
            Print what the script prints, as it comes, and before it how the environment is built, if it is not there yet.
        raise_on_error : bool
            Raise if the run fails.

        Raises
        ------
        ActivityFailedError
            The run failed; the message has the reason and the last lines of the log.
        """
        try:
            if show_output:
                sys.stdout.write(f"RunId: {self.id}\n\n")
                record = rooms.follow.show(self.workspace, self.paths, _print)
                sys.stdout.write(f"\n{record.status}{': ' + record.status_reason if record.status_reason else ''}\n")
                sys.stdout.writelines(f"Warning: {warning}\n" for warning in record.warnings)
            else:
                record = self.wait()
        except KeyboardInterrupt:
            sys.stderr.write(f"No longer waiting. The run {self.id} goes on; run.cancel() ends it.\n")
            raise
        if raise_on_error and record.status == "Failed":
            raise rooms.follow.failure(self.paths, record)
        return rooms.details.details(self.paths, record)

    # -- changing its course

    def submit_child(self, config: Any, tags: Mapping[str, Any] | None = None, **kwargs: Any) -> Run:
        """Submit a configuration as a child of this run; the parameters are those of ``Experiment.submit``."""
        return self.experiment.submit(config, tags, parent=self._spec, **kwargs)

    def retry(self) -> None:
        """Run it once more: one more attempt with the same code and arguments. Only for submitted runs that have ended.

        Raises
        ------
        ConflictError
            The run has not ended.
        UserError
            It was not submitted.
        """
        rooms.requests.retry(self.workspace, self.paths)

    def delete(self) -> None:
        """Remove the run and its children with all their files.

        Raises
        ------
        ConflictError
            It, or a child, has not ended.
        """
        rooms.requests.delete(self.workspace, self.paths)

    def clean(self) -> builtins.list[str]:
        """Remove the working directories of an ended run and return their paths; logs, metrics and artifacts stay.

        Raises
        ------
        ConflictError
            The run has not ended.
        """
        status = self._status()
        if not status.final:
            raise ConflictError(f"The run {self.id} is {status.status}.", "Wait for its end, or cancel it first.")
        folders = [self.paths.attempt(number).code for number in range(1, status.attempt + 1)]
        there = [folder for folder in folders if os.path.isdir(folder)]
        with storing("the working directory cannot be removed"):
            for folder in there:
                shutil.rmtree(folder)
        return there

    def _wake_agent(self) -> None:
        self.workspace.agent.ensure(self.id)

    # -- its snapshot

    def get_snapshot_id(self) -> str | None:
        """Return the id of the snapshot of its source folder; None if it has none."""
        found = self._readable_spec.get("snapshot") or self.properties.get(SNAPSHOT_PROPERTY)
        return None if found is None else str(found)

    def take_snapshot(self, file_or_folder_path: str | os.PathLike[str]) -> str:
        """Keep a snapshot of a folder or a file with this run and return its id.

        Raises
        ------
        ConflictError
            The run has another snapshot already.
        """
        with rooms.snapshot_lock.storing_snapshots(self.workspace.paths):
            snapshot_id = rooms.snapshots.take(self.workspace, file_or_folder_path)
            known = self.get_snapshot_id()
            if known not in {None, snapshot_id}:
                raise ConflictError(f"The run {self.id} has a snapshot already: {known}.", "A run has one snapshot; use a child run for another.")
            if known is None:
                self.add_properties({SNAPSHOT_PROPERTY: snapshot_id})
            return snapshot_id

    def restore_snapshot(self, snapshot_id: str | None = None, path: str | os.PathLike[str] | None = None) -> str:
        """Write the snapshot as a ZIP file and return its path.

        Parameters
        ----------
        snapshot_id : str, optional
            Another snapshot than that of this run.
        path : str, optional
            The file, or a folder for ``<snapshot id>.zip``; the current folder by default.

        Raises
        ------
        NotFoundError
            There is no such snapshot.
        """
        wanted = snapshot_id or self.get_snapshot_id()
        if wanted is None:
            raise NotFoundError(f"The run {self.id} has no snapshot.", "Submitted runs have one; others get one by run.take_snapshot(folder).")
        return rooms.snapshots.restore_as_zip(self.workspace, wanted, path)


for _name, _refused in azure_only.refusals("run", azure_only.RUN, frozenset()).items():
    setattr(Run, _name, _refused)


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
