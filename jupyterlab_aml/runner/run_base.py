"""What every part of a run object stands on: its folder, its spec and the attempt it talks about."""

import os

from ..errors import NotFoundError, WorkspaceError
from .lazy import files, notes, process, shapes, status
from .metric_writer import MetricWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional, Tuple

    from ..runfiles.files import Json
    from ..runfiles.paths import AttemptPaths, RunPaths
    from ..runfiles.status import Facts


class RunBase:
    """One run folder, seen from this process.

    Parameters
    ----------
    paths
        The run folder.
    spec
        The content of its ``run.json``, if it is known already.
    """

    def __init__(self, paths: "RunPaths", spec: "Optional[Json]" = None) -> None:
        self.paths = paths
        self._known_spec = spec
        self._metrics = MetricWriter(self._metric_file, self._metric_written)

    def __reduce__(self) -> "Tuple[Any, ...]":
        """Pickle and copy as "the run in this folder": descriptors stay at home."""
        return type(self), (self.paths, self._known_spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunBase) and other.paths.folder == self.paths.folder

    def __hash__(self) -> int:
        return hash(self.paths.folder)

    @property
    def id(self) -> str:
        """The id of the run, unique in its workspace."""
        return self.paths.run_id

    @classmethod
    def _open(cls, paths: "RunPaths") -> "Any":
        """Return the run of a folder as an object of this kind."""
        return cls(paths)

    @property
    def _spec(self) -> "Json":
        if self._known_spec is None:
            try:
                spec = files.read_json(self.paths.spec)
            except files.Damaged as error:
                raise WorkspaceError("Run {} cannot be read: {}.".format(self.id, error)) from None
            if spec is None and os.path.isdir(self.paths.folder):
                raise WorkspaceError("Run {} cannot be read: run.json is missing.".format(self.id))
            if spec is None:
                raise NotFoundError("There is no run {!r} in {}.".format(self.id, self.paths.workspace.root))
            self._known_spec = shapes.clean_spec(spec, [])
        return self._known_spec

    @property
    def _readable_spec(self) -> "Json":
        """``run.json`` for what only shows it: empty where the run is there and it cannot be read."""
        try:
            return self._spec
        except (WorkspaceError, NotFoundError):
            if not os.path.isdir(self.paths.folder):
                raise
            return {}

    @property
    def _is_ours(self) -> bool:
        """Whether this process belongs to the submitted script of this run."""
        return submitted_folder() == self.paths.folder

    def _facts(self) -> "Facts":
        return status.read_facts(self.paths)

    def _attempt(self) -> "AttemptPaths":
        """The attempt this process runs in, or the newest one of another run."""
        number = os.environ.get("AML_ATTEMPT", "")
        if self._is_ours and number.isdigit():
            return self.paths.attempt(int(number))
        return self.paths.attempt(self._facts().attempt)

    def _metric_file(self) -> "Tuple[str, bool]":
        """The metric file of this process in this run (one writer, one file), and whether it may stay open.

        It stays open in the process that runs the run, until that ends it. Any other process cannot know when that is.
        """
        attempt = self._attempt()
        writer, inside = self._writer(attempt)
        return os.path.join(attempt.metrics, writer + ".jsonl"), inside and not self._late()

    def _writer(self, attempt: "AttemptPaths") -> "Tuple[str, bool]":
        rank = os.environ.get("AML_RANK", "0")
        rank = rank if rank.isdigit() else "0"
        if self._is_ours:
            return rank, True
        if made_here(attempt):
            return "0", True
        if submitted_folder():
            writer = "run-" + os.path.basename(str(submitted_folder()))
            return writer if rank == "0" else "{}.rank{}".format(writer, rank), False
        return "client-" + files.writer_name(), False

    def _late(self) -> bool:
        """Whether the run has ended, so that indexes look at it no more."""
        return not self._is_ours and status.fold(self._facts()).final

    def _metric_written(self) -> None:
        if self._late():
            notes.hint(self.paths)


def submitted_folder() -> "Optional[str]":
    """The folder of the submitted run this process belongs to, if any."""
    return os.environ.get("AML_RUN_DIR") or None


def made_here(attempt: "AttemptPaths") -> bool:
    """Whether this very process claimed the attempt."""
    try:
        started = files.read_json(attempt.started)
    except files.Damaged:
        return False
    return started is not None and process.ProcessIdentity.from_record(started) == process.ProcessIdentity.current()
