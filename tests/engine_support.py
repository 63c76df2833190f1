"""A workspace and run folders made by hand, for tests of the engine below the Python API."""

import hashlib
import json
import os
import subprocess
import sys
import time

from jupyterlab_aml.runfiles.files import dumps, read_json, replace, touch, write_once  # noqa: F401 - for test_users
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner import tree
from jupyterlab_aml.workspace.agentlink import AgentLink
from jupyterlab_aml.workspace.record import read_record


def make_workspace(folder, slots=2):
    paths = WorkspacePaths(os.path.join(str(folder), ".aml"))
    for each in paths.folders():
        os.makedirs(each, exist_ok=True)
    replace(paths.config, dumps({"schema": 1, "name": "test", "id": "test"}))
    replace(os.path.join(paths.compute, "local.json"), dumps({"name": "local", "type": "local", "slots": slots}))
    return paths


def make_run(paths, run_id="exp_1_0", env=None, **spec):
    run = paths.run(run_id)
    os.makedirs(run.folder)
    default = {"schema": 1, "id": run_id, "experiment": "exp", "type": "azureml.scriptrun", "submit": True, "compute": "local"}
    replace(run.spec, dumps({**default, "created": time.time(), "grace_s": 1.0, **spec}))
    if env:
        replace(run.env, dumps(env), mode=0o600)
    return run


def add_snapshot(paths, files):
    """Store ``{path: bytes}`` as a snapshot; return its id."""
    rows = []
    for path, content in sorted(files.items()):
        digest = hashlib.sha256(content).hexdigest()
        target = os.path.join(paths.snapshots, "objects", digest[:2], digest)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        write_once(target, content)
        rows.append([path, 0o644, len(content), digest])
    manifest = json.dumps({"files": rows}).encode()
    snapshot = hashlib.sha256(manifest).hexdigest()
    write_once(os.path.join(paths.snapshots, snapshot + ".json"), manifest)
    return snapshot


def start_runner(run, attempt=1, **env):
    """Start a real runner; it runs in its own session as it does under the agent."""
    command = [sys.executable, "-m", "jupyterlab_aml.runner", run.folder, str(attempt)]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, env={**os.environ, **env}
    )


def finish(process, timeout=30):
    """Wait for a runner; return its exit status and what it printed."""
    output, _ = process.communicate(timeout=timeout)
    return process.returncode, output.decode()


def run_here(run, attempt=1, **env):
    """Run one attempt to its end in a real runner process and return the record."""
    status, output = finish(start_runner(run, attempt, **env))
    assert (status, output) == (0, "")
    return read_record(run)


def until(condition, timeout=20.0):
    """Poll a condition that another process will make true."""
    give_up = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < give_up, f"never became true: {condition}"
        time.sleep(0.005)


def log_of(run, attempt=1):
    with open(run.attempt(attempt).log, "rb") as file:
        return file.read()


def events_of(run, attempt=1):
    with open(run.attempt(attempt).events) as file:
        return [json.loads(line) for line in file]


def marked_pids(run):
    """The living processes that carry the mark of this run."""
    return marked(b"AML_RUN_DIR=" + os.fsencode(run.folder))


def submit(paths, run_id, **spec):
    """Make a run folder as a submitter does, and wake or start the agent."""
    run = make_run(paths, ".new-" + run_id, **{"id": run_id, **spec})
    touch(paths.marker(run_id))
    os.rename(run.folder, paths.run(run_id).folder)
    AgentLink(paths).ensure(run_id)
    return paths.run(run_id)


def ended(run):
    """Wait until a run has ended, keeping an agent alive as every waiting client does; return its record."""

    def look():
        record = read_record(run)
        if not record.final:
            AgentLink(run.workspace).ensure(run.run_id)
        return record if record.final else None

    return until(look, timeout=60)


def agent_pid(paths):
    """The pid of the living agent, None if there is none."""
    return AgentLink(paths).status()["pid"]


def children(pid):
    """The living children of a process."""
    return [process.pid for process in tree.processes().values() if process.parent == pid]


def end_agent(paths):
    """Stop the agent, and one that was started meanwhile, and check that nothing of this workspace is left running."""

    def gone():
        AgentLink(paths).stop()
        return not marked(b"AML_AGENT=" + os.fsencode(paths.root))

    until(gone)


def marked(mark):
    """The living processes that have ``mark`` in their environment."""
    found = []
    for pid in tree.processes():
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if mark + b"\0" in file.read():
                    found.append(pid)
        except OSError:
            continue
    return found
