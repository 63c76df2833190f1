"""``aml models``: see, keep and fetch models; and what a run tells of what it took and made."""

import json
import os

import pytest
from cli_support import Terminal, make_ended_run
from click.shell_completion import BashComplete
from engine_support import make_workspace

from jupyterlab_aml import Workspace
from jupyterlab_aml.cli.root import aml as grammar
from jupyterlab_aml.workspace.lineage import lineage_of_run


@pytest.fixture(name="paths")
def paths_fixture(tmp_path):
    """A workspace with a run that took data and left a file, and one that does nothing yet."""
    paths = make_workspace(tmp_path)
    run = make_ended_run(
        paths,
        "train_1_aaaa",
        display_name="ridge",
        inputs={"train": {"asset": "iris:2"}, "raw": {"path": "/data/raw.csv"}},
        outputs={"clean": {"datastore": "workspaceblobstore", "path": "{run-id}/{output-name}", "register": {"name": "iris-clean"}}},
        environment={"name": "sklearn", "version": "3"},
    )
    os.makedirs(run / "outputs")
    with open(run / "outputs/net.bin", "w") as file:
        file.write("weights")
    make_ended_run(paths, "score_1_bbbb", display_name="score")
    return paths


@pytest.fixture(name="aml")
def aml_fixture(paths, capsys, no_agent):
    return Terminal(capsys)


@pytest.fixture(name="ws")
def ws_fixture(paths):
    workspace = Workspace.open(os.path.dirname(paths.root))
    yield workspace
    workspace.index.close()


def answer(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


def register(aml, *words):
    return answer(aml("models", "register", "net", "outputs/net.bin", "--run", "ridge", "--json", *words))


def test_a_model_of_a_run_is_registered_listed_and_shown_with_its_lineage(aml, ws):
    made = register(aml, "--tag", "stage=new", "--property", "mse=0.5", "--framework", "ScikitLearn", "--framework-version", "1.5")
    assert (made["name"], made["version"], made["run"]["id"], made["framework"]) == ("net", "1", "train_1_aaaa", "ScikitLearn")
    ws.model_store.mark_used(ws.model_store.get("net"), "score_1_bbbb")
    ws.model_store.mark_used(ws.model_store.get("net"), "score_1_gone")
    lines = aml("models", "list").out.splitlines()
    assert lines[0].split() == ["NAME", "VERSION", "FRAMEWORK", "MADE", "BY", "USES", "SIZE"]
    assert lines[1].split() == ["net", "1", "ScikitLearn", "train_1_aaaa", "(ridge)", "2", "7", "B"]
    page = aml("models", "show", "net").out
    for told in (
        "framework    ScikitLearn 1.5",
        "made by run  train_1_aaaa (ridge)",
        "trained on   train (iris:2), raw (/data/raw.csv)",
        "used by      score_1_bbbb (score), score_1_gone (deleted)",
        "  stage  new",
        "  mse  0.5",
        "  net.bin  7 B",
    ):
        assert told in page
    told = answer(aml("models", "show", "net:1", "--json"))
    assert [each["id"] for each in told["used_by"]] == ["score_1_bbbb", "score_1_gone"]
    assert [each["asset"] for each in told["data"]] == ["iris:2", None]
    assert "net" in aml("models", "show", "nett").err


def test_a_run_tells_what_it_took_and_made(aml, ws):
    register(aml)
    ws.model_store.delete(ws.model_store.get(register(aml)["name"]))
    ws.model_store.mark_used(ws.model_store.add("base", {}), "train_1_aaaa")
    ws.dataset_store.mark_used(ws.dataset_store.add("more", {}), "train_1_aaaa")
    ws.dataset_store.add("iris-clean", {}, run="train_1_aaaa")
    assert lineage_of_run(ws, "train_1_aaaa") == {
        "environment": {"name": "sklearn", "asset": "sklearn:3", "path": None},
        "data_in": [
            {"name": "train", "asset": "iris:2", "path": None},
            {"name": "raw", "asset": None, "path": "/data/raw.csv"},
            {"name": "more", "asset": "more:1", "path": None},
        ],
        "data_out": [{"name": "clean", "asset": "iris-clean:1", "path": "workspaceblobstore/train_1_aaaa/clean"}],
        "models": [{"name": "net", "asset": "net:1", "path": None}],
        "models_in": [{"name": "base", "asset": "base:1", "path": None}],
    }
    page = aml("runs", "show", "ridge").out
    for told in (
        "environment  sklearn:3",
        "data         train (iris:2), raw (/data/raw.csv), more:1",
        "made data    clean (iris-clean:1)",
        "loaded       base:1",
        "made models  net:1",
    ):
        assert told in page
    nothing = {"environment": None, "data_in": [], "data_out": [], "models": [], "models_in": []}
    assert lineage_of_run(ws, "score_1_bbbb") == nothing


def test_a_file_of_this_machine_is_registered_and_fetched(aml, tmp_path, monkeypatch):
    (tmp_path / "net.bin").write_text("weights")
    assert aml("models", "register", "net", tmp_path / "net.bin", "--description", "by hand").status == 0
    assert aml("models", "download", "net", "-o", tmp_path / "there").out == f"{tmp_path}/there/net.bin\n"
    assert (tmp_path / "there" / "net.bin").read_text() == "weights"
    refused = aml("models", "download", "net", "-o", tmp_path / "there")
    assert (refused.status, "add --force" in refused.err) == (4, True)
    told = answer(aml("models", "download", "net:1", "-o", tmp_path / "there", "--force", "--json"))
    assert told == {"id": "net:1", "path": f"{tmp_path}/there/net.bin"}
    for words, status in (("net nothing", 3), ("../x net.bin", 2), ("net net.bin --run ridge", 3)):
        assert aml("models", "register", *words.split()).status == status, words
    assert "by hand" in aml("models", "show", "net").out


def test_versions_are_deleted_by_their_number_and_with_a_yes(aml, ws):
    register(aml)
    register(aml)
    ws.model_store.mark_used(ws.model_store.get("net", "1"), "score_1_bbbb")
    assert "There is: net:1, net:2." in aml("models", "delete", "net", "-y").err
    refused = aml("models", "delete", "net:1", "net:7", "-y")
    assert (refused.status, ws.model_store.versions("net")) == (3, ["1", "2"])
    assert "Add --yes" in aml("models", "delete", "net:1").err
    assert answer(aml("models", "delete", "net:1", "net:2", "-y", "--json")) == {"deleted": ["net:1", "net:2"]}
    assert aml("models", "list").err == "no models yet; run.register_model(name, 'outputs/...') in a script makes one\n"


def test_who_is_asked_is_told_how_many_runs_used_it(aml, ws, monkeypatch):
    register(aml)
    for run in ("score_1_bbbb", "score_1_gone"):
        ws.model_store.mark_used(ws.model_store.get("net"), run)
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", asked.append)
    assert "Nothing is deleted" in aml("models", "delete", "net:1").err
    assert asked == ["Delete net:1, used by 2 runs?"]


def offered(line, incomplete=""):
    return [item.value for item in BashComplete(grammar, {}, "aml", "_AML_COMPLETE").get_completions(line.split(), incomplete)]


def test_names_versions_and_files_are_offered(aml):
    register(aml)
    register(aml)
    assert offered("models show") == ["net", "net:2", "net:1"]
    assert offered("models delete", "net:") == ["net:2", "net:1"]
    assert "outputs/net.bin" in offered("models register --run ridge net", "out")
