"""Journeys through the Python API with a real agent, real runners and real scripts."""

import json
import os
import sys

import pytest
from engine_support import marked, until

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.errors import ActivityFailedError

TRAIN = """
import argparse
from jupyterlab_aml import Run

parser = argparse.ArgumentParser()
parser.add_argument("--alpha", type=float)
alpha = parser.parse_args().alpha
run = Run.get_context()
for step in range(3):
    run.log("loss", alpha / (step + 1), step=step)
run.tag("done", "yes")
with open("model.txt", "w") as file:
    file.write("weights")
run.upload_file("outputs/model.txt", "model.txt")
print("workspace", run.experiment.workspace.name, "experiment", run.experiment.name)
"""
SLEEP = "import time\nprint('up', flush=True)\ntime.sleep(600)"


@pytest.fixture
def submit(ws, script):
    def submit(code, **more):
        return Experiment(ws, "exp").submit(ScriptRunConfig(script(code), "train.py", **{"grace_s": 0.5, **more}))

    return submit


def running(run):
    until(lambda: run.status == "Running")
    return run


def test_submit_train_and_read(ws, submit, capsys, tmp_path):
    run = submit(TRAIN, arguments=["--alpha", 0.5], tags={"kind": "first"})
    details = run.wait_for_completion(show_output=True)
    assert details["status"] == "Completed"
    assert "workspace test experiment exp\n" in capsys.readouterr().out
    assert run.get_metrics() == {"loss": [0.5, 0.25, 0.5 / 3]}
    assert run.tags == {"kind": "first", "done": "yes"}
    run.download_file("outputs/model.txt", str(tmp_path / "model.txt"))
    assert (tmp_path / "model.txt").read_text() == "weights"
    (record,) = ws.list_runs(tags={"done": "yes"}, status="Completed", order_by="metric:loss")
    assert (record.id, record.exit_code, record.metrics) == (run.id, 0, {"loss": 0.5 / 3})
    assert ws.agent.status()["state"] == "running"
    assert os.listdir(ws.paths.active) == [] or until(lambda: os.listdir(ws.paths.active) == [])


def test_a_failure_tells_why(submit):
    run = submit("raise ValueError('no such column')")
    with pytest.raises(ActivityFailedError, match="ValueError: no such column") as caught:
        run.wait_for_completion()
    assert caught.value.details["exit_code"] == 1


def test_cancel(submit):
    run = running(submit(SLEEP))
    run.cancel()
    record = run.wait(timeout_s=30)
    assert (record.status, marked(b"AML_RUN_ID=" + run.id.encode())) == ("Canceled", [])


def test_timeout(submit):
    record = submit(SLEEP, max_run_duration_seconds=0.3).wait(timeout_s=30)
    assert record.status == "Failed"
    assert "timed out after 0.3 s" in record.status_reason


def test_retry_is_a_new_attempt(submit, tmp_path):
    flag = tmp_path / "flag"
    run = submit(f"import os, sys\nprint('try')\nif not os.path.exists({str(flag)!r}):\n    sys.exit(7)")
    assert run.wait(timeout_s=30).exit_code == 7
    flag.write_text("")
    run.retry()
    record = run.wait(timeout_s=30)
    assert (record.status, record.attempt) == ("Completed", 2)
    assert list(run.log_files()) == ["user_logs/std_log.txt", "attempt-1/user_logs/std_log.txt"]


def test_secrets_reach_the_script_only(ws, submit, capsys):
    run = submit("import os\nprint(len(os.environ['TOKEN']))", environment_variables={"TOKEN": "hunter2"})
    assert run.wait(timeout_s=30).status == "Completed"
    assert run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == "7\n"
    with open(ws.paths.agent_file("agent.log")) as log:
        assert "hunter2" not in log.read()


def test_the_queue_says_how_many_are_ahead(ws, submit):
    slots = ws.compute_targets["local"].slots
    busy = [running(submit(SLEEP)) for _ in range(slots)]
    waiting = [submit(SLEEP) for _ in range(3)]
    until(lambda: waiting[2].record().status_reason == "waiting for a slot on local, 2 ahead")
    found = ws.compute_targets["local"].to_dict()
    assert (found["slots"], found["used"], found["queued"], found["state"]) == (slots, slots, 3, "busy")
    for run in [*waiting, *busy]:
        run.cancel()
    assert {run.wait(timeout_s=30).status for run in [*waiting, *busy]} == {"Canceled"}


def test_a_script_submits_a_child(ws, submit):
    code = """
from jupyterlab_aml import Run, ScriptRunConfig
run = Run.get_context()
child = run.submit_child(ScriptRunConfig(command=["true"]))
print(child.id)
"""
    run = submit(code)
    assert run.wait(timeout_s=30).status == "Completed"
    (child,) = run.get_children()
    assert child.wait(timeout_s=30).status == "Completed"
    assert child.parent == run


def test_a_waiting_client_replaces_a_dead_agent(ws, submit, monkeypatch):
    monkeypatch.setattr("jupyterlab_aml.workspace.follow.CARE_S", 0.1)
    run = running(submit("import time\ntime.sleep(0.5)"))
    os.kill(ws.agent.status()["pid"], 9)
    assert run.wait(timeout_s=30).status == "Completed"
    until(lambda: ws.agent.status()["active"] == 0)


def test_stopping_the_agent_leaves_the_runs_alone(ws, submit):
    run = running(submit("import time\ntime.sleep(0.5)"))
    assert ws.agent.stop()
    assert not ws.agent.stop()
    assert (ws.agent.status()["state"], run.status) == ("stopped", "Running")
    assert run.wait(timeout_s=30).status == "Completed"


def test_another_client_sees_the_same(ws, submit):
    run = submit("print('hi')")
    run.wait(timeout_s=30)
    other = Workspace.open(ws.folder)
    assert [record.id for record in other.list_runs()] == [run.id]
    assert other.find_run("@last").record() == run.record()
    other.index.close()


def test_another_interpreter_without_the_package(ws, submit, tmp_path):
    python = tmp_path / "python"
    python.symlink_to(os.path.realpath(sys.executable))
    code = (
        "import json, jupyterlab_aml\nrun = jupyterlab_aml.Run.get_context()\nrun.log('a', 1)\nprint(json.dumps([run.id, jupyterlab_aml.__file__]))"
    )
    run = submit(code, python=str(python))
    assert run.wait(timeout_s=30).status == "Completed", run.get_details_with_logs()
    run_id, home = json.loads(run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"])
    assert run_id == run.id
    assert home.startswith(ws.paths.agent)


def test_a_script_depends_on_who_submits_it_not_on_who_was_first(ws, submit, monkeypatch):
    show = "import os; print({name: os.environ.get(name) for name in ('OMP_NUM_THREADS', 'VIRTUAL_ENV', 'MINE', 'MPLBACKEND')})"
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("VIRTUAL_ENV", "/first")
    monkeypatch.setenv("MINE", "a secret of the first shell")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    first = submit(show)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("VIRTUAL_ENV")
    second = submit(show)
    assert first.wait(timeout_s=30).status == second.wait(timeout_s=30).status == "Completed"
    texts = [run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] for run in (first, second)]
    assert texts[0] == "{'OMP_NUM_THREADS': '3', 'VIRTUAL_ENV': '/first', 'MINE': None, 'MPLBACKEND': None}\n"
    assert texts[1] == "{'OMP_NUM_THREADS': '1', 'VIRTUAL_ENV': None, 'MINE': None, 'MPLBACKEND': None}\n"
