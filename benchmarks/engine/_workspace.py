"""A workspace for one benchmark, in a folder that is removed afterwards."""

import contextlib
import os
import sys
import tempfile
import textwrap

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.runfiles.files import dumps, replace


@contextlib.contextmanager
def workspace(slots=None, idle_s=30):
    """Make a workspace, with a cache and an agent of its own; stop the agent at the end."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="aml-bench-", ignore_cleanup_errors=True) as folder:
        os.environ.update(AML_CACHE=os.path.join(folder, "cache"), AML_AGENT_IDLE_S=str(idle_s))
        ws = Workspace.create("bench", path=os.path.join(folder, "workspace"), show_output=False)
        if slots:
            replace(os.path.join(ws.paths.compute, "local.json"), dumps({"name": "local", "type": "local", "slots": slots}))
        try:
            yield ws
        finally:
            ws.agent.stop()
            os.environ.clear()
            os.environ.update(kept)


def source(ws, **files):
    """Write files (``name="text"`` becomes name.py) into a source folder and return it."""
    folder = os.path.join(ws.folder, "source")
    os.makedirs(folder, exist_ok=True)
    for name, text in files.items():
        with open(os.path.join(folder, name + ".py"), "w") as file:
            file.write(textwrap.dedent(text))
    return folder


def submit(ws, folder, **config):
    """Submit to the local target with this interpreter."""
    return Experiment(ws, "bench").submit(ScriptRunConfig(folder, python=None if "command" in config else sys.executable, **config))


def output(run):
    """Wait for a run and return what it printed."""
    record = run.wait(timeout_s=120)
    with open(run.log_files()["user_logs/std_log.txt"]) as file:
        text = file.read()
    if record.status != "Completed":
        raise RuntimeError(f"the benchmark's run is {record.status}: {record.status_reason}\n{text}")
    return text
