"""Run folders as the engine leaves them, made quickly."""

import json
import os
import random

STATUSES = ("Completed", "Completed", "Completed", "Failed", "Canceled")


def make_runs(root, count, experiments=20):
    """Make ``count`` ended runs in the workspace ``root`` (its ``.aml`` folder)."""
    chance = random.Random(1)
    for name in ("compute", "experiments", "snapshots", "active", "runs", "agent"):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    for number in range(count):
        make_run(root, number, f"experiment-{number % experiments}", chance)


def make_run(root, number, experiment, chance):
    created = 1_700_000_000 + number * 3.0
    run_id = f"{experiment}_{int(created)}_{number:08x}"
    folder = os.path.join(root, "runs", run_id)
    attempt = os.path.join(folder, "attempt-1")
    os.mkdir(folder)
    os.mkdir(attempt)
    os.mkdir(os.path.join(attempt, "metrics"))
    spec = {
        "schema": 1, "id": run_id, "experiment": experiment, "type": "azureml.scriptrun", "created": created, "display_name": f"brave_fox_{number}",
        "description": None, "parent": None, "root": run_id, "user": "ada", "compute": "local", "command": ["python", "train.py"],
        "script": "train.py", "arguments": ["--rate", f"{chance.random():.4f}"], "python": "/usr/bin/python3", "snapshot": "ab" * 32,
        "source_directory": "/home/ada/project", "env_names": ["SEED"], "timeout_s": 3600.0, "grace_s": 10.0,
        "tags": {"model": f"m{number % 7}", "seed": str(number)}, "properties": {"azureml.git.branch": "main"}, "submit": True,
    }  # fmt: skip
    status = STATUSES[number % len(STATUSES)]
    code = {"Completed": 0, "Failed": 1}.get(status)
    end = {"t": created + 9, "status": status, "exit_code": code, "signal": None, "reason": "", "error": None, "cpu_s": 3.2, "max_rss_bytes": 10**8}
    events = [{"t": created + 1, "status": "Preparing"}, {"t": created + 1.1, "status": "Starting"}]
    events += [{"t": created + 1.2, "status": "Running", "pid": 4711, "ticks": 123456}, {"t": created + 8.9, "status": "Finalizing"}, end]
    metrics = [{"n": "loss", "t": created + step, "v": chance.random(), "s": step} for step in range(5)]
    metrics += [{"n": "accuracy", "t": created + 8, "v": chance.random()}, {"n": "note", "t": created + 8, "v": "done"}]
    claim = {"host": "here", "boot": "b" * 36, "pid": 4711, "ticks": 123456, "t": created + 1, "user": "ada"}
    lines(os.path.join(folder, "run.json"), [spec])
    lines(os.path.join(folder, "dispatch.jsonl"), [{"t": created + 0.5, "event": "launch", "attempt": 1, "reason": ""}])
    lines(os.path.join(attempt, "started"), [claim])
    lines(os.path.join(attempt, "events.jsonl"), events)
    lines(os.path.join(attempt, "metrics", "0.jsonl"), metrics)
    return run_id


def lines(path, records):
    """Write JSON lines."""
    with open(path, "w") as file:
        file.writelines(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
