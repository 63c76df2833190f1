"""Submission, seen in its files."""

import json
import os
import stat
import sys

import pytest

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles import faults

pytestmark = pytest.mark.usefixtures("no_agent")


def submitted(ws, folder, **more):
    run = Experiment(ws, "exp").submit(ScriptRunConfig(folder, "train.py", **more))
    with open(run.paths.spec) as file:
        return run, json.load(file)


def nothing_is_left(ws):
    return os.listdir(ws.paths.runs) == [] and os.listdir(ws.paths.active) == []


def test_the_folder_says_what_was_submitted(ws, script):
    run, spec = submitted(ws, script("print(1)"), arguments=["--a", 1], tags={"k": "v"}, max_run_duration_seconds=9)
    assert (spec["id"], spec["experiment"], spec["type"], spec["submit"]) == (run.id, "exp", "azureml.scriptrun", True)
    assert (spec["script"], spec["arguments"], spec["command"], spec["python"]) == ("train.py", ["--a", "1"], None, sys.executable)
    assert (spec["compute"], spec["timeout_s"], spec["tags"], spec["root"]) == ("local", 9, {"k": "v"}, run.id)
    assert os.path.exists(ws.paths.marker(run.id))
    assert os.path.exists(os.path.join(ws.paths.snapshots, spec["snapshot"] + ".json"))
    assert (run.status, run.record().status_reason) == ("Queued", "waiting for the agent")


def test_values_of_environment_variables_are_only_in_their_file(ws, script):
    run, spec = submitted(ws, script(""), environment_variables={"TOKEN": "hunter2"})
    assert spec["env_names"] == ["TOKEN"]
    assert stat.S_IMODE(os.stat(run.paths.env).st_mode) == 0o600
    for folder, _, files in os.walk(ws.paths.root):
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                assert (b"hunter2" in file.read()) == (path == run.paths.env)
    assert "hunter2" not in repr(run.record()) + run._repr_html_() + str(run.get_details())
    assert run.get_details()["runDefinition"]["environmentVariables"] == {"TOKEN": "***"}


def test_an_agent_is_started_when_none_listens(ws, script, no_agent):
    submitted(ws, script(""))
    assert len(no_agent) == 1


def test_an_unknown_compute_target(ws, script):
    with pytest.raises(NotFoundError, match=r"no compute target 'locl'. Did you mean 'local'\? The workspace has: local."):
        submitted(ws, script(""), compute_target="locl")
    assert nothing_is_left(ws)


def test_a_damaged_compute_target_is_named(ws, script):
    with open(os.path.join(ws.paths.compute, "gpu.json"), "w") as file:
        file.write("{")
    with pytest.raises(WorkspaceError, match=r"\'gpu\' cannot be used: gpu\.json is not JSON"):
        submitted(ws, script(""), compute_target="gpu")
    assert list(ws.compute_targets) == ["gpu", "local"]


def test_what_cannot_be_submitted(ws):
    with pytest.raises(UserError, match="A dict cannot be submitted"):
        Experiment(ws, "exp").submit({"script": "train.py"})
    with pytest.raises(UserError, match="no parameter 'show_output'"):
        Experiment(ws, "exp").submit(ScriptRunConfig(command="ls"), show_output=True)
    with pytest.raises(NotFoundError, match="no interpreter"):
        Experiment(ws, "exp").submit(ScriptRunConfig(command="ls", python="no-such-python"))
    assert nothing_is_left(ws)


def test_another_interpreter_gets_the_client_shipped(ws, script, tmp_path):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    _, spec = submitted(ws, script(""), python=str(python))
    assert (spec["python"], spec["client"]) == (str(python), "shipped")


def test_an_unchanged_folder_is_stored_once(ws, script):
    folder = script("print(1)")
    assert submitted(ws, folder)[1]["snapshot"] == submitted(ws, folder)[1]["snapshot"]


def test_a_command_needs_no_folder(ws):
    run = Experiment(ws, "exp").submit(ScriptRunConfig(command=["echo", "hi"]))
    assert (run.get_snapshot_id(), run.record().command) == (None, ("echo", "hi"))


def test_a_child_knows_its_parent(ws, script):
    run, _ = submitted(ws, script(""))
    child = run.submit_child(ScriptRunConfig(script(""), "train.py"), tags={"n": 1})
    assert (child.parent, child.tags, child._spec["root"]) == (run, {"n": "1"}, run.id)
    assert list(run.get_children()) == [child]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_workspace_that_cannot_be_written(ws, script):
    os.chmod(ws.paths.runs, 0o500)
    try:
        with pytest.raises(WorkspaceError):
            submitted(ws, script(""))
    finally:
        os.chmod(ws.paths.runs, 0o700)
    assert nothing_is_left(ws)


def test_a_failure_half_way_leaves_nothing(ws, script):
    os.rmdir(ws.paths.active)
    with open(ws.paths.active, "w"):  # a file where the folder of markers should be
        pass
    with pytest.raises(WorkspaceError, match="cannot be made"):
        submitted(ws, script(""))
    assert os.listdir(ws.paths.runs) == []


@pytest.mark.parametrize("step", ["submit.staged", "submit.marked", "submit.renamed", "submit.remarked", "submit.woken"])
def test_a_submitter_killed_at_any_step_leaves_a_run_or_none(ws, script, step):
    folder = script("")
    pid = os.fork()
    if pid == 0:
        faults._FAULTS[step] = 1.0
        submitted(ws, folder)
        os._exit(1)
    assert os.waitpid(pid, 0)[1] == 9
    runs = [name for name in os.listdir(ws.paths.runs) if not name.startswith(".")]
    assert len(runs) == (step not in ("submit.staged", "submit.marked"))
    assert [record.status for record in Workspace.open(ws.folder).list_runs()] == ["Queued"] * len(runs)
    assert all(os.path.exists(ws.paths.marker(run_id)) for run_id in runs)


def test_a_run_without_its_marker_gets_it_back(ws, script, no_agent):
    run, _ = submitted(ws, script(""))
    no_agent.clear()
    os.unlink(ws.paths.marker(run.id))
    assert run.status == "Queued"
    assert os.path.exists(ws.paths.marker(run.id))
    assert len(no_agent) == 1


def test_the_reason_of_a_queued_run(ws, script):
    runs = [submitted(ws, script(""))[0] for _ in range(3)]
    identity = {"host": "elsewhere", "boot": "", "pid": 1, "ticks": 1}  # an agent on another host, as far as can be known
    with open(ws.paths.agent_file("agent.json"), "w") as file:
        json.dump(identity, file)
    with open(ws.paths.agent_file("queue.json"), "w") as file:
        json.dump({"targets": {"local": {"slots": 1, "running": [], "queued": [run.id for run in runs]}}}, file)
    assert runs[2].record().status_reason == "waiting for a slot on local, 2 ahead"
    assert {record.id: record.status_reason for record in ws.list_runs()}[runs[0].id] == "waiting for a slot on local, 0 ahead"
