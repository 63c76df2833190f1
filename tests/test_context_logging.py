import decimal
import enum
import fractions
import json
import math
import os
import resource
import threading
import tracemalloc

import numpy as np
import pytest
from context_support import lines, make_submitted, run_fixture, workspace_fixture  # noqa: F401
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runner.context import RunContext
from jupyterlab_aml.runner.create import create_run

CONFUSION = {"schema_type": "confusion_matrix", "schema_version": "v1", "data": {"class_labels": ["a", "b"], "matrix": [[3, 1], [0, 2]]}}
# The examples of the SDK's documentation, whose lists are not equally long.
RESIDUALS = {"schema_type": "residuals", "schema_version": "v1", "data": {"bin_edges": [100, 200, 300], "bin_counts": [0.88, 20, 30, 50.99]}}
PREDICTIONS = {
    "schema_type": "predictions",
    "schema_version": "v1",
    "data": {"bin_averages": [0.25, 0.75], "bin_errors": [0.013, 0.042], "bin_counts": [56, 34], "bin_edges": [0.0, 0.5, 1.0]},
}
ACCURACY = {
    "schema_type": "accuracy_table",
    "schema_version": "v1",
    "data": {
        "probability_tables": [[[114311, 385689, 0, 0], [0, 0, 385689, 114311]]],
        "percentile_tables": [[[114311, 385689, 0, 0], [1, 0, 385689, 114310]]],
        "class_labels": ["0"],
        "probability_thresholds": [0.52],
        "percentile_thresholds": [0.09],
    },
}


def test_a_number_is_one_line_in_the_file_of_its_rank(run):
    run.log("loss", 0.5)
    (record,) = lines(run.paths.attempt(1).metrics + "/0.jsonl")
    assert record.pop("t") > 1.6e9
    assert record == {"n": "loss", "v": 0.5}


def test_step_and_description_are_kept(run):
    run.log("loss", 1, step=7)
    run.log("loss", 2.5, "mean of the batch", np.int64(8))
    assert [(line["v"], line["s"], line.get("d")) for line in lines(run.paths.attempt(1).metrics + "/0.jsonl")] == [
        (1, 7, None),
        (2.5, 8, "mean of the batch"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.float64(0.1), 0.1),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array(4.5), 4.5),
        (np.longdouble(0.5), 0.5),
        (np.str_("x"), "x"),
        (decimal.Decimal("1.25"), 1.25),
        (fractions.Fraction(1, 4), 0.25),
        (2**70, float(2**70)),
        (-5, -5),
        (False, False),
        ("text \u20ac \x00", "text \u20ac \x00"),
    ],
)
def test_values_of_other_libraries_become_plain(run, value, expected):
    run.log("m", value)
    found = run.get_metrics()["m"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_kept(run, value):
    run.log("m", value)
    assert repr(run.get_metrics()["m"]) == repr(value)


@pytest.mark.parametrize(
    ("value", "hint"), [(None, "nan"), ([1], "log_list"), ({"a": 1}, "log_row"), (np.ones(3), "log_list"), (object(), ""), (1j, ""), (10**400, "")]
)
def test_other_values_are_refused_by_name_type_and_value(run, value, hint):
    with pytest.raises(UserError) as raised:
        run.log("accuracy", value)
    assert "'accuracy'" in raised.value.message
    assert type(value).__name__ in raised.value.message
    assert hint in raised.value.hint
    assert len(raised.value.message) < 250
    assert run.get_metrics() == {}


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 256, 3, None, ["a"]])
def test_names_that_are_not_allowed(run, name):
    for call in (lambda: run.log(name, 1.0), lambda: run.log_list(name, [1]), lambda: run.log_confusion_matrix(name, CONFUSION)):
        with pytest.raises(UserError, match="name"):
            call()


def test_lists_take_generators(run):
    run.log_list("l", (x * x for x in range(4)))
    run.log_list("l", np.array([16, 25]))
    assert run.get_metrics("l") == {"l": [0, 1, 4, 9, 16, 25]}


@pytest.mark.parametrize("value", ["abc", {"a": 1}, 5, [None], [[1]]])
def test_lists_refuse_what_is_no_list_of_scalars(run, value):
    with pytest.raises(UserError, match="'l'"):
        run.log_list("l", value)


def test_rows_and_tables(run):
    run.log_row("r", x=1, y=np.float32(0.5))
    assert run.get_metrics() == {"r": {"x": 1, "y": 0.5}}
    run.log_row("r", "more", x=2, y="two")
    run.log_table("t", {"a": [1, 2], "b": "c"})
    assert run.get_metrics() == {"r": {"x": [1, 2], "y": [0.5, "two"]}, "t": {"a": [1, 2], "b": "c"}}
    with pytest.raises(UserError, match="no columns"):
        run.log_row("r")
    with pytest.raises(UserError, match=r"'r\.x'"):
        run.log_row("r", x=None)
    with pytest.raises(UserError, match="dictionary of columns"):
        run.log_table("t", [1])


def test_a_data_frame_is_a_table(run):
    pandas = pytest.importorskip("pandas")
    run.log_table("t", pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    assert run.get_metrics() == {"t": {"a": [1, 2], "b": ["x", "y"]}}


@pytest.mark.parametrize(
    ("call", "value"),
    [("log_confusion_matrix", CONFUSION), ("log_residuals", RESIDUALS), ("log_predictions", PREDICTIONS), ("log_accuracy_table", ACCURACY)],
)
def test_documents_as_dictionary_text_and_file(run, tmp_path, call, value):
    path = tmp_path / "document.json"
    path.write_text(json.dumps(value))
    for number, given_value in enumerate((value, json.dumps(value), str(path))):
        getattr(run, call)(f"d{number}", given_value)
    assert run.get_metrics() == {"d0": value, "d1": value, "d2": value}


def test_documents_take_arrays(run):
    data = {"class_labels": np.array(["a", "b"]), "matrix": np.array([[3, 1], [0, 2]])}
    run.log_confusion_matrix("c", dict(CONFUSION, data=data))
    assert run.get_metrics("c")["c"] == CONFUSION


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, ["schema_type is None", "schema_version is None", "data is None"]),
        (dict(CONFUSION, schema_type="residuals"), ["'residuals' instead of 'confusion_matrix'"]),
        (dict(CONFUSION, data={"matrix": 3}), ["lacks 'class_labels'", "is 3 instead of a list of rows"]),
        (dict(CONFUSION, data={"class_labels": ["a"], "matrix": [[1, 2]]}), ["1 rows of 1 numbers"]),
        ("{not json", ["cannot be read as JSON"]),
        (7, ["not int 7"]),
    ],
)
def test_all_problems_of_a_document_are_named_at_once(run, value, words):
    with pytest.raises(UserError) as raised:
        run.log_confusion_matrix("c", value)
    for word in words:
        assert word in str(raised.value)


def test_a_document_file_that_is_missing(run):
    with pytest.raises(NotFoundError, match=r"no\.json"):
        run.log_residuals("r", "no.json")


def test_images_from_path_and_plot(run, tmp_path):
    figure = pytest.importorskip("matplotlib.figure").Figure()
    (tmp_path / "curve.jpeg").write_bytes(b"jpeg")
    run.log_image("roc", plot=figure)
    run.log_image("roc", path=str(tmp_path / "curve.jpeg"))
    run.log_image("roc", plot=figure, description="again")
    run.log_image("../a/b", plot=figure)
    assert run.get_metrics() == {"roc": "roc_2.png", "../a/b": "_a_b.png"}
    assert run.get_file_names() == ["_a_b.png", "roc.jpeg", "roc.png", "roc_2.png"]
    with open(run.paths / "uploads/roc.png", "rb") as file:
        assert file.read(4) == b"\x89PNG"


def test_an_image_needs_exactly_one_source(run, tmp_path):
    for sources in ({}, {"path": "a", "plot": object()}):
        with pytest.raises(UserError, match="exactly one"):
            run.log_image("i", **sources)
    with pytest.raises(UserError, match="savefig"):
        run.log_image("i", plot=3)
    with pytest.raises(NotFoundError):
        run.log_image("i", path=str(tmp_path / "no.png"))
    assert run.get_metrics() == {}


SCALARS = st.one_of(st.integers(-(2**63) + 1, 2**63 - 1), st.floats(), st.booleans(), st.text())
NAMES = st.text(st.characters(blacklist_characters="\0"), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logged=st.lists(st.tuples(NAMES, SCALARS, st.one_of(st.none(), st.integers(0, 10**9))), max_size=20))
def test_whatever_is_logged_comes_back(workspace, logged):
    run = RunContext(create_run(workspace, {"experiment": "property"}))
    expected = {}
    for name, value, step in logged:
        run.log(name, value, step=step)
        expected.setdefault(name, []).append(value)
    found = run.get_metrics()
    wanted = {name: values if len(values) > 1 else values[0] for name, values in expected.items()}
    assert repr(found) == repr(wanted)


def test_threads_and_forked_processes_lose_nothing(run):
    run.log("m", -1)
    threads = [threading.Thread(target=lambda: [run.log("m", i) for i in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    pid = os.fork()
    if pid == 0:
        try:
            for number in range(200):
                run.log("m", number)
        finally:
            os._exit(0)
    for thread in threads:
        thread.join()
    os.waitpid(pid, 0)
    assert len(run.get_metrics()["m"]) == 1001


def test_other_runs_get_a_file_named_after_the_writer(workspace, run, monkeypatch):
    parent = RunContext(make_submitted(workspace))
    parent.log("m", 1)
    assert os.listdir(parent.paths.attempt(1).metrics) == [f"run-{run.id}.jsonl"]
    monkeypatch.delenv("AML_RUN_DIR")
    client = RunContext(parent.paths)
    client.log("m", 2)
    (name,) = [name for name in os.listdir(parent.paths.attempt(1).metrics) if name.startswith("client-")]
    assert name.endswith(f"-{os.getpid()}.jsonl")
    assert client.get_metrics() == {"m": [1, 2]}


def test_many_runs_do_not_use_up_the_descriptors(workspace):
    runs = [RunContext(create_run(workspace, {"experiment": "many"})) for _ in range(100)]
    before = len(os.listdir("/proc/self/fd"))
    for run in runs:
        run.log("m", 1)
        run.log("m", 2)
    assert len(os.listdir("/proc/self/fd")) - before <= 64
    assert all(run.get_metrics() == {"m": [1, 2]} for run in runs)


def test_names_are_the_text_they_are(run):
    class Metric(str, enum.Enum):
        LOSS = "loss"

    for name in (Metric.LOSS, np.str_("loss"), "loss"):
        run.log(name, 1)
    assert run.get_metrics() == {"loss": [1, 1, 1]}


def test_more_names_than_are_kept(run):
    names = [f"layer.{number}.norm" for number in range(21_000)] + [f"{'é' * 250}{number}" for number in range(20)]
    tracemalloc.start()
    try:
        for name in names:
            run.log(name, 1)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 8_000_000
    assert run.get_metrics() == dict.fromkeys(names, 1)


def test_a_deleted_run_is_one_clear_error(workspace):
    run = RunContext(create_run(workspace, {"experiment": "gone"}))
    os.rename(run.paths.folder, run.paths.folder + "x")
    with pytest.raises(WorkspaceError, match="metric 'm' cannot be written") as raised:
        run.log("m", 1)
    assert "deleted" in raised.value.hint
    assert not os.path.exists(run.paths.folder)


def test_a_full_disk_is_one_clear_error(run):
    metrics = run.paths.attempt(1).metrics
    os.mkdir(metrics)
    os.symlink("/dev/full", metrics + "/0.jsonl")
    for value in (1.0, "text", math.nan):
        with pytest.raises(WorkspaceError, match="metric 'm' cannot be written: no space left") as raised:
            run.log("m", value)
        assert "Free some space" in raised.value.hint


def test_a_line_that_was_cut_short_costs_only_itself(run):
    run.log("m", 1)
    path = run.paths.attempt(1).metrics + "/0.jsonl"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path) + 7, limit[1]))
    try:
        with pytest.raises(WorkspaceError):
            run.log("m", 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    run.log("m", 3)
    run.log("m", 4)
    assert run.get_metrics() == {"m": [1, 3, 4]}
