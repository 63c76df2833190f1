import json
import os
import re

import pytest
from context_support import lines, make_submitted, python, run_fixture, workspace_fixture  # noqa: F401

from jupyterlab_aml.errors import ConflictError, NotFoundError, RunEnvironmentError, UserError
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.wake import WakePipe
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.create import create_run
from jupyterlab_aml.runner.names import friendly_name, legal_name


@pytest.fixture
def own(workspace):
    """An interactive run of this process."""
    return RunContext(create_run(workspace, {"experiment": "notes"}))


def verdict(run):
    with open(run.paths.attempt(1).verdict, encoding="utf-8") as file:
        return json.load(file)


def test_the_context_is_always_the_same_run(run):
    assert RunContext.get_context() is run
    assert RunContext.get_context(allow_offline=False) is run
    assert RunContext.get_submitted_run() is run
    assert (run.type, run.status) == ("azureml.scriptrun", "Running")
    assert re.fullmatch(r"Run\(Experiment: train, Id: train_\d+_[0-9a-f]{8}, Type: azureml\.scriptrun, Status: Running\)", repr(run))


def test_only_submitted_runs_without_offline(workspace):
    with pytest.raises(RunEnvironmentError, match="Submit the script"):
        RunContext.get_context(allow_offline=False)


def test_a_run_folder_that_is_gone(workspace, monkeypatch):
    monkeypatch.setenv("AML_RUN_DIR", "/nowhere/runs/x")
    with pytest.raises(RunEnvironmentError, match="no such folder"):
        RunContext.get_context()
    with pytest.raises(NotFoundError, match="no run 'x'"):
        RunContext(RunPaths("/nowhere/runs/x")).type  # noqa: B018


def test_names_of_experiment_and_workspace(run):
    assert run.experiment.name == "train"
    assert run.experiment.workspace.get_details() == {"name": "here", "subscription_id": "sub", "resource_group": "group", "location": "local"}
    with pytest.raises(RunEnvironmentError, match=r"workspace\.datasets needs the jupyterlab_aml package"):
        run.experiment.workspace.datasets  # noqa: B018


def test_what_needs_the_package_says_so(run):
    with pytest.raises(RunEnvironmentError, match=r"run\.submit_child\(\) needs the jupyterlab_aml package"):
        run.submit_child("config")
    with pytest.raises(NotFoundError, match="no input 'x'"):
        run.input_datasets["x"]
    assert not hasattr(run, "no_such_thing")


def test_a_submitted_script_leaves_the_end_to_its_runner(run):
    run.complete()
    run.flush()
    assert run.status == "Running"
    assert not os.path.exists(run.paths.attempt(1).verdict)


def test_a_submitted_script_leaves_a_verdict_once(run):
    run.fail(ValueError("no data"))
    run.fail("again")
    assert verdict(run)["status"] == "Failed"
    assert verdict(run)["error"] == {"code": "ValueError", "message": "ValueError: no data"}
    with pytest.raises(ConflictError, match="Failed already"):
        run.cancel()


def test_cancel_inside_the_script(run):
    run.cancel()
    assert verdict(run)["status"] == "Canceled"


def test_a_block_around_the_submitted_run(run):
    with pytest.raises(ZeroDivisionError), RunContext.get_context(used_for_context_manager=True) as inside:
        1 / 0  # noqa: B018
    assert inside is run
    assert verdict(run)["error"]["code"] == "ZeroDivisionError"


@pytest.mark.parametrize(("end", "status"), [("complete", "Completed"), ("fail", "Failed"), ("cancel", "Canceled")])
def test_an_own_run_ends_once(own, end, status):
    getattr(own, end)()
    getattr(own, end)()
    assert own.status == own.get_status() == status
    assert [line["status"] for line in lines(own.paths.attempt(1).events)] == ["Running", status]
    other = "fail" if end != "fail" else "complete"
    with pytest.raises(ConflictError, match=status):
        getattr(own, other)()


def test_fail_keeps_details_and_code(own):
    own.fail(error_details="the disk was wet", error_code="Wet")
    final = lines(own.paths.attempt(1).events)[-1]
    assert final["error"] == {"code": "Wet", "message": "the disk was wet"}
    assert final["reason"] == "the disk was wet"


def test_cancel_of_a_submitted_run_is_a_request_and_wakes_the_agent(workspace, monkeypatch):
    other = RunContext(make_submitted(workspace))
    pipe = WakePipe(workspace.agent_file("wake"))
    pipe.open()
    try:
        other.cancel()
        other.cancel()
        assert pipe.read() == [other.id, other.id]
    finally:
        pipe.close()
    assert other.status == "CancelRequested"
    assert os.listdir(other.paths / "request") == ["cancel-1"]


def test_an_ended_run_cannot_be_canceled(workspace):
    other = RunContext(make_submitted(workspace))
    with open(other.paths.attempt(1).events, "a", encoding="utf-8") as file:
        file.write('{"t": 2.0, "status": "Completed"}\n')
    with pytest.raises(ConflictError, match="ended as Completed"):
        other.cancel()
    other.complete()
    with pytest.raises(ConflictError, match=r"run\.cancel\(\)"):
        RunContext(make_submitted(workspace)).complete()


def test_a_run_whose_process_died_is_lost_until_somebody_ends_it(workspace, tmp_path):
    code = "import os; from jupyterlab_aml.runner.create import create_run; from jupyterlab_aml.runfiles.paths import WorkspacePaths\n"
    code += "print(create_run(WorkspacePaths('.aml'), {'experiment': 'x'}).run_id)"
    run = RunContext(workspace.run(python(tmp_path, code).stdout.strip()))
    assert run.status == "Failed"
    assert "ended without ending it" in run.get_detailed_status()["details"]
    run.complete()
    assert run.status == "Completed"


def test_children_are_ended_with_their_script(workspace, tmp_path):
    run = make_submitted(workspace)
    code = "from jupyterlab_aml.runner.context import Run\nrun = Run.get_context()\na = run.child_run('a')\nb = run.child_run('b')\nb.complete()\n"
    python(tmp_path, code, AML_RUN_DIR=run.folder, AML_RUN_ID=run.run_id)
    python(tmp_path, code + "raise ValueError('x')", AML_RUN_DIR=run.folder, AML_RUN_ID=run.run_id, check=False)
    found = [(child.name, child.status) for child in RunContext(run).get_children()]
    assert sorted(found) == [("a", "Completed"), ("a", "Failed"), ("b", "Completed"), ("b", "Completed")]


def test_start_claims_a_run_that_nobody_has_started(workspace):
    os.makedirs(workspace.run("idle").folder)
    with open(workspace.run("idle").spec, "w", encoding="utf-8") as file:
        json.dump({"id": "idle", "experiment": "x", "type": "interactive", "submit": False}, file)
    run = RunContext(workspace.run("idle"))
    assert run.status == "NotStarted"
    run.start()
    run.start()
    assert run.status == "Running"


def test_tags_are_texts_and_may_change(own):
    own.tag("a", 1)
    own.set_tags({"b": None, "c": 2.5})
    own.tag("a", "two")
    own.remove_tags(["c", "never there"])
    own.remove_tags("b")
    assert own.tags == own.get_tags() == {"a": "two"}
    for tags in (["a"], {"": 1}, None):
        with pytest.raises(UserError):
            own.set_tags(tags)


def test_properties_never_change(own):
    own.add_properties({"a": 1, "b": "x"})
    own.add_properties({"a": "1"})
    with pytest.raises(ConflictError, match="'a' is '1', not '2'") as raised:
        own.add_properties({"new": 1, "a": 2, "b": "y"})
    assert "'b' is 'x', not 'y'" in str(raised.value)
    assert own.properties == own.get_properties() == {"a": "1", "b": "x"}


def test_display_name_and_description(own):
    own.display_name = "first try"
    own.description = "with more data"
    again = RunContext(own.paths)
    assert (again.display_name, again.name, again.description) == ("first try", "first try", "with more data")
    with pytest.raises(UserError, match="display name"):
        own.display_name = " "


def test_names():
    assert re.fullmatch(r"[a-z]+_[a-z]+_[0-9a-f]{4}", friendly_name())
    assert legal_name("my train (v2).ipynb") == "my-train-v2-ipynb"
    assert legal_name("___") == "experiment"
    assert len(legal_name("x" * 500)) == 128


@pytest.mark.parametrize("name", ["", "a b", "-a", "a" * 129, None, "a\n"])
def test_experiment_names(workspace, name):
    with pytest.raises(UserError, match="experiment name"):
        create_run(workspace, {"experiment": name})
    assert os.listdir(workspace.runs) == []


def test_environment_variables_are_only_in_a_private_file(workspace):
    run = create_run(workspace, {"experiment": "x", "submit": True}, {"TOKEN": "secret"})
    assert os.stat(run.env).st_mode & 0o777 == 0o600
    with open(run.spec, encoding="utf-8") as file:
        text = file.read()
    assert "secret" not in text
    assert json.loads(text)["env_names"] == ["TOKEN"]
    assert os.listdir(workspace.active) == [run.run_id]
    assert not os.path.exists(run.attempt(1).folder)
