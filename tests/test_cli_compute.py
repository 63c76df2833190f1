"""``aml compute``: see, make and change compute targets."""

import json

import pytest
from cli_support import Terminal, make_queued_run
from click.shell_completion import BashComplete
from engine_support import make_workspace

from jupyterlab_aml import Workspace
from jupyterlab_aml.cli.root import aml as grammar
from jupyterlab_aml.runfiles.files import dumps, replace


@pytest.fixture(name="paths")
def paths_fixture(tmp_path):
    return make_workspace(tmp_path)


@pytest.fixture(name="aml")
def aml_fixture(paths, capsys, no_agent):
    return Terminal(capsys)


def answer(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


def test_the_local_target_is_listed_and_shown(aml):
    (found,) = answer(aml("compute", "list", "--json"))
    assert found == {
        "name": "local",
        "type": "local",
        "slots": 2,
        "used": 0,
        "queued": 0,
        "state": "idle",
        "settings": {"slots": 2},
        "default": True,
        "created": None,
        "problem": None,
    }
    assert answer(aml("compute", "show", "local", "--json")) == found
    assert aml("compute", "list").out.splitlines()[1].split() == ["local", "local", "idle", "2", "0", "0", "default"]
    assert "Did you mean 'local'?" in aml("compute", "show", "locla").err


def test_a_target_from_its_making_to_its_end(aml):
    made = answer(aml("compute", "create", "gpu", "--set", "slots=3", "--json"))
    assert (made["name"], made["type"], made["settings"], made["state"], made["default"]) == ("gpu", "local", {"slots": 3}, "idle", False)
    assert answer(aml("compute", "update", "gpu", "--set", "slots=5", "--json"))["slots"] == 5
    assert answer(aml("compute", "stop", "gpu", "--json"))["state"] == "stopped"
    assert answer(aml("compute", "set-default", "gpu", "--json"))["default"] is True
    assert [line.split()[0] for line in aml("compute", "list").out.splitlines() if line.endswith("default")] == ["gpu"]
    assert "state    idle" in aml("compute", "start", "gpu").out
    assert answer(aml("compute", "delete", "gpu", "--json")) == {"deleted": "gpu"}
    assert aml("compute", "show", "gpu").status == 3


def test_create_makes_the_workspace_too(tmp_path, aml, monkeypatch):
    folder = tmp_path / "new"
    folder.mkdir()
    assert aml("compute", "create", "two", "--workspace", folder).status == 0
    assert set(Workspace.open(folder).compute_targets) == {"local", "two"}


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("create local", 4, "There is a compute target 'local' already."),
        ("create two_x", 2, "for example 'two-x'"),
        ("create gpu --type lokal", 3, "Did you mean 'local'?"),
        ("create gpu --set slots=0 --set slot=1", 2, "slots is '0', allowed is a whole number from 1 to 1024; there is no setting 'slot' (did you"),
        ("create gpu --set slots", 2, "'slots' is not KEY=VALUE."),
        ("update local", 2, "Missing option '--set'"),
        ("update loacl --set slots=1", 3, "Did you mean 'local'?"),
        ("stop gpu", 3, "There is no compute target 'gpu'."),
        ("set-default gpu", 3, "There is no compute target 'gpu'."),
        ("delete local", 4, "it belongs to every workspace"),
    ],
)
def test_mistakes(aml, line, status, said):
    result = aml("compute", *line.split())
    assert result.status == status
    assert said in result.err
    assert len(json.loads(aml("compute", "list", "--json").out)) == 1


def test_errors_are_for_programs_too(aml):
    error = json.loads(aml("compute", "create", "gpu", "--set", "slots=x", "--json").err)["error"]
    assert error["details"]["problems"] == [{"field": "slots", "value": "x", "message": "slots is 'x', allowed is a whole number from 1 to 1024"}]


def test_a_target_that_cannot_be_used_is_listed_with_the_reason(aml, paths):
    replace(paths.compute + "/odd.json", b"{")
    replace(paths.compute + "/new.json", dumps({"name": "new", "type": "quantum", "slots": 1}))
    result = aml("compute", "list")
    assert [line.split()[:3] for line in result.out.splitlines()[2:]] == [["new", "quantum", "unusable"], ["odd", "unusable", "0"]]
    assert "new cannot be used: There is no kind of compute target 'quantum'." in result.err
    assert "odd cannot be used: odd.json is not JSON" in result.err


def test_the_kinds_and_what_they_take(aml):
    (kind,) = answer(aml("compute", "kinds", "--json"))
    slots = kind["schema"]["properties"]["slots"]
    assert (kind["type"], kind["action"], kind["title"]) == ("local", "create", kind["schema"]["title"])
    assert (slots["type"], slots["minimum"], slots["maximum"]) == ("integer", 1, 1024)
    assert slots["title"]
    assert f"a whole number from 1 to 1024; default: {slots['default']}" in aml("compute", "kinds").out
    assert "Settings of type local:" in aml("compute", "create", "--help").out


def test_a_submission_without_a_target_goes_to_the_default(aml, paths):
    aml("compute", "create", "gpu")
    aml("compute", "set-default", "gpu")
    assert answer(aml("submit", "--command", "--dry-run", "--json", "--", "true"))["compute"] == "gpu"
    run = aml("submit", "--command", "-q", "--", "true").out.strip()
    assert answer(aml("runs", "show", run, "--json"))["compute"] == "gpu"
    assert answer(aml("submit", "--command", "--dry-run", "--json", "-c", "local", "--", "true"))["compute"] == "local"
    result = aml("compute", "delete", "gpu")
    assert (result.status, run in result.err) == (4, True)


def test_a_dry_run_without_a_workspace(tmp_path, aml, monkeypatch, capsys):
    monkeypatch.setenv("AML_WORKSPACE", str(tmp_path / "none"))
    assert answer(aml("submit", "--command", "--dry-run", "--json", "--", "true"))["compute"] == "local"


def test_a_run_on_a_stopped_target_says_what_starts_it(aml, paths):
    make_queued_run(paths, "exp_1_0")
    aml("compute", "stop", "local")
    (run,) = answer(aml("runs", "list", "--json"))
    assert run["status_reason"] == "waiting: compute target 'local' is stopped; start it with `aml compute start local`"
    assert "queued   1" in aml("compute", "show", "local").out


def offered(line, incomplete=""):
    return [item.value for item in BashComplete(grammar, {}, "aml", "_AML_COMPLETE").get_completions(line.split(), incomplete)]


def test_completion(aml):
    assert offered("compute create gpu --type", "lo") == ["local"]
    assert offered("compute create gpu --set", "sl") == ["slots="]
    assert offered("compute update local --set") == ["slots="]
    assert offered("compute update gone --set") == []
    assert offered("compute stop") == ["local"]
