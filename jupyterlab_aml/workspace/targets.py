"""The compute targets of a workspace, as clients see them."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, names, read_json
from jupyterlab_aml.runfiles.shapes import text_of
from jupyterlab_aml.runfiles.status import fold, read_facts
from jupyterlab_aml.training.source import did_you_mean

from .agentlink import AgentLink

if TYPE_CHECKING:
    from .workspace import Workspace


@dataclass(frozen=True)
class ComputeTarget:
    """Where runs execute.

    Attributes
    ----------
    name, type : str
        ``local`` is the machine of the workspace.
    slots : int
        How many runs execute at once.
    """

    name: str
    type: str
    slots: int
    workspace: "Workspace"

    def __repr__(self) -> str:
        return f"ComputeTarget(name={self.name!r}, type={self.type!r}, slots={self.slots})"

    @property
    def provisioning_state(self) -> str:
        """Always ``Succeeded``: a target of the embedded workspace needs no provisioning."""
        return "Succeeded"

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"name", "type", "slots", "used", "queued", "state"}``; state is ``idle`` or ``busy``."""
        used, queued = self._load()
        state = "busy" if used else "idle"
        return {"name": self.name, "type": self.type, "slots": self.slots, "used": used, "queued": queued, "state": state}

    def _load(self) -> tuple[int, int]:
        """Count from the facts of the unfinished runs: true without an agent, too."""
        used = queued = 0
        for run_id in names(self.workspace.paths.active):
            facts = read_facts(self.workspace.paths.run(run_id))
            if facts.spec.get("compute") != self.name:
                continue
            status = fold(facts)
            if status.final:
                continue
            if facts.started is None:
                queued += 1
            else:
                used += 1
        return used, queued


def read_targets(workspace: "Workspace") -> dict[str, ComputeTarget]:
    """Read all compute targets, by name. A damaged file hides only itself."""
    paths = workspace.paths
    found = {}
    for file in sorted(names(paths.compute)):
        name, extension = os.path.splitext(file)
        if extension != ".json" or name.startswith("."):
            continue
        try:
            record = read_json(os.path.join(paths.compute, file)) or {}
        except Damaged:
            continue
        slots = record.get("slots")
        found[name] = ComputeTarget(name, text_of(record, "type") or "unknown", max(1, slots) if type(slots) is int else 1, workspace)
    return found


def find_target(workspace: "Workspace", name: str) -> ComputeTarget:
    """Return one compute target.

    Raises
    ------
    NotFoundError
        There is none of this name; the hint names the nearest and all.
    WorkspaceError
        Its file is damaged.
    """
    targets = read_targets(workspace)
    if name in targets:
        return targets[name]
    path = os.path.join(workspace.paths.compute, name + ".json")
    if "/" not in name and os.path.exists(path):
        raise WorkspaceError(f"The compute target {name!r} cannot be used: {path} is damaged.", "Mend or remove this file.")
    known = sorted(targets)
    close = did_you_mean(name, known) if known else ""
    there = "The workspace has: {}.".format(", ".join(known) or "none; 'aml workspace create' writes the local one")
    hint = f"{close} {there}" if close.startswith("Did") else there
    raise NotFoundError(f"There is no compute target {name!r}.", hint, known=known)


def queue_reason(agent: AgentLink, queue: dict[str, Any], run_id: str, compute: str | None) -> str:
    """Say why a queued run waits; ``queue`` is :meth:`AgentLink.queue`, read once for many runs."""
    target = queue.get(compute or "")
    if isinstance(target, dict):
        waiting, running = (target[key] if type(target.get(key)) is list else [] for key in ("queued", "running"))
        if run_id in waiting:
            return f"waiting for a slot on {compute}, {waiting.index(run_id)} ahead"
        return f"starting on {compute}" if run_id in running else "waiting for the agent to look"
    return "waiting for the agent to look" if agent.running() else "waiting for the agent"
