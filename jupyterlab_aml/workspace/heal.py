"""What a reader mends when it meets an unfinished run that nobody looks after any more.

Every mend is write-once or idempotent, so any number of readers may do it at the same time.
"""

import os
from typing import TYPE_CHECKING

from jupyterlab_aml.runfiles.files import touch
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.status import fold, read_facts
from jupyterlab_aml.runner.endings import notice_lost

from .record import RunRecord, read_record

if TYPE_CHECKING:
    from .workspace import Workspace


def healed(workspace: "Workspace", record: RunRecord) -> RunRecord:
    """Return an unfinished record as it is after mending what it lacks. How long a runner has been silent is looked up anew."""
    paths = workspace.paths.run(record.id)
    return read_record(paths) if heal(workspace, paths) or record.status == "NotResponding" else record


def heal(workspace: "Workspace", paths: RunPaths) -> bool:
    """Mend an unfinished run; tell whether that changed its status.

    A submitted run without its marker gets it back, and the agent is woken. An interactive, child or offline run whose process is dead gets its
    ``lost``: nobody else notices.
    """
    facts = read_facts(paths)
    if not facts.spec or fold(facts).final:
        return False
    try:
        if facts.spec.get("submit", True):
            _mark(workspace, paths.run_id)
            return False
        return notice_lost(paths, facts)
    except OSError:
        return False  # a read-only workspace can be read


def care(workspace: "Workspace", paths: RunPaths) -> None:
    """Mend an unfinished run, and see to it that an agent works on it."""
    heal(workspace, paths)
    if os.path.exists(workspace.paths.marker(paths.run_id)) and not workspace.agent.running():
        workspace.agent.ensure(paths.run_id)


def _mark(workspace: "Workspace", run_id: str) -> None:
    marker = workspace.paths.marker(run_id)
    if not os.path.exists(marker):
        touch(marker)
        workspace.agent.ensure(run_id)
