"""Why a queued run waits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.compute.target_file import TargetFile, read_target_files

from .agentlink import AgentLink
from .record import RunRecord

if TYPE_CHECKING:
    from .workspace import Workspace


def with_reasons(workspace: "Workspace", records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return the records with the reason why they are still queued, where they are."""
    if not any(record.status == "Queued" for record in records):
        return list(records)
    agent = workspace.agent
    queue, targets = agent.queue(), read_target_files(workspace.paths)
    return [
        record.with_reason(queue_reason(agent, queue, targets.get(record.compute or ""), record.id)) if record.status == "Queued" else record
        for record in records
    ]


def queue_reason(agent: AgentLink, queue: dict[str, Any], target: TargetFile | None, run_id: str) -> str:
    """Say why a queued run waits; ``queue`` is :meth:`AgentLink.queue` and ``target`` its compute target, read once for many runs."""
    if target is not None and target.problem:
        return f"waiting: compute target {target.name!r} cannot be used: {target.problem}"
    if target is not None and target.stopped:
        return f"waiting: compute target {target.name!r} is stopped; start it with `aml compute start {target.name}`"
    seen = queue.get(target.name) if target is not None else None
    if target is not None and isinstance(seen, dict):
        waiting, running = (seen[key] if type(seen.get(key)) is list else [] for key in ("queued", "running"))
        if run_id in waiting:
            return f"waiting for a slot on {target.name}, {waiting.index(run_id)} ahead"
        return f"starting on {target.name}" if run_id in running else "waiting for the agent to look"
    return "waiting for the agent to look" if agent.running() else "waiting for the agent"
