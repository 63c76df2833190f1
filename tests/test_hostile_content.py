"""Whatever is in the files of a run folder: that run is shown with its problems, and everything else is as it was."""

import json
import os
import re
import shutil
import warnings

import pytest
from engine_support import ended, make_run, make_workspace, run_here
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyterlab_aml import Workspace
from jupyterlab_aml.agent.view import Watcher, read_run
from jupyterlab_aml.runfiles.files import append, dumps, replace, touch, write_once
from jupyterlab_aml.runfiles.paths import numbered

FILES = [
    "run.json",
    "env.json",
    "dispatch.jsonl",
    "request/cancel-1",
    "request/retry-2",
    "children/other_1_0",
    "notes/a.jsonl",
    "notes/b.jsonl",
    "attempt-1/started",
    "attempt-1/events.jsonl",
    "attempt-1/metrics/0.jsonl",
    "attempt-1/metrics/client-a.jsonl",
    "attempt-1/lost",
    "attempt-1/verdict",
    "attempt-1/system.jsonl",
    "attempt-1/progress.jsonl",
    "attempt-2/started",
    "attempt-²/started",
    "attempt-99999999999999/started",
    "attempt-1/metrics/².jsonl",
]
KEYS = re.findall(
    r"\S+",
    "schema id experiment type created display_name description parent root user compute command script arguments python client snapshot "
    "source_directory env_names timeout_s grace_s tags properties submit t event attempt reason by op key value n v k s d host boot pid ticks "
    "status exit_code signal error code message done total what",
)
WORDS = re.findall(
    r"\S+",
    "tag untag property display_name description list row table image confusion_matrix residuals Running Completed Failed Banana launch refused "
    "canceled bad_1_0 good_1_0 ../good_1_0 local true",
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 2**63, float("nan"), float("inf"), -1e308, 1e308, 253402300800.0, 0, -1, "\ud800", "a\0b", "", "../../x"]),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=[]), max_size=6),
)
VALUES = st.recursive(ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_leaves=8)
RECORDS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=9)
DEEP = [b"[" * depth + b"]" * depth for depth in (200, 950, 100_000)] + [b'{"v":' * 900 + b"1" + b"}" * 900]
CONTENTS = st.one_of(
    RECORDS.map(dumps),
    st.lists(RECORDS, max_size=4).map(lambda records: b"".join(map(dumps, records))),
    st.binary(max_size=40),
    VALUES.map(dumps),
    st.sampled_from(
        [*DEEP, *(b'{"n": "m", "v": ' + deep + b', "k": "x"}\n' for deep in DEEP[:2]), b"", b"\n\n", b"\0" * 9, b"9" * 5000, b"[1,\n2]\n"]
    ),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace with a run that is well."""
    paths = make_workspace(tmp_path_factory.mktemp("hostile"))
    good = make_run(paths, "good_1_0", submit=False, type="interactive", tags={"a": "b"})
    os.makedirs(good.attempt(1).metrics)
    append(os.path.join(good.attempt(1).metrics, "0.jsonl"), {"n": "loss", "t": 1.0, "v": 0.5})
    append(good.attempt(1).events, {"t": 1.0, "status": "Completed", "exit_code": 0})
    return paths


def look(paths, run_id):
    """Everything that only reads; returns the record."""
    workspace = Workspace.open(os.path.dirname(paths.root))
    run = workspace.get_run(run_id)
    record = run.record()
    listed = {found.id: found for found in workspace.list_runs()}
    workspace.list_runs(order_by="metric:m", tags="a", properties={"a": None}, text="x")
    workspace.index.close()
    for shape in (record.to_dict(), listed[run_id].to_dict(), run.get_details(), run.get_details_with_logs()):
        json.dumps(shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        json.dumps([run.get_metrics(), run.get_metrics(recursive=True)])
    json.dumps([run.get_tags(), run.get_properties(), run.display_name, run.description, run.type, run.get_status(), run.get_detailed_status()])
    run._repr_html_().encode()
    repr(run)
    assert run.experiment.name
    list(run.get_children(recursive=True))
    run.parent  # noqa: B018
    run.get_file_names()
    run.get_snapshot_id()
    return record, listed


def is_well(paths, listed):
    good = listed["good_1_0"]
    assert (good.status, good.tags, good.metrics, good.problems) == ("Completed", {"a": "b"}, {"loss": 0.5}, ())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(contents=st.dictionaries(st.sampled_from(FILES), CONTENTS, min_size=1, max_size=6))
def test_any_content_of_any_file(place, contents, no_agent):
    run = place.run("bad_1_0")
    try:
        for name, content in contents.items():
            path = run / name
            os.makedirs(os.path.dirname(path), exist_ok=True)
            replace(path, content)
        touch(place.marker(run.run_id))
        _, listed = look(place, run.run_id)
        is_well(place, listed)
        read_run(place, run.run_id)
    finally:
        for name in contents:
            os.unlink(run / name)
        os.unlink(place.marker(run.run_id))


SPEC = {"schema": 1, "id": "bad_1_0", "experiment": "exp", "type": "azureml.scriptrun", "submit": True, "compute": "local", "command": ["true"]}


UNUSABLE = [
    ("tags", ["x"]),
    ("tags", {"a": 1}),
    ("command", 5),
    ("created", "yesterday"),
    ("created", float("nan")),
    ("created", 1e300),
    ("arguments", {"a": 1}),
    ("timeout_s", "x"),
    ("timeout_s", -1),
    ("grace_s", [1]),
    ("compute", {"name": "local"}),
    ("parent", "../bad_1_0"),
    ("submit", "yes"),
    ("script", "a\0b"),
]


@pytest.mark.parametrize(("key", "value"), UNUSABLE)
def test_a_value_that_cannot_be_used_is_named(tmp_path, no_agent, key, value):
    paths = make_workspace(tmp_path)
    make_run(paths, "bad_1_0", **{**SPEC, key: value})
    touch(paths.marker("bad_1_0"))
    record = look(paths, "bad_1_0")[0]
    assert len(record.problems) == 1
    assert record.problems[0].startswith(f"run.json: {key} is not ")
    assert read_run(paths, "bad_1_0").problem == record.problems[0]


def test_nothing_is_run_if_it_cannot_be_known_what(ws):
    runs = []
    for number, (key, value) in enumerate(UNUSABLE):
        runs.append((key, make_run(ws.paths, f"bad_{number}", **{**SPEC, "id": f"bad_{number}", key: value})))
        touch(ws.paths.marker(f"bad_{number}"))
    for key, run in runs:
        record = ended(run)
        assert record.status == "Failed"
        assert f"run.json: {key} is not" in record.status_reason
        assert not os.path.exists(run.attempt(1).log)


def test_a_runner_refuses_it_as_well(tmp_path):
    record = run_here(make_run(make_workspace(tmp_path), "bad_1_0", **{**SPEC, "timeout_s": "x"}))
    assert (record.status, record.status_reason) == ("Failed", "could not be prepared: run.json: timeout_s is not a number of seconds")


def test_a_good_run_beside_a_bad_one_is_run(ws, script):
    from jupyterlab_aml import Experiment, ScriptRunConfig

    make_run(ws.paths, "bad_1_0", **{**SPEC, "arguments": 5})
    write_once(ws.paths.run("bad_1_0") / "dispatch.jsonl", b"[" * 100_000)
    touch(ws.paths.marker("bad_1_0"))
    run = Experiment(ws, "good").submit(ScriptRunConfig(script("print(1)"), script="train.py"))
    assert run.wait(timeout_s=60).status == "Completed"


def a_folder(path):
    os.makedirs(path)


def a_link_to_itself(path):
    os.symlink(os.path.basename(path), path)


def a_link_that_leads_nowhere(path):
    os.symlink("nowhere", path)


def a_pipe(path):
    os.mkfifo(path)


def a_device(path):
    os.symlink("/dev/zero", path)


@pytest.mark.parametrize("thing", [a_folder, a_link_to_itself, a_link_that_leads_nowhere, a_pipe, a_device], ids=lambda thing: thing.__name__)
@pytest.mark.parametrize("name", FILES[:14])
def test_what_is_no_file(place, name, thing, no_agent):
    run = place.run("bad_1_0")
    path = run / name
    os.makedirs(os.path.dirname(path), exist_ok=True)
    thing(path)
    touch(place.marker("bad_1_0"))
    try:
        _, listed = look(place, "bad_1_0")
        is_well(place, listed)
        read_run(place, "bad_1_0")
    finally:
        os.unlink(place.marker("bad_1_0"))
        (os.rmdir if thing is a_folder else os.unlink)(path)


@pytest.mark.parametrize("thing", [a_link_to_itself, a_link_that_leads_nowhere, a_pipe, a_device], ids=lambda thing: thing.__name__)
def test_what_is_no_run_folder(tmp_path, thing, no_agent):
    paths = make_workspace(tmp_path)
    make_run(paths, "good_1_0", command=["true"])
    touch(paths.marker("good_1_0"))
    thing(paths.run("bad_1_0").folder)
    touch(paths.marker("bad_1_0"))
    assert "good_1_0" in {record.id for record in Workspace.open(tmp_path).list_runs()}
    watcher = Watcher(paths, lambda ref: False)
    watcher.scan()
    assert watcher.runs["good_1_0"].waits


@pytest.mark.parametrize(
    "name", ["with space_1_0", "quo'te\"_1_0", "emoji🙂_1_0", os.fsdecode(b"byte\xff_1_0"), "new\nline_1_0", "100%_1_0", "<b>_1_0"]
)
def test_odd_names_of_run_folders(place, name, no_agent):
    run = make_run(place, name)
    try:
        _, listed = look(place, name)
        is_well(place, listed)
    finally:
        os.rename(run.folder, os.path.join(place.runs, ".trash"))
        shutil.rmtree(os.path.join(place.runs, ".trash"))
        os.unlink(place.marker(name))


def test_runs_that_are_their_own_ancestors(tmp_path):
    paths = make_workspace(tmp_path)
    for name, parent in (("a_1_0", "b_1_0"), ("b_1_0", "a_1_0")):
        run = make_run(paths, name, parent=parent, submit=False, type="interactive")
        os.makedirs(run / "children")
        touch(os.path.join(run / "children", parent))
        os.makedirs(run.attempt(1).folder)
        append(run.attempt(1).events, {"t": 1.0, "status": "Completed"})
    workspace = Workspace.open(tmp_path)
    run = workspace.get_run("a_1_0")
    assert [child.id for child in run.get_children(recursive=True)] == ["b_1_0"]
    run.delete()
    assert workspace.list_runs() == []


def test_the_list_of_edits_leads_nowhere_else(tmp_path, no_agent):
    paths = make_workspace(tmp_path)
    make_run(paths, "good_1_0")
    workspace = Workspace.open(tmp_path)
    workspace.list_runs()
    for name in ("../compute", "a\0b", ".new-x", 5, ["x"], "/etc"):
        append(paths.edits, {"t": 1.0, "run": name})
    assert [record.id for record in workspace.list_runs()] == ["good_1_0"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\0", b"[" * 100_000, b'{"slots": Infinity, "type": []}', b'{"slots": "x"}', b'{"slots": -5}']
)
def test_a_damaged_compute_target_hides_only_itself(tmp_path, content):
    paths = make_workspace(tmp_path)
    replace(os.path.join(paths.compute, "odd.json"), content)
    workspace = Workspace.open(tmp_path)
    assert workspace.compute_targets["local"].slots == 2
    for target in workspace.compute_targets.values():
        json.dumps(target.to_dict())
    workspace._repr_html_()
    watcher = Watcher(paths, lambda ref: False)
    watcher.read_targets()
    assert watcher.slots["local"] == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"tags": 5, "archived": "x", "id": []}', b'{"archived": 1e300}'])
def test_a_damaged_experiment_hides_only_itself(tmp_path, content):
    paths = make_workspace(tmp_path)
    workspace = Workspace.open(tmp_path)
    for name in ("odd", "good"):
        replace(os.path.join(paths.experiments, name + ".json"), dumps({"name": name, "id": name, "tags": {"a": "b"}}))
    replace(os.path.join(paths.experiments, "odd.json"), content)
    assert set(workspace.experiments) == {"odd", "good"}
    assert workspace.experiments["good"].tags == {"a": "b"}


@pytest.mark.parametrize("key", ["name", "id", "created", "subscription_id", "resource_group", "location", "tags", "friendly_name"])
@pytest.mark.parametrize("value", [5, ["x"], {"a": 1}, "\ud800", 1e300, None])
def test_a_workspace_with_odd_values_can_be_used(tmp_path, key, value, no_agent):
    paths = make_workspace(tmp_path)
    make_run(paths, "good_1_0")
    replace(paths.config, dumps({"schema": 1, "name": "test", "id": "test", key: value}))
    workspace = Workspace.open(tmp_path)
    json.dumps([workspace.get_details(), workspace.tags, workspace.name, workspace.id])
    assert [record.id for record in workspace.list_runs()] == ["good_1_0"]


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b'{"targets": {"local": {"queued": 5, "running": {}}}, "pid": Infinity, "t": []}'])
def test_damaged_files_of_the_agent(tmp_path, content, no_agent):
    paths = make_workspace(tmp_path)
    make_run(paths, "good_1_0")
    for name in ("agent.json", "queue.json"):
        replace(paths.agent_file(name), content)
    workspace = Workspace.open(tmp_path)
    assert workspace.list_runs()[0].status == "Queued"
    assert workspace.agent.status()["state"] == "stopped"


def test_numbers_in_names():
    found = {
        name: numbered(name, "attempt-") for name in ("attempt-1", "attempt-12", "attempt-01", "attempt-0", "attempt-", "attempt-²", "attempt-99999")
    }
    assert {name: number for name, number in found.items() if number is not None} == {"attempt-1": 1, "attempt-12": 12}
