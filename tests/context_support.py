"""A workspace and the environment of a submitted script, without an agent."""

import json
import os
import subprocess
import sys

import pytest

from jupyterlab_aml.runfiles.files import dumps, replace
from jupyterlab_aml.runfiles.paths import RunPaths, WorkspacePaths
from jupyterlab_aml.runfiles.process import claim_record
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.create import create_run

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def make_workspace(folder) -> WorkspacePaths:
    paths = WorkspacePaths(os.path.join(str(folder), ".aml"))
    for path in paths.folders():
        os.makedirs(path)
    replace(paths.config, dumps({"schema": 1, "name": "here", "subscription_id": "sub", "resource_group": "group", "location": "local"}))
    return paths


def make_submitted(paths: WorkspacePaths, **fields) -> RunPaths:
    """A submitted run whose runner has started its script."""
    run = create_run(paths, {"experiment": "train", "type": "azureml.scriptrun", "submit": True, **fields})
    attempt = run.attempt(1)
    os.makedirs(attempt.user_logs)
    replace(attempt.started, dumps(dict(claim_record(), pid=1)))
    replace(attempt.events, dumps({"t": 1.0, "status": "Running"}))
    return run


def enter(monkeypatch, run: RunPaths) -> RunContext:
    """Become the script of a submitted run."""
    for name, value in (("AML_RUN_DIR", run.folder), ("AML_RUN_ID", run.run_id), ("AML_ATTEMPT", "1"), ("AML_RANK", "0")):
        monkeypatch.setenv(name, value)
    return RunContext.get_context()


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def python(folder, code, *arguments, executable=sys.executable, flags=(), check=True, **environment):
    """Run a script in a folder with a clean environment; return the finished process."""
    script = os.path.join(str(folder), "train.py")
    with open(script, "w", encoding="utf-8") as file:
        file.write(code)
    env = {key: value for key, value in os.environ.items() if not key.startswith(("AML_", "PYTHON"))}
    env.update({"PYTHONPATH": PACKAGE, "PYTHONDONTWRITEBYTECODE": "1"}, **environment)
    done = subprocess.run([executable, *flags, script, *arguments], cwd=str(folder), env=env, capture_output=True, text=True, timeout=60, check=False)
    if check:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(name="workspace")
def workspace_fixture(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith("AML_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return make_workspace(tmp_path)


@pytest.fixture(name="run")
def run_fixture(workspace, monkeypatch):
    return enter(monkeypatch, make_submitted(workspace))
