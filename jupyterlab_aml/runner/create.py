"""Making a run folder, so that nobody ever sees half of one."""

import os
import time
from typing import Any, Mapping, Optional

from ..errors import ConflictError
from ..runfiles import faults
from ..runfiles.files import Json, append, dumps, replace, touch
from ..runfiles.paths import RunPaths, WorkspacePaths
from ..runfiles.process import claim_record, user_name
from .lazy import shutil
from .names import check_experiment_name, check_run_id, friendly_name, new_run_id, random_hex
from .storage import storing

PRIVATE = 0o600


def create_run(workspace: WorkspacePaths, fields: Mapping[str, Any], env: Optional[Mapping[str, str]] = None) -> RunPaths:
    """Make the folder of a new run.

    A run with ``submit`` true waits for the agent, which the caller wakes. Any other run belongs to this process, which is its runner: it is Running
    at once.

    Parameters
    ----------
    workspace
        The workspace it is made in.
    fields
        What ``run.json`` shall say; ``experiment`` is needed, everything else has a default.
    env
        Environment variables given by the user; kept in ``env.json``, which only the user can read.

    Raises
    ------
    UserError
        The experiment's name or the run's id is not allowed.
    ConflictError
        There is a run of this id.
    WorkspaceError
        The folder cannot be written. Nothing is left behind.
    """
    spec = complete_spec(fields, env or {})
    paths = workspace.run(spec["id"])
    if os.path.lexists(paths.folder):
        raise _exists(spec["id"])
    with storing("run {} cannot be made".format(spec["id"])):
        new = RunPaths(os.path.join(workspace.runs, ".new-{}.{}".format(spec["id"], random_hex(4))))
        try:
            _fill(new, spec, env)
            faults.step("submit.staged")
            _publish(new, paths, spec)
        except BaseException:
            shutil.rmtree(new.folder, ignore_errors=True)
            if not os.path.isdir(paths.folder):
                _remove_marks(paths, spec)
            raise
    return paths


def complete_spec(fields: Mapping[str, Any], env: Mapping[str, str]) -> Json:
    """Return ``run.json`` with a default for everything that is not given."""
    experiment = check_experiment_name(fields.get("experiment"))
    run_id = check_run_id(fields.get("id") or new_run_id(experiment))
    spec = {
        "schema": 1,
        "id": run_id,
        "experiment": experiment,
        "type": "interactive",
        "created": time.time(),
        "display_name": friendly_name(),
        "description": None,
        "parent": None,
        "root": run_id,
        "user": user_name(),
        "compute": None,
        "command": None,
        "script": None,
        "arguments": [],
        "python": None,
        "snapshot": None,
        "source_directory": None,
        "env_names": sorted(env),
        "environment": None,
        "distribution": None,
        "nodes": 1,
        "inputs": {},
        "outputs": {},
        "warnings": [],
        "timeout_s": None,
        "grace_s": 10.0,
        "tags": {},
        "properties": {},
        "submit": False,
    }  # type: Json
    spec.update((key, value) for key, value in fields.items() if value is not None)
    return spec


def _fill(new: RunPaths, spec: Json, env: Optional[Mapping[str, str]]) -> None:
    os.mkdir(new.folder)
    replace(new.spec, dumps(spec), durable=bool(spec["submit"]))
    if env:
        replace(new.env, dumps(dict(env)), mode=PRIVATE)
    if not spec["submit"]:
        attempt = new.attempt(1)
        os.mkdir(attempt.folder)
        claim = claim_record()
        replace(attempt.started, dumps(claim))
        append(attempt.events, {"t": claim["t"], "status": "Running", "pid": claim["pid"], "ticks": claim["ticks"]})


def _publish(new: RunPaths, paths: RunPaths, spec: Json) -> None:
    """Give the folder its name. Marks come first: one without a run is ignored, a run without its mark could be overlooked."""
    workspace = paths.workspace
    if spec["parent"]:
        children = children_folder(workspace.run(spec["parent"]))
        try:
            os.mkdir(children)  # without parents: a run that was deleted stays deleted
        except FileExistsError:
            pass
        touch(os.path.join(children, paths.run_id))
    if spec["submit"]:
        touch(workspace.marker(paths.run_id))
        faults.step("submit.marked")
    try:
        os.rename(new.folder, paths.folder)
    except OSError:
        if os.path.isdir(paths.folder):
            raise _exists(paths.run_id) from None
        raise
    faults.step("submit.renamed")
    if spec["submit"]:
        touch(workspace.marker(paths.run_id))  # the agent may have removed it as one without a run
        faults.step("submit.remarked")


def _remove_marks(paths: RunPaths, spec: Json) -> None:
    marks = [paths.workspace.marker(paths.run_id)]
    if spec["parent"]:
        marks.append(os.path.join(children_folder(paths.workspace.run(spec["parent"])), paths.run_id))
    for mark in marks:
        try:
            os.unlink(mark)
        except OSError:
            pass


def children_folder(run: RunPaths) -> str:
    """The folder with an empty file for each child of a run, named by its id."""
    return run / "children"


def _exists(run_id: str) -> ConflictError:
    return ConflictError("There is a run {!r} already.".format(run_id), "Leave run_id out to get a new one.", run=run_id)
