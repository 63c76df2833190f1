"""The attempts of a run and when each came into which status, from the facts in its folder."""

import os
from collections.abc import Iterator
from typing import Any

from jupyterlab_aml.runfiles.files import Damaged, Json, lines_or_problem, read_json
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.shapes import attempt_of, is_time, text_of
from jupyterlab_aml.runfiles.status import STATUSES
from jupyterlab_aml.workspace.record import RunRecord

_DISPATCHED = {"launch": "Provisioning", "refused": "Failed", "canceled": "Canceled"}


def attempts(paths: RunPaths, record: RunRecord) -> list[dict[str, Any]]:
    """Return ``[{"number", "phases": [{"status", "t", "reason"}]}]``, the first attempt first."""
    dispatch = lines_or_problem(paths.dispatch, []) if os.path.exists(paths.dispatch) else []
    found = []
    for number in range(1, record.attempt + 1):
        lines = [line for line in dispatch if attempt_of(line) == number]
        phases = [_phase(*fact) for fact in _facts(paths, record, number, lines) if is_time(fact[1].get("t"))]
        found.append({"number": number, "phases": sorted(phases, key=lambda phase: phase["t"])})
    return found


def _facts(paths: RunPaths, record: RunRecord, number: int, dispatch: list[Json]) -> Iterator[tuple[str, Json]]:
    there = paths.attempt(number)
    asked = {"t": record.created} if number == 1 else _one(paths.request("retry", number))
    yield "NotStarted" if record.compute is None else "Queued", asked
    for line in dispatch:
        if text_of(line, "event") in _DISPATCHED:
            yield _DISPATCHED[text_of(line, "event")], line
    events = [event for event in lines_or_problem(there.events, []) if text_of(event, "status") in STATUSES]
    if not any(event["status"] == "Preparing" for event in events) and record.compute is not None:
        yield "Preparing", _one(there.started)
    for event in events:
        yield event["status"], event
    cancel = _one(paths.request("cancel", number))
    yield "CancelRequested", {**cancel, "reason": f"asked by {cancel['by']}"} if text_of(cancel, "by") else cancel
    yield "Failed", _one(there.lost)


def _phase(status: str, fact: Json) -> dict[str, Any]:
    return {"status": status, "t": float(fact["t"]), "reason": text_of(fact, "reason") or None}


def _one(path: str) -> Json:
    try:
        return read_json(path) or {}
    except Damaged:
        return {}
