"""The embedded workspace: finding it, making it, what a notebook prints of it."""

import json
import os

import pytest

from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError

AZURE = {"subscription_id": "1234-abcd", "resource_group": "group", "workspace_name": "cloudy"}


def test_create_writes_everything(tmp_path):
    ws = Workspace.create("first", path=tmp_path, location="westeurope", tags={"a": 1}, show_output=False)
    assert (ws.name, ws.location, ws.resource_group, ws.subscription_id, ws.sku) == ("first", "westeurope", "local", "local", "basic")
    assert ws.tags == {"a": "1"}
    assert (tmp_path / ".aml" / ".gitignore").read_text() == "*\n"
    target = ws.get_default_compute_target("CPU")
    assert (target.name, target.type, target.slots) == ("local", "local", len(os.sched_getaffinity(0)))
    assert sorted(os.listdir(ws.paths.root)) == [".gitignore", "active", "agent", "compute", "experiments", "runs", "snapshots", "workspace.json"]


def test_create_again(ws):
    assert Workspace.create("test", exist_ok=True, show_output=False).id == ws.id
    with pytest.raises(ConflictError, match="the workspace 'test'"):
        Workspace.create("test", show_output=False)
    with pytest.raises(ConflictError, match="the workspace 'test'"):
        Workspace.create("other", exist_ok=True, show_output=False)


@pytest.mark.parametrize("name", ["", "a", "a b", "-ab", "x" * 34, "ü1", None, "../x"])
def test_names(name, tmp_path):
    with pytest.raises(UserError, match="Allowed are 2 to 33 letters"):
        Workspace.create(name, path=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_unknown_parameters_of_create_are_refused_and_those_of_azure_taken(tmp_path):
    with pytest.raises(UserError, match="Did you mean 'exist_ok'"):
        Workspace.create("test", exists_ok=True)
    assert Workspace.create("test", path=tmp_path, storage_account="x", hbi_workspace=True, show_output=False).name == "test"


def test_a_folder_that_cannot_hold_a_workspace(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="Creating the workspace 'test' failed"):
        Workspace.create("test", path=tmp_path / "file")


def test_nearest_walks_up(ws, monkeypatch, tmp_path):
    deep = os.path.join(ws.folder, "a", "b")
    os.makedirs(deep)
    monkeypatch.chdir(deep)
    assert Workspace.nearest() == ws == Workspace.from_config() == Workspace.nearest(start=deep, create=False)


@pytest.mark.parametrize("inner", ["", ".aml"])
def test_nearest_by_variable(ws, monkeypatch, tmp_path, inner):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AML_WORKSPACE", os.path.join(ws.folder, inner))
    assert Workspace.nearest(create=False) == ws


def test_nearest_creates_with_a_notice(tmp_path, capsys, monkeypatch):
    (tmp_path / "my project").mkdir()
    monkeypatch.chdir(tmp_path / "my project")
    assert Workspace.nearest().name == "my-project"
    assert capsys.readouterr().err.count("\n") == 1
    Workspace.nearest()
    assert capsys.readouterr().err == ""


def test_nearest_does_not_create_unasked(tmp_path):
    with pytest.raises(NotFoundError, match="aml workspace create"):
        Workspace.nearest(tmp_path, create=False)
    assert not (tmp_path / ".aml").exists()


@pytest.mark.parametrize("place", ["", ".azureml", "aml_config"])
def test_a_configuration_of_azure_gives_its_names(tmp_path, capsys, monkeypatch, place):
    folder = tmp_path / "notebooks" / "deep"
    folder.mkdir(parents=True)
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / "config.json").write_text(json.dumps(AZURE))
    monkeypatch.chdir(folder)
    ws = Workspace.from_config()
    assert (ws.name, ws.subscription_id, ws.resource_group, ws.folder) == ("cloudy", "1234-abcd", "group", str(tmp_path))
    assert capsys.readouterr().err.count("no Azure account is used") == 1
    assert Workspace.from_config(str(tmp_path / place / "config.json")) == ws == Workspace("1234-abcd", "group", "cloudy")
    assert capsys.readouterr().err == ""


def test_the_configuration_of_another_program_is_none(tmp_path):
    (tmp_path / "config.json").write_text('{"port": 8080}')
    with pytest.raises(UserError, match="needs subscription_id"):
        Workspace.from_config(str(tmp_path / "config.json"))
    assert Workspace.from_config(str(tmp_path)).subscription_id == "local"
    with pytest.raises(NotFoundError):
        Workspace.from_config(str(tmp_path / "no.json"))


def test_write_config_leads_back(ws, tmp_path):
    ws.write_config()
    with open(os.path.join(ws.folder, ".azureml", "config.json")) as file:
        assert json.load(file) == {"subscription_id": "local", "resource_group": "local", "workspace_name": "test"}
    other = tmp_path / "elsewhere"
    other.mkdir()
    ws.write_config(str(other), file_name="mine.json")
    assert Workspace.from_config(str(other), _file_name="mine.json") == ws
    assert Workspace.from_config(str(other / ".azureml" / "mine.json")) == ws


def test_constructor_get_and_list(ws, tmp_path, monkeypatch):
    assert Workspace("local", "local", "test") == ws == Workspace.get("test") == Workspace.get(ws.folder)
    with pytest.raises(NotFoundError, match="is local/local/test, not s/g/w"):
        Workspace("s", "g", "w")
    with pytest.raises(NotFoundError, match="There is: 'test' in"):
        Workspace.get("tset")
    assert Workspace.list("local") == {"test": [ws]}
    assert Workspace.list("other") == {}


def test_a_damaged_workspace_says_what_mends_it(ws):
    with open(ws.paths.config, "w") as file:
        file.write("{")
    with pytest.raises(WorkspaceError, match="Its runs are unharmed"):
        Workspace.open(ws.folder)
    with open(ws.paths.config, "w") as file:
        json.dump({"schema": 99, "name": "test"}, file)
    with pytest.raises(WorkspaceError, match="Update jupyterlab_aml"):
        Workspace.open(ws.folder)


def test_details(ws):
    details = ws.get_details()
    assert details["id"] == "/subscriptions/local/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/test"
    assert (details["name"], details["workspaceid"], details["provisioningState"]) == ("test", ws.id, "Succeeded")
    assert details["storageAccount"] == ws.get_mlflow_tracking_uri() == "file://" + ws.folder
    assert list(ws.datastores) == ["workspaceblobstore", "workspaceworkingdirectory"]
    assert ws.datasets == ws.models == ws.environments == ws.private_endpoints == {}
    assert "test" in ws._repr_html_()


def test_what_only_azure_has(ws):
    with pytest.raises(UserError, match="environment_variables"):
        ws.get_default_keyvault()
    with pytest.raises(UserError, match="no network"):
        ws.add_private_endpoint("x", location="y")
    with pytest.raises(UserError, match="no Azure resource"):
        _ = ws.discovery_url
    assert not hasattr(ws, "no_such_thing")


def test_find_run(ws):
    experiment = Experiment(ws, "exp")
    one = experiment.start_logging(display_name="baseline")
    two = experiment.start_logging(display_name="tuned")
    two.child_run("inner").complete()
    for run in (one, two):
        run.complete()
        assert ws.get_run(run.id) == run == ws.find_run(run.id) == ws.find_run(run.display_name) == ws.find_run(run.id[:-1])
    assert ws.find_run("@last") == two
    assert ws.find_run("@last-1") == one
    with pytest.raises(NotFoundError, match="fewer runs"):
        ws.find_run("@last-2")
    with pytest.raises(UserError, match="@last"):
        ws.find_run("@first")
    with pytest.raises(ConflictError, match="means 3 runs") as caught:
        ws.find_run("exp_")
    assert one.id in caught.value.details["candidates"]
    with pytest.raises(NotFoundError, match="Did you mean 'baseline'"):
        ws.find_run("baselin3")
    for bad in ("../x", ".trash", "", None):
        with pytest.raises((UserError, NotFoundError)):
            ws.get_run(bad)


def test_a_damaged_run_is_shown_with_its_problem(ws):
    good = Experiment(ws, "exp").start_logging()
    good.complete()
    bad = ws.paths.run("exp_1_00000000")
    os.makedirs(bad.folder)
    with open(bad.spec, "w") as file:
        file.write('{"id":')
    records = {record.id: record for record in ws.list_runs()}
    assert records[good.id].status == "Completed"
    assert records[bad.run_id].status == "Failed"
    assert "run.json" in records[bad.run_id].problems[0]
    assert ws.get_run(bad.run_id).record().experiment == "exp"


def test_delete(ws):
    run = Experiment(ws, "exp").start_logging()
    with pytest.raises(ConflictError, match="have not ended"):
        ws.delete()
    run.complete()
    ws.delete()
    assert os.listdir(ws.folder) == ["outputs"]
