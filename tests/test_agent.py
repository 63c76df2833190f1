"""A real agent on a real workspace: adoption after crashes, elections, leaving, damage."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from engine_support import agent_pid, children, end_agent, ended, log_of, make_run, make_workspace, marked_pids, submit, until

from jupyterlab_aml.runfiles.files import dumps, replace, touch, write_once
from jupyterlab_aml.runfiles.wake import wake
from jupyterlab_aml.workspace.agentlink import AgentLink
from jupyterlab_aml.workspace.record import read_record


@pytest.fixture
def paths(tmp_path):
    paths = make_workspace(tmp_path)
    yield paths
    end_agent(paths)


def gate(tmp_path, name):
    """A command that says it began and ends when the file is made."""
    file = tmp_path / name
    return file, ["sh", "-c", f"echo began; while [ ! -e '{file}' ]; do sleep 0.02; done; echo ended"]


def running(run):
    return until(lambda: read_record(run).status == "Running" and log_of(run))


def runner_pid(run):
    with open(run.attempt(1).started) as file:
        return json.load(file)["pid"]


def request_cancel(run, attempt=1):
    os.makedirs(run / "request", exist_ok=True)
    write_once(run.request("cancel", attempt), dumps({"t": time.time(), "by": "ada"}))
    wake(run.workspace.agent_file("wake"), run.run_id)


def test_a_run_goes_from_the_folder_to_its_end(paths):
    record = ended(submit(paths, "exp_1_0", command=["echo", "hello"]))
    assert record.status == "Completed"
    until(lambda: os.listdir(paths.active) == [])


def test_a_killed_agent_is_replaced_and_runs_go_on(paths, tmp_path):
    file, command = gate(tmp_path, "go")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    first = agent_pid(paths)
    os.kill(first, signal.SIGKILL)
    until(lambda: agent_pid(paths) is None)
    later = submit(paths, "exp_1_1", command=["echo", "next"])
    assert ended(later).status == "Completed"
    assert agent_pid(paths) != first
    touch(file)
    assert ended(run).status == "Completed"
    assert log_of(run) == b"began\nended\n"


def test_a_killed_fork_server_costs_nothing(paths, tmp_path):
    file, command = gate(tmp_path, "go")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    (server,) = children(agent_pid(paths))
    os.kill(server, signal.SIGKILL)
    assert ended(submit(paths, "exp_1_1", command=["true"])).status == "Completed"
    touch(file)
    assert ended(run).status == "Completed"
    assert log_of(run) == b"began\nended\n"


def test_a_killed_runner_is_a_lost_run_and_nothing_stays(paths, tmp_path):
    _, command = gate(tmp_path, "never")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    os.kill(runner_pid(run), signal.SIGKILL)
    record = ended(run)
    assert (record.status, record.error["code"]) == ("Failed", "RunLost")
    assert record.status_reason.startswith("its runner was lost while the script ran (killed by signal 9); ")
    assert marked_pids(run) == []
    assert log_of(run) == b"began\n", "it was not started again"


def test_a_runner_killed_together_with_the_agent_is_found_by_the_next(paths, tmp_path):
    _, command = gate(tmp_path, "never")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    os.kill(agent_pid(paths), signal.SIGKILL)
    os.kill(runner_pid(run), signal.SIGKILL)
    until(lambda: agent_pid(paths) is None)
    record = ended(run)
    assert (record.status, record.error["code"]) == ("Failed", "RunLost")
    assert marked_pids(run) == []


def test_many_agents_started_at_once_leave_one(paths):
    command = [sys.executable, "-m", "jupyterlab_aml.agent", paths.root]
    env = {**os.environ, "AML_AGENT": paths.root}
    agents = [subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env) for _ in range(6)]
    until(lambda: sum(agent.poll() is None for agent in agents) == 1)
    (left,) = [agent for agent in agents if agent.poll() is None]
    until(lambda: agent_pid(paths) == left.pid)
    assert [agent.returncode for agent in agents if agent is not left] == [0] * 5
    assert ended(submit(paths, "exp_1_0", command=["true"])).status == "Completed"
    end_agent(paths)
    left.wait()


def test_200_runs_at_once_respect_the_slots_and_all_end(paths, tmp_path):
    trace = tmp_path / "trace"
    command = ["sh", "-c", f"echo + >> {trace}; sleep 0.002; echo - >> {trace}"]
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda number: submit(paths, f"exp_1_{number}", command=command), range(200)))
    assert {ended(run).status for run in runs} == {"Completed"}
    depth = deepest = 0
    for line in trace.read_text().split():
        depth += 1 if line == "+" else -1
        deepest = max(deepest, depth)
    assert trace.read_text().count("+") == 200
    assert deepest <= 2


def test_a_queued_run_can_be_canceled_and_the_queue_is_told(paths, tmp_path):
    file, command = gate(tmp_path, "go")
    busy = [submit(paths, f"exp_1_{number}", command=command) for number in range(2)]
    for run in busy:
        running(run)
    queued = [submit(paths, f"exp_2_{number}", command=["true"], created=time.time() + number) for number in range(2)]
    until(lambda: AgentLink(paths).queue().get("local", {}).get("queued") == [run.run_id for run in queued])
    request_cancel(queued[0])
    record = ended(queued[0])
    assert (record.status, record.status_reason, record.started) == ("Canceled", "canceled before it was started", None)
    touch(file)
    assert {ended(run).status for run in [*busy, queued[1]]} == {"Completed"}


def test_cancel_reaches_a_running_script_at_once(paths, tmp_path):
    _, command = gate(tmp_path, "never")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    request_cancel(run)
    assert ended(run).status == "Canceled"
    assert marked_pids(run) == []


def test_a_retry_runs_again_in_a_new_attempt(paths, tmp_path):
    flag = tmp_path / "flag"
    run = submit(paths, "exp_1_0", command=["sh", "-c", f"test -e {flag} || exit 4"])
    assert ended(run).exit_code == 4
    until(lambda: os.listdir(paths.active) == [])
    touch(flag)
    os.makedirs(run / "request")
    write_once(run.request("retry", 2), dumps({"t": time.time(), "by": "ada"}))
    touch(paths.marker(run.run_id))
    AgentLink(paths).ensure(run.run_id)
    until(lambda: read_record(run).exit_code == 0)
    assert (read_record(run).status, read_record(run).attempt) == ("Completed", 2)


@pytest.mark.parametrize("content", [b"", b"{", b'{"schema": 1}', b"\xff"])
def test_a_damaged_run_is_refused_and_the_others_work(paths, content):
    damaged = make_run(paths, "exp_1_bad", command=["true"])
    replace(damaged.spec, content)
    touch(paths.marker(damaged.run_id))
    touch(os.path.join(paths.active, "something-foreign"))
    touch(os.path.join(paths.compute, "foreign.txt"))
    replace(os.path.join(paths.compute, "broken.json"), b"{")
    assert ended(submit(paths, "exp_1_0", command=["true"])).status == "Completed"
    assert ended(damaged).status == "Failed"
    until(lambda: os.listdir(paths.active) == ["something-foreign"])
    os.unlink(paths.marker("something-foreign"))


def test_an_unknown_target_is_refused_with_the_known_ones(paths):
    record = ended(submit(paths, "exp_1_0", command=["true"], compute="gpu-cluster"))
    assert (record.status, record.status_reason) == ("Failed", "there is no compute target 'gpu-cluster'; there are: local")


@pytest.mark.parametrize("created", [0.0, 4e9])
def test_clock_jumps_do_not_matter(paths, created):
    assert ended(submit(paths, "exp_1_0", command=["true"], created=created)).status == "Completed"


def test_an_idle_agent_leaves_and_the_next_submit_finds_another(paths, monkeypatch):
    monkeypatch.setenv("AML_AGENT_IDLE_S", "0")
    assert ended(submit(paths, "exp_1_0", command=["true"])).status == "Completed"
    first = agent_pid(paths)
    until(lambda: agent_pid(paths) is None)
    assert not wake(paths.agent_file("wake"))
    assert ended(submit(paths, "exp_1_1", command=["true"])).status == "Completed"
    assert agent_pid(paths) not in (None, first)


def test_runs_go_on_when_the_agent_is_told_to_stop(paths, tmp_path):
    file, command = gate(tmp_path, "go")
    run = submit(paths, "exp_1_0", command=command)
    running(run)
    assert AgentLink(paths).stop() is True
    assert agent_pid(paths) is None
    touch(file)
    until(lambda: read_record(run).status == "Completed")


def test_secrets_are_nowhere_but_in_their_file(paths):
    run = make_run(paths, ".new-exp_1_0", id="exp_1_0", env={"TOKEN": "s3cret-value"}, command=["true"], env_names=["TOKEN"])
    touch(paths.marker("exp_1_0"))
    os.rename(run.folder, paths.run("exp_1_0").folder)
    AgentLink(paths).ensure("exp_1_0")
    assert ended(paths.run("exp_1_0")).status == "Completed"
    found = subprocess.run(["grep", "-rl", "s3cret-value", paths.root, "--devices=skip"], capture_output=True, text=True, check=False)
    assert found.stdout.split() == [paths.run("exp_1_0").env]
    assert os.stat(paths.run("exp_1_0").env).st_mode & 0o777 == 0o600


def test_a_file_system_without_pipes_and_links_is_looked_at_instead(paths, tmp_path):
    """As on a share of a Windows server: what mkfifo and link answer there, with the real agent and runner."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(
        "import errno, os\ndef no(*_, **__): raise OSError(errno.EOPNOTSUPP, 'Operation not supported')\nos.mkfifo = os.link = no\n"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "AML_AGENT": paths.root}
    command = [sys.executable, "-m", "jupyterlab_aml.agent", paths.root]
    agent = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, text=True)
    assert "looking every 0.25 s instead" in "".join(agent.stderr.readline() for _ in range(1))
    run = make_run(paths, "exp_1_0", command=["echo", "hello"])
    touch(paths.marker(run.run_id))
    assert until(lambda: read_record(run).final and read_record(run)).status == "Completed"
    agent.terminate()
    agent.communicate()


def test_something_else_in_place_of_the_pipe_is_replaced(paths):
    os.makedirs(paths.agent, exist_ok=True)
    touch(paths.agent_file("wake"))
    assert ended(submit(paths, "exp_1_0", command=["true"])).status == "Completed"
