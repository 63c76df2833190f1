"""``run.get_details()``: what is known about a run, with the SDK's keys."""

import os
import pathlib
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.runfiles.files import Damaged, read_json, walk_own_files
from jupyterlab_aml.runfiles.order import natural
from jupyterlab_aml.runfiles.paths import RunPaths

from .data_words import data_words
from .record import RunRecord, iso

HIDDEN = "***"


def log_files(paths: RunPaths, attempt: int) -> dict[str, str]:
    """Return the logs of a run, name to path, beginning with what the newest attempt printed.

    The processes of a distributed run are in the order of their ranks, then come the other logs of the attempt, then earlier attempts as
    ``attempt-1/...``, then ``logs/...``.
    """
    found = {}
    for number in [attempt, *range(1, attempt)]:
        prefix = "" if number == attempt else f"attempt-{number}/"
        for name, path in sorted(walk_own_files(paths.attempt(number).user_logs), key=_printed_first):
            found[f"{prefix}user_logs/{name}"] = path
    for name, path in sorted(walk_own_files(paths / "logs"), key=lambda file: natural(file[0])):
        found[f"logs/{name}"] = path
    return found


def _printed_first(file: tuple[str, str]) -> tuple[bool, list[str | int]]:
    return not file[0].startswith("std_log"), natural(file[0])


def packages_of_run(paths: RunPaths, attempt: int) -> list[str] | None:
    """Return the exact packages that an attempt had in an environment that was built for it; None if none was, or conda knows them."""
    try:
        found = (read_json(paths.attempt(attempt).environment) or {}).get("packages")
    except Damaged:
        return None
    return [str(each) for each in found] if isinstance(found, list) else None


def details(paths: RunPaths, record: RunRecord) -> dict[str, Any]:
    """Return the details of a run; values of environment variables are hidden."""
    inputs, outputs = data_words(paths.attempt(record.attempt)) if record.inputs or record.outputs else ({}, {})
    shape: dict[str, Any] = {
        "runId": record.id,
        "target": record.compute or "local",
        "status": record.status,
        "statusReason": record.status_reason,
        "startTimeUtc": iso(record.started),
        "endTimeUtc": iso(record.ended),
        "properties": dict(record.properties),
        "inputDatasets": [_input(name, facts, inputs.get(name)) for name, facts in record.inputs.items()],
        "outputDatasets": [_output(name, facts, outputs.get(name)) for name, facts in record.outputs.items()],
        "runDefinition": {
            "script": record.script,
            "command": list(record.command),
            "arguments": list(record.arguments),
            "target": record.compute or "local",
            "maxRunDurationSeconds": record.timeout_s,
            "environmentVariables": dict.fromkeys(record.env_names, HIDDEN),
            "environment": record.environment,
            "packages": packages_of_run(paths, record.attempt),
            "nodeCount": record.nodes,
        },
        "logFiles": log_files(paths, record.attempt),
        "submittedBy": record.user,
    }
    if record.snapshot:
        shape["properties"].setdefault("ContentSnapshotId", record.snapshot)
    if record.error:
        shape["error"] = {"error": {"code": record.error.get("code"), "message": record.error.get("message")}}
    warnings = [*record.warnings, *record.problems]
    if warnings:
        shape["warnings"] = [{"source": os.path.basename(paths.folder), "message": warning} for warning in warnings]
    return shape


def _input(name: str, facts: Mapping[str, Any], path: str | None) -> dict[str, Any]:
    used = {"type": "RunInput", "inputName": name, "mechanism": str(facts.get("mode")).capitalize(), "pathOnCompute": path}
    return {"dataset": {"id": facts.get("asset")}, "consumptionDetails": used}


def _output(name: str, facts: Mapping[str, Any], path: str | None) -> dict[str, Any]:
    registered = (facts.get("register") or {}).get("name")
    return {"identifier": {"savedId": registered}, "outputType": "RunOutput", "outputDetails": {"outputName": name, "pathOnCompute": path}}


def read_text(path: str) -> str:
    """Return a log as text."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def uri(folder: str) -> str:
    """Return the ``file://`` URI of a folder."""
    return pathlib.Path(folder).as_uri()
