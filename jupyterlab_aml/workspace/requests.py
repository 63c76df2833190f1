"""What clients ask of a run that exists: end it, do it again, remove it."""

import contextlib
import os
import shutil
import time
from typing import TYPE_CHECKING

from jupyterlab_aml.errors import ConflictError, UserError
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import append, dumps, touch, write_once
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.process import user_name
from jupyterlab_aml.runner.storage import storing

from . import sweep
from .record import RunRecord, read_record

if TYPE_CHECKING:
    from .workspace import Workspace


def retry(workspace: "Workspace", paths: RunPaths) -> None:
    """Ask for one more attempt of a submitted run that has ended.

    Raises
    ------
    UserError
        The run was not submitted.
    ConflictError
        It has not ended, or somebody else asked for the same at this moment.
    """
    record = read_record(paths, metrics=False)
    if record.compute is None:
        raise UserError(f"The run {record.id} is of type {record.type}: it was not submitted, so nobody could repeat it.", "Submit a script instead.")
    if not record.final:
        raise ConflictError(f"The run {record.id} is {record.status}; only a run that has ended can be repeated.", "Wait for it, or cancel it first.")
    number = record.attempt + 1
    with storing("the retry cannot be asked for"):
        os.makedirs(paths / "request", exist_ok=True)
        touch(workspace.paths.marker(record.id))
        if not write_once(paths.request("retry", number), _asked()):
            raise ConflictError(f"Attempt {number} of the run {record.id} was asked for already.", "Wait for it.")
        touch(workspace.paths.marker(record.id))
        append(workspace.paths.edits, {"t": time.time(), "run": record.id})
    workspace.agent.ensure(record.id)


def delete(workspace: "Workspace", paths: RunPaths) -> None:
    """Remove a run that has ended, with its children.

    Raises
    ------
    ConflictError
        It, or one of its children, has not ended.
    """
    doomed = [workspace.with_reason(read_record(paths, metrics=False))]
    seen = {paths.run_id}  # a foreign run may name itself, or its child, as its parent
    for parent in doomed:  # grows while it is walked: children, their children, ...
        children = [record for record in workspace.list_runs(parent=parent.id) if record.id not in seen]
        seen.update(record.id for record in children)
        doomed.extend(children)
    going: list[RunRecord] = [record for record in doomed if not record.final]
    if going:
        which = "It" if going[0].id == paths.run_id else f"Its child {going[0].id}"
        raise ConflictError(f"The run {paths.run_id} cannot be deleted. {which} is {going[0].status}.", "Cancel it first, or wait for it.")
    with storing("the run cannot be deleted"):
        for record in reversed(doomed):
            _remove(workspace, record.id)
        sweep.after_deletion(workspace.paths)


def _remove(workspace: "Workspace", run_id: str) -> None:
    trash = os.path.join(workspace.paths.runs, sweep.TRASH + run_id)
    sweep.mark_deleted(workspace.paths, run_id)
    try:
        os.rename(workspace.paths.run(run_id).folder, trash)
    except FileNotFoundError:
        return  # another client was faster
    append(workspace.paths.edits, {"t": time.time(), "run": run_id})
    with contextlib.suppress(FileNotFoundError):
        os.unlink(workspace.paths.marker(run_id))
    faults.step("client.delete_renamed")
    with contextlib.suppress(FileNotFoundError):  # another client finishes it
        shutil.rmtree(trash)


def _asked() -> bytes:
    return dumps({"t": time.time(), "by": user_name()})
