import os
import pickle

import pytest
from context_support import run_fixture, workspace_fixture  # noqa: F401

from jupyterlab_aml.errors import ConflictError, UserError, WorkspaceError
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.create import create_run


def test_a_child_knows_its_parent(run):
    child = run.child_run("small")
    assert (child.display_name, child.name, child.status, child.type) == ("small", "small", "Running", "interactive")
    assert child.experiment.name == run.experiment.name == "train"
    assert child.parent == run
    assert run.parent is None
    assert child.id.startswith("train_")
    grandchild = child.child_run()
    assert grandchild._spec["root"] == run.id
    assert grandchild.display_name.count("_") == 2


def test_the_block_ends_the_child(run):
    with run.child_run() as child:
        child.log("m", 1)
    assert child.status == "Completed"
    with pytest.raises(ValueError, match="bad"), run.child_run() as child:
        raise ValueError("bad")
    assert child.get_detailed_status() == {"status": "Failed", "details": "ValueError: bad"}
    with pytest.raises(KeyboardInterrupt), run.child_run() as child:
        raise KeyboardInterrupt
    assert child.status == "Canceled"
    with run.child_run() as child:
        child.fail("on purpose")
    assert child.status == "Failed"


def test_ids_are_unique_and_legal(run):
    run.child_run(run_id="mine")
    with pytest.raises(ConflictError, match="'mine'"):
        run.child_run(run_id="mine")
    for run_id in ("../x", ".new", "a/b", "", "a\n"):
        if run_id:
            with pytest.raises(UserError, match="run id"):
                run.child_run(run_id=run_id)
    assert [child.id for child in run.get_children()] == ["mine"]
    assert not [name for name in os.listdir(run.paths.workspace.runs) if name.startswith(".new")]


def test_create_children(run):
    assert len(run.create_children(3)) == 3
    tagged = run.create_children(tag_key="fold", tag_values=[1, None])
    assert [child.tags for child in tagged] == [{"fold": "1"}, {"fold": None}]
    for arguments in ({}, {"count": 0}, {"count": "2"}, {"count": True}, {"tag_key": "a"}, {"tag_values": [1]}):
        with pytest.raises(UserError):
            run.create_children(**arguments)
    with pytest.raises(UserError, match="count is 3 and there are 2 tag_values"):
        run.create_children(3, "a", [1, 2])
    assert len(list(run.get_children())) == 5


def test_get_children_filters_and_orders(run):
    one, two = run.child_run("one"), run.child_run("two")
    deep = two.child_run("deep")
    one.tag("kind", "a")
    two.tag("kind", "b")
    two.add_properties({"p": 1})
    one.complete()

    def names(**wanted):
        return [child.name for child in run.get_children(**wanted)]

    assert names() == ["two", "one"]
    assert names(recursive=True) == ["deep", "two", "one"]
    assert names(tags="kind") == ["two", "one"]
    assert names(tags={"kind": "a"}) == ["one"]
    assert names(tags={"kind": None}) == ["two", "one"]
    assert names(properties={"p": 1}) == ["two"]
    assert names(status="Completed") == ["one"]
    assert names(type="offline") == []
    assert deep.parent.parent == run


def test_metrics_of_the_whole_tree(run):
    child = run.child_run()
    grandchild = child.child_run()
    for number, one in enumerate((run, child, grandchild)):
        one.log("m", number)
        one.log("n", number)
    assert run.get_metrics("m", recursive=True) == {run.id: {"m": 0}, child.id: {"m": 1}, grandchild.id: {"m": 2}}
    assert set(run.get_metrics(recursive=True, run_type="interactive")) == {child.id, grandchild.id}


def test_outputs_of_a_child_are_kept_when_it_ends(run, tmp_path):
    (tmp_path / "out").mkdir()
    child = run.child_run(outputs=str(tmp_path / "out"))
    (tmp_path / "out" / "x").write_text("1")
    child.complete()
    assert child.get_file_names() == ["outputs/x"]


def test_a_parent_that_was_deleted_stays_deleted(workspace, run):
    parent = RunContext(create_run(workspace, {"experiment": "gone"}))
    child = parent.child_run()
    os.rename(parent.paths.folder, parent.paths.folder + "x")
    assert child.parent is None
    with pytest.raises(WorkspaceError):
        parent.child_run()
    assert not os.path.exists(parent.paths.folder)


def test_runs_can_be_pickled_and_compared(run):
    copy = pickle.loads(pickle.dumps(run))
    assert copy == run
    assert len({copy, run}) == 1
    copy.log("m", 1)
    assert run.get_metrics() == {"m": 1}
