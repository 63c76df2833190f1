"""Which run a user means: an id, the beginning of one, a display name or ``@last``."""

import difflib
import os
import re
from typing import TYPE_CHECKING

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.runfiles.files import Damaged, Json, read_json
from jupyterlab_aml.runfiles.shapes import text_of
from jupyterlab_aml.runner.names import legal_name

from . import experiment as experiments
from .run import Run

if TYPE_CHECKING:
    from .workspace import Workspace

_LAST = re.compile(r"@last(?:-(\d+))?\Z")
_LOOKED_AT = 500
_SHOWN = 5


def get_run(workspace: "Workspace", run_id: str) -> Run:
    """Return a run by its exact id."""
    if not _exists(workspace, run_id):
        raise NotFoundError(f"There is no run {run_id!r} in the workspace {workspace.name!r}.", _nearest(workspace, str(run_id)))
    return _run(workspace, run_id)


def find_run(workspace: "Workspace", ref: str) -> Run:
    """Return the run that ``ref`` means."""
    if not ref:
        raise UserError("The name of a run is empty.", "Give an id, the beginning of one, a display name or @last.")
    if ref.startswith("@"):
        return _last(workspace, ref)
    if _exists(workspace, ref):
        return _run(workspace, ref)
    workspace.index.refresh()
    candidates = workspace.index.named(ref) or workspace.index.ids(ref) or _with_last_part(workspace, ref)
    if not candidates:
        raise NotFoundError(f"There is no run {ref!r} in the workspace {workspace.name!r}.", _nearest(workspace, ref))
    if len(candidates) > 1:
        more = f" and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
        raise ConflictError(
            f"{ref!r} means {len(candidates)} runs: {', '.join(candidates[:_SHOWN])}{more}.", "Give more of the id.", candidates=candidates[:50]
        )
    return _run(workspace, candidates[0])


def _with_last_part(workspace: "Workspace", ref: str) -> list[str]:
    """Return the ids whose last part begins with ``ref``: tables show no more of an id than that."""
    return [run_id for run_id in workspace.index.ids() if run_id.rpartition("_")[2].startswith(ref)]


def _exists(workspace: "Workspace", run_id: object) -> bool:
    if not isinstance(run_id, str) or not run_id or run_id.startswith(".") or "/" in run_id or "\0" in run_id:
        return False
    return os.path.isdir(workspace.paths.run(run_id).folder)


def _run(workspace: "Workspace", run_id: str) -> Run:
    try:
        spec = read_json(workspace.paths.run(run_id).spec) or {}
    except Damaged:
        spec = {}
    return Run(experiment_of(workspace, run_id, spec), run_id)


def experiment_of(workspace: "Workspace", run_id: str, spec: Json) -> "experiments.Experiment":
    """Return the experiment a run says it belongs to, else the one its id is made of."""
    name = text_of(spec, "experiment") or run_id.rpartition("_")[0].rpartition("_")[0] or "unknown"
    return experiments.Experiment(workspace, legal_name(name))


def _last(workspace: "Workspace", ref: str) -> Run:
    match = _LAST.match(ref)
    if match is None:
        raise UserError(f"{ref!r} is not understood.", "Write @last for the newest run, @last-1 for the one before.")
    found = workspace.list_runs(include_children=False, limit=1, offset=int(match.group(1) or 0))
    if not found:
        raise NotFoundError(f"There is no run {ref} in the workspace {workspace.name!r}: it has fewer runs.", "'aml runs list' shows them.")
    return _run(workspace, found[0].id)


def _nearest(workspace: "Workspace", ref: str) -> str:
    words: dict[str, str] = {}
    for record in workspace.list_runs(limit=_LOOKED_AT):
        words.setdefault(record.id, record.id)
        words.setdefault(record.display_name, record.id)
    close = difflib.get_close_matches(ref, words, n=3, cutoff=0.6)
    if close:
        return "Did you mean {}?".format(" or ".join(map(repr, close)))
    return "'aml runs list' shows the runs." if words else "It has no runs yet."
