"""Which runs of a workspace came, changed their status, were edited or deleted since the last look."""

import os
import time
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.runfiles.files import read_lines
from jupyterlab_aml.runfiles.shapes import is_name
from jupyterlab_aml.runfiles.status import ACTIVE, FINAL
from jupyterlab_aml.workspace import heal

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.index import Brief
    from jupyterlab_aml.workspace.workspace import Workspace

_CARE_S = 10.0  # how often unfinished runs are mended, so that one whose process died does not seem to run for ever


class RunChanges:
    """One workspace, looked at again and again. Of runs that have ended nothing is read, unless a line in the list of edits names them.

    Attributes
    ----------
    active : int
        Runs that had not ended at the last look.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.active = 0
        self._known: dict[str, Brief] | None = None
        self._census: tuple[Any, ...] = ()
        self._edits = (0, 0)  # inode and how far it was read
        self._care_at = 0.0

    def look(self) -> list[dict[str, Any]]:
        """Return ``[{"workspace", "run", "change", "status", "display_name", "experiment", "parent", "active"}]``; the first time nothing.

        Raises
        ------
        WorkspaceError
            The runs cannot be read.
        """
        self._take_care()
        index = self.workspace.index
        edited = self._edited()
        index.refresh()
        self.active = index.count(status=ACTIVE)
        before, census = self._known, index.census()
        if before is None or census != self._census:
            now = index.briefs()
        else:
            again = edited.union(run_id for run_id, brief in before.items() if brief.status not in FINAL)
            now = {**before, **index.briefs(sorted(again))} if again else before
        self._known, self._census = now, census
        return [] if before is None else self._events(before, now, edited)

    def _events(self, before: "dict[str, Brief]", now: "dict[str, Brief]", edited: set[str]) -> list[dict[str, Any]]:
        found = [self._event(run_id, "deleted", before[run_id]) for run_id in before.keys() - now.keys()]
        for run_id, brief in now.items():
            old = before.get(run_id)
            if old is None:
                found.append(self._event(run_id, "created", brief))
            elif old.status != brief.status:
                found.append(self._event(run_id, "status", brief))
            elif run_id in edited or (old is not brief and brief.differs(old)):
                found.append(self._event(run_id, "edited", brief))
        return found

    def _event(self, run_id: str, change: str, brief: "Brief") -> dict[str, Any]:
        return {
            "workspace": self.workspace.folder,
            "run": run_id,
            "change": change,
            "status": brief.status,
            "display_name": brief.display_name,
            "experiment": brief.experiment,
            "parent": brief.parent,
            "active": self.active,
        }

    def _edited(self) -> set[str]:
        """Return the runs that were edited after they had ended, as far as the list of edits was not read yet."""
        path = self.workspace.paths.edits
        try:
            facts = os.stat(path)
        except OSError:
            return set()
        inode, offset = self._edits
        if self._known is None or inode not in (0, facts.st_ino) or facts.st_size < offset:
            self._edits = (facts.st_ino, facts.st_size)
            return set()
        found = read_lines(path, offset)
        self._edits = (facts.st_ino, found.offset)
        return {record["run"] for record in found.records if is_name(record.get("run"))}

    def _take_care(self) -> None:
        now = time.monotonic()
        if self._known is not None and now >= self._care_at:
            self._care_at = now + _CARE_S
            for run_id, brief in self._known.items():
                if brief.status not in FINAL:
                    heal.heal(self.workspace, self.workspace.paths.run(run_id))
