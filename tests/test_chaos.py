"""kill -9 of everything, at named steps and at random: no run is lost, none is executed twice, none is stuck."""

import collections
import os
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine_support import agent_pid, children, end_agent, make_workspace, marked_pids, submit, until

import jupyterlab_aml
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.workspace.agentlink import AgentLink
from jupyterlab_aml.workspace.record import read_record

PACKAGE = Path(jupyterlab_aml.__file__).parent
STEPS = sorted({step for file in PACKAGE.rglob("*.py") for step in re.findall(r'faults\.step\("([\w.]+)"\)', file.read_text())})

SUBMITTER = """
import sys
from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
workspace = Workspace.nearest(sys.argv[1], create=False)
for number in range(int(sys.argv[2])):
    config = ScriptRunConfig(sys.argv[3], command=["sh", "-c", sys.argv[4]])
    Experiment(workspace, "chaos").submit(config)
"""


@pytest.fixture
def paths(tmp_path):
    paths = make_workspace(tmp_path)
    yield paths
    end_agent(paths)


class Trace:
    """A file to which every execution appends the id of its run."""

    def __init__(self, folder):
        self.file = folder / "trace"
        self.file.touch()
        self.command = f'echo "$AML_RUN_ID" >> {self.file}; sleep 0.00$(( $$ % 10 ))'

    def executions(self):
        return collections.Counter(self.file.read_text().split())


def drain(paths, between=lambda: None):
    """Keep an agent alive, as waiting clients do, until nothing is active any more; return the records of all runs."""

    def quiet():
        if not [name for name in os.listdir(paths.active) if os.path.exists(paths.run(name).folder)]:
            return True  # a marker alone is of a submitter that died
        AgentLink(paths).ensure()
        between()
        return False

    until(quiet, timeout=100)
    return [read_record(paths.run(run_id)) for run_id in paths.run_ids()]


def check(paths, records, trace, expected=None):
    executions = trace.executions()
    if expected is not None:
        assert len(records) == expected
    for record in records:
        assert record.final, record
        assert record.problems == (), record
        assert executions[record.id] <= 1, f"executed twice: {record}"
        assert marked_pids(paths.run(record.id)) == []
        if record.status == "Completed":
            assert executions[record.id] == 1, f"completed without being executed: {record}"
        else:
            assert record.status == "Failed"
            assert "lost" in record.status_reason, record
    assert set(executions) <= {record.id for record in records}


@pytest.mark.parametrize("step", [step for step in STEPS if not step.startswith(("submit.", "client."))])
def test_dying_at_a_step(paths, tmp_path, monkeypatch, step):
    """Every process that comes to the step dies there three times out of ten."""
    monkeypatch.setenv("AML_FAULTS", f"{step}@0.3")
    trace = Trace(tmp_path)
    for number in range(12):
        submit(paths, f"exp_1_{number}", command=["sh", "-c", trace.command])
    records = drain(paths)
    check(paths, records, trace, expected=12)
    if step in ("runner.claimed", "runner.staged") or step.startswith("agent."):
        completed = sum(record.status == "Completed" for record in records)
        assert completed >= 10, "a death before the script begins costs a new attempt, not the run"


def test_dying_anywhere(paths, tmp_path, monkeypatch):
    """Every process dies at every step three times out of a hundred."""
    monkeypatch.setenv("AML_FAULTS", "*@0.03")
    trace = Trace(tmp_path)
    for number in range(150):
        submit(paths, f"exp_1_{number}", command=["sh", "-c", trace.command])
    check(paths, drain(paths), trace, expected=150)


@pytest.mark.parametrize("step", [step for step in STEPS if step.startswith("submit.")])
def test_a_submitter_that_dies_at_a_step_leaves_a_whole_run_or_none(paths, tmp_path, step):
    trace = Trace(tmp_path)
    source = tmp_path / "source"
    source.mkdir()
    command = [sys.executable, "-c", SUBMITTER, str(tmp_path), "1", str(source), trace.command]
    died = subprocess.run(command, env={**os.environ, "AML_FAULTS": step, "AML_CACHE": str(tmp_path / "cache")}, check=False)
    assert died.returncode == -signal.SIGKILL
    there = list(paths.run_ids())
    if step in ("submit.staged", "submit.marked"):
        assert there == []
    else:
        check(paths, drain(paths), trace, expected=1)
    for name in os.listdir(paths.active):
        os.unlink(paths.marker(name))  # the agent keeps a marker without a folder for an hour


def test_random_kills_of_everything(paths, tmp_path):
    """Submitters, agents, fork servers and runners are killed at random moments while hundreds of runs go through."""
    chance = random.Random(20)
    trace = Trace(tmp_path)
    source = tmp_path / "source"
    source.mkdir()
    command = [sys.executable, "-c", SUBMITTER, str(tmp_path), "60", str(source), trace.command]
    env = {**os.environ, "AML_CACHE": str(tmp_path / "cache")}
    kills = collections.Counter()

    def kill(kind, pid):
        try:
            os.kill(pid, signal.SIGKILL)
            kills[kind] += 1
        except ProcessLookupError:
            pass

    def kill_one():
        dice = chance.random()
        agent = agent_pid(paths)
        if dice < 0.2 and agent:
            kill("agent", agent)
        elif dice < 0.3 and agent:
            for server in children(agent):
                kill("fork server", server)
        elif dice < 0.7:
            claimants = [read_facts(paths.run(name)).claimant for name in os.listdir(paths.active)]
            for claimant in [each for each in claimants if each and each.alive()][:1]:
                kill("runner", claimant.pid)

    for _ in range(5):
        submitter = subprocess.Popen(command, env=env)
        enough = len(list(paths.run_ids())) + chance.randint(10, 50)
        while submitter.poll() is None and len(list(paths.run_ids())) < enough:
            kill_one()
        if submitter.poll() is None:
            kill("submitter", submitter.pid)
        submitter.wait()
    kept = set(paths.run_ids())
    assert len(kept) >= 50
    records = drain(paths, lambda: kill_one() if chance.random() < 0.1 else None)
    check(paths, records, trace)
    assert kept == {record.id for record in records}
    assert kills["agent"] >= 3
    assert kills["runner"] >= 3
