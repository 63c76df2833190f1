"""The grammar of ``aml submit`` in the server: nothing is printed, nothing depends on the folder or the environment of the server's process."""

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.submit import submit
from jupyterlab_aml.errors import ConflictError
from jupyterlab_aml.runfiles.files import Damaged, read_json
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.workspaces import Workspaces
from jupyterlab_aml.training.run_spec import RunSpec
from jupyterlab_aml.workspace import locate
from jupyterlab_aml.workspace.manifest import read_manifest
from jupyterlab_aml.workspace.names import workspace_name_from
from jupyterlab_aml.workspace.objects import Objects
from jupyterlab_aml.workspace.run import Run
from jupyterlab_aml.workspace.workspace import Workspace


@dataclasses.dataclass(frozen=True)
class Again:
    """The source of an old run, laid out in ``folder`` as far as the grammar has to look at it."""

    run_id: str
    folder: str
    source_directory: str | None
    snapshot: str | None
    environment: Mapping[str, str]
    spec: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class ServerSession(Session):
    """A session whose answer is a value.

    Parameters
    ----------
    workspaces : Workspaces
        Those that the server shows.
    place : str
        The folder of the workspace, which is made with the first submission.
    cwd : str
        Where relative paths begin.
    environment : mapping
        Values of the environment variables that are named.
    again : Again, optional
        The run that is submitted again.
    """

    prompt = "%aml"

    def __init__(self, workspaces: Workspaces, place: str, cwd: str, environment: Mapping[str, str], again: Again | None = None) -> None:
        super().__init__(place)
        self._workspaces = workspaces
        self._place = place
        self._cwd = cwd
        self._again = again
        self._data: Any = None
        self.environment = environment

    @property
    def cwd(self) -> str:
        """Where relative paths begin."""
        return self._cwd

    def workspace(self, *, create: bool = False) -> Workspace:
        """Return the workspace; make it if it is not there and ``create`` is true."""
        if create and not locate.has_workspace(self._place):
            config = locate.config_in(self._place)
            if config is not None:
                return self._workspaces.find(locate.from_config(self._place, config))
            Workspace.create(workspace_name_from(os.path.basename(self._place)), path=self._place, exist_ok=True, show_output=False)
        return self._workspaces.find(self._place)

    def settled(self, spec: RunSpec) -> RunSpec:
        """Put the source of the old run in place of the folder it is laid out in, and back what no option can say: its data, its own environment."""
        again = self._again
        if again is None:
            return spec
        old = again.spec.get("environment") or {}
        return dataclasses.replace(
            spec,
            source_directory=again.source_directory,
            snapshot=again.snapshot,
            environment=spec.environment or (None if old.get("version") else old or None),
            inputs={**(again.spec.get("inputs") or {}), **spec.inputs},
            outputs={**(again.spec.get("outputs") or {}), **spec.outputs},
        )

    def answer(self, value: Any, *, show: Callable[[], None], data: Callable[[], Any], as_json: bool = False) -> Any:
        """Keep the answer."""
        del show, as_json
        self._data = data()
        return value

    def notice(self, text: str) -> None:
        """Say nothing: nobody reads what the server prints."""

    def run(self, words: list[str]) -> Any:
        """Run ``aml submit`` with these words and return what ``--json`` would print.

        Raises
        ------
        AmlError, click.UsageError
            It is refused.
        """
        with submit.make_context("aml submit", list(words), obj=self) as ctx:
            submit.invoke(ctx)
        return self._data


@contextmanager
def laid_out(run: Run) -> Iterator[Again]:
    """Lay the source of a run out in a folder of links, for as long as it is needed.

    Raises
    ------
    ConflictError
        The run was not submitted.
    NotFoundError, WorkspaceError
        Its source is no longer there.
    """
    spec = read_facts(run.paths).spec
    if not spec.get("submit"):
        raise ConflictError(f"The run {run.id} was not submitted, so it cannot be submitted again.", "Submit its script.")
    snapshot = spec.get("snapshot")
    with tempfile.TemporaryDirectory(prefix="aml-again-") as folder:
        if snapshot is not None:
            _link(run, snapshot, folder)
        yield Again(run.id, folder, spec.get("source_directory"), snapshot, _environment(run), spec)


def _link(run: Run, snapshot: str, folder: str) -> None:
    paths = run.paths.workspace
    objects = Objects(paths.snapshots)
    for file in read_manifest(paths, snapshot):
        place = os.path.join(folder, file.path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(objects.path(file.sha256), place)


def _environment(run: Run) -> dict[str, str]:
    try:
        return {name: value for name, value in (read_json(run.paths.env) or {}).items() if isinstance(value, str)}
    except Damaged:  # somebody else's
        return {}
