"""Experiments: made on first use, tagged, archived, listed."""

import os
import threading

import pytest

from jupyterlab_aml import Experiment, ScriptRunConfig
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError


@pytest.fixture
def experiment(ws):
    return Experiment(ws, "exp")


def test_it_comes_to_be_on_first_use(ws, experiment):
    assert ws.experiments == {}
    assert (experiment.tags, experiment.archived_time) == ({}, None)
    run = experiment.start_logging()
    run.complete()
    assert ws.experiments == {"exp": experiment}
    assert experiment.id == Experiment(ws, "exp").id
    assert experiment.workspace is ws


def test_a_refused_submission_makes_none(ws, experiment):
    with pytest.raises(NotFoundError):
        experiment.submit(ScriptRunConfig(ws.folder, "no.py"))
    assert ws.experiments == {}


@pytest.mark.parametrize("name", ["", "a/b", ".a", "a b", "x" * 129, None])
def test_names(ws, name):
    with pytest.raises(UserError, match="not allowed"):
        Experiment(ws, name)


def test_tags(experiment):
    experiment.tag("owner", "me")
    experiment.set_tags({"a": 1, "b": None})
    experiment.remove_tags(["b"])
    assert experiment.tags == {"owner": "me", "a": "1"}
    assert Experiment.list(experiment.workspace, tags={"a": "1", "owner": None}) == [experiment]
    assert Experiment.list(experiment.workspace, tags={"a": "2"}) == []


def test_two_clients_change_it_at_once(ws):
    def change(number):
        for step in range(10):
            Experiment(ws, "exp").tag(f"{number}-{step}", "x")

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Experiment(ws, "exp").tags) == 40


def test_an_archived_experiment_takes_no_runs(ws, experiment):
    experiment.start_logging().complete()
    experiment.archive()
    assert experiment.archived_time.endswith("Z")
    assert ws.experiments == {}
    assert Experiment.list(ws, view_type="ArchivedOnly") == Experiment.list(ws, view_type="All") == [experiment]
    for start in (experiment.start_logging, lambda: experiment.submit(ScriptRunConfig(command="ls"))):
        with pytest.raises(ConflictError, match="reactivate"):
            start()
    with pytest.raises(ConflictError, match="already"):
        experiment.archive()
    experiment.reactivate()
    experiment.start_logging().complete()
    with pytest.raises(UserError, match="renamed"):
        experiment.reactivate(new_name="other")
    with pytest.raises(UserError, match="ActiveOnly"):
        Experiment.list(ws, view_type="active")


def test_get_runs(ws, experiment):
    runs = [experiment.start_logging(tags={"n": n}, properties={"p": n % 2}) for n in range(4)]
    child = runs[0].child_run()
    other = Experiment(ws, "other").start_logging()
    for run in [*runs, child, other]:
        run.complete()
    assert list(experiment.get_runs()) == runs[::-1]
    assert list(experiment.get_runs(tags={"n": "2"})) == [runs[2]]
    assert list(experiment.get_runs(tags="n", properties={"p": "1"})) == [runs[3], runs[1]]
    assert set(experiment.get_runs(include_children=True)) == {*runs, child}
    assert list(experiment.get_runs(type="azureml.scriptrun")) == []
    assert [run.number for run in runs] == [1, 2, 3, 4]


def test_a_snapshot_of_an_interactive_run(ws, experiment, script, tmp_path):
    run = experiment.start_logging(snapshot_directory=script("print(1)"))
    run.complete()
    assert run.restore_snapshot(path=tmp_path) == str(tmp_path / (run.get_snapshot_id() + ".zip"))


def test_delete(ws, experiment):
    run = experiment.start_logging()
    run.complete()
    with pytest.raises(ConflictError, match="has runs"):
        Experiment.delete(ws, experiment.id)
    run.delete()
    Experiment.delete(ws, experiment.id)
    assert ws.experiments == {}
    with pytest.raises(NotFoundError):
        Experiment.delete(ws, "exp")


def test_a_damaged_file(ws, experiment):
    experiment.tag("a")
    with open(os.path.join(ws.paths.experiments, "exp.json"), "w") as file:
        file.write("[")
    with pytest.raises(WorkspaceError, match="Mend or remove"):
        _ = experiment.tags


def test_html(experiment):
    experiment.start_logging(display_name="<b>").complete()
    assert "&lt;b&gt;" in experiment._repr_html_()
    assert repr(experiment) == "Experiment(Name: exp, Workspace: test)"
