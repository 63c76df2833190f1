"""Making, changing and removing the files of compute targets."""

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.compute.registry import find_kind
from jupyterlab_aml.compute.target_file import TargetFile, read_target_file, read_target_files, target_path
from jupyterlab_aml.errors import ConflictError, NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import dumps, replace, write_once
from jupyterlab_aml.runfiles.shapes import is_name
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.source import did_you_mean

from .alone import alone
from .defaults import choose_default_compute, default_compute
from .locate import LOCAL
from .names import check_compute_name
from .occupancy import Occupancy, occupancy

if TYPE_CHECKING:
    from .workspace import Workspace


def find(workspace: "Workspace", name: str) -> TargetFile:
    """Return the file of a target, also a damaged one.

    Raises
    ------
    NotFoundError
        There is none of this name; the hint names the nearest and all.
    """
    found = read_target_file(workspace.paths, name) if is_name(name) else None
    if found is None:
        known = sorted(read_target_files(workspace.paths))
        close = did_you_mean(str(name), known) if known else ""
        there = "The workspace has: {}.".format(", ".join(known) or "none; 'aml workspace create --exist-ok' writes the local one")
        raise NotFoundError(f"There is no compute target {name!r}.", f"{close} {there}" if close.startswith("Did") else there, known=known)
    return found


def add(workspace: "Workspace", name: str, kind: str, settings: Mapping[str, Any]) -> TargetFile:
    """Make a target. Of two that make the same one at once, one gets it.

    Raises
    ------
    UserError
        The name, the kind or a setting is not allowed.
    ConflictError
        There is one of this name.
    """
    check_compute_name(name)
    checked = find_kind(kind).check(settings)
    made = TargetFile(name, type=kind, created=time.time(), settings=checked)
    with storing(f"The compute target {name!r} cannot be written"):
        if not write_once(target_path(workspace.paths, name), dumps(made.to_json())):
            raise ConflictError(
                f"There is a compute target {name!r} already.", f"Change it with `aml compute update {name} --set ...`, or choose another name."
            )
    return find(workspace, name)


def configure(workspace: "Workspace", name: str, settings: Mapping[str, Any]) -> TargetFile:
    """Change settings of a target; the others stay.

    Raises
    ------
    UserError
        A setting is not allowed; nothing is changed then.
    WorkspaceError
        The file is so damaged that its kind is not known.
    """

    def change(there: TargetFile) -> TargetFile:
        if not there.type and name == LOCAL:  # its kind is known without its file
            there = there._replace(type=LOCAL)
        kind = find_kind(_typed(workspace, there).type)
        known = {key: value for key, value in there.settings.items() if key in kind.settings.model_fields}
        return there._replace(settings=kind.check({**known, **settings}))

    return _change(workspace, name, change)


def set_stopped(workspace: "Workspace", name: str, *, stopped: bool) -> TargetFile:
    """Say whether the agent launches nothing there."""
    return _change(workspace, name, lambda there: _typed(workspace, there)._replace(stopped=stopped))


def remove(workspace: "Workspace", name: str) -> None:
    """Remove a target, also a damaged one. Was it the default, ``local`` is again.

    Raises
    ------
    ConflictError
        It has runs that have not ended, or is the local one.
    """
    find(workspace, name)
    if name == LOCAL:
        raise ConflictError(
            f"The compute target {name!r} cannot be deleted: it belongs to every workspace and would be written again.",
            f"To run nothing there, stop it: `aml compute stop {name}`.",
        )
    unfinished = list(occupancy(workspace).get(name, Occupancy()).all)
    if unfinished:
        raise ConflictError(
            f"The compute target {name!r} cannot be deleted: {len(unfinished)} run(s) have not ended there: {', '.join(unfinished[:5])}.",
            "Cancel them with `aml runs cancel`, or wait for them.",
            runs=unfinished,
        )
    with storing(f"The compute target {name!r} cannot be deleted"), alone(_lock(workspace)):
        try:
            os.unlink(target_path(workspace.paths, name))
        except FileNotFoundError:
            return  # another client was faster
        with contextlib.suppress(WorkspaceError):  # a default that cannot be read is mended by choosing one
            if default_compute(workspace) == name:
                choose_default_compute(workspace, LOCAL)


def mend(workspace: "Workspace", there: TargetFile) -> str:
    """Say what mends a damaged target."""
    if there.type or there.name == LOCAL:
        return f"`aml compute update {there.name} --set slots=1` writes it again."
    return f"Mend {target_path(workspace.paths, there.name)}, or remove it with `aml compute delete {there.name}` and create it again."


def _change(workspace: "Workspace", name: str, change: Callable[[TargetFile], TargetFile]) -> TargetFile:
    with storing(f"The compute target {name!r} cannot be written"), alone(_lock(workspace)):
        replace(target_path(workspace.paths, name), dumps(change(find(workspace, name)).to_json()))
    return find(workspace, name)


def _typed(workspace: "Workspace", there: TargetFile) -> TargetFile:
    if not there.type:
        raise WorkspaceError(f"The compute target {there.name!r} cannot be changed: {there.problem}.", mend(workspace, there))
    return there


def _lock(workspace: "Workspace") -> str:
    return os.path.join(workspace.paths.compute, ".lock")
