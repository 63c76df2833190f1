"""The record of one run, read again only when its files changed."""

import os
import time
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import AmlError, WorkspaceError
from jupyterlab_aml.runfiles.notes import read_notes
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.progress import read_progress
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.workspace import heal
from jupyterlab_aml.workspace.index_row import fingerprint
from jupyterlab_aml.workspace.record import RunRecord, make_record

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.workspace import Workspace

_CARE_S = 2.0
_QUEUED_S = 0.5  # why it waits depends on other runs


class RecordWatch:
    """One run, looked at again and again.

    Attributes
    ----------
    record : RunRecord or None
        As it was at the last look, without metrics.
    """

    def __init__(self, workspace: "Workspace", paths: RunPaths) -> None:
        self.record: RunRecord | None = None
        self._workspace = workspace
        self._paths = paths
        self._mark = ""
        self._care_at = 0.0

    def gone(self) -> bool:
        """Tell whether the run was deleted.

        Raises
        ------
        WorkspaceError
            No run at all is there: a share that is away, a folder that was moved. They may come back.
        """
        if os.path.isdir(self._paths.folder):
            return False
        if not os.path.isdir(self._workspace.paths.runs):
            raise WorkspaceError(
                f"The folder {self._workspace.paths.runs!r} of the runs is not there.", "Put it back, or connect the share it is on."
            )
        return True

    def look(self) -> RunRecord:
        """Return the record as it is now, the same object if nothing changed."""
        now = time.monotonic()
        if (self.record is None or not self.record.final) and now >= self._care_at:
            self._take_care()
            self._mark = ""  # silence and the queue change without a file of the run
            queued = self.record is not None and self.record.status == "Queued"
            self._care_at = now + (_QUEUED_S if queued else _CARE_S)
        if self.record is not None:
            mark = fingerprint(self._paths, self.record.attempt, metrics=False)
            if mark and mark == self._mark:
                return self.record
            self._mark = mark  # from before the reading: what changes meanwhile is seen the next time
        found = self._read()
        if found != self.record:
            self.record = found
        return self.record or found

    def _read(self) -> RunRecord:
        facts = read_facts(self._paths)
        notes = read_notes(self._paths, facts.spec, facts.problems)
        progress = read_progress(self._paths.attempt(facts.attempt), facts.problems)
        return self._workspace.with_reason(make_record(facts, notes, {}, progress))

    def _take_care(self) -> None:
        try:
            heal.care(self._workspace, self._paths)
        except AmlError:
            return  # whoever only looks can do nothing about it; the status tells


def with_metrics(record: RunRecord, metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the shape ``Run`` of a record and its metrics."""
    return {**record.to_dict(), "metrics": metrics}
