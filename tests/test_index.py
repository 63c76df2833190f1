"""The derived index over all runs."""

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runfiles import metrics as metric_lines
from jupyterlab_aml.runfiles.files import append, touch, write_once
from jupyterlab_aml.runfiles.metrics import read_metrics
from jupyterlab_aml.runfiles.notes import note
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace import index_row, metric_fold, metric_samples
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.index import Index
from jupyterlab_aml.workspace.record import read_record


class Runs:
    """Makes run folders as the engine does."""

    def __init__(self, root):
        self.paths = WorkspacePaths(root)
        for folder in self.paths.folders():
            os.makedirs(folder)
        self.made = 0

    def new(self, experiment="diabetes", metrics=None, status="Completed", run_id=None, **spec):
        self.made += 1
        run_id = run_id or f"{experiment}_{1000 + self.made}_{self.made:04x}"
        defaults = {"id": run_id, "experiment": experiment, "type": "azureml.scriptrun", "created": 1000.0 + self.made, "submit": True}
        run = self.paths.run(run_id)
        os.makedirs(run.folder)
        write_once(run.spec, json.dumps({**defaults, **spec}).encode())
        if status != "Queued":
            self.begin(run_id)
        for name, value in (metrics or {}).items():
            self.log(run_id, name, value)
        if status not in ("Queued", "Running"):
            self.end(run_id, status)
        return run_id

    def begin(self, run_id, attempt=1):
        there = self.paths.run(run_id).attempt(attempt)
        os.makedirs(there.metrics)
        append(there.events, {"t": 1.0, "status": "Running"})

    def log(self, run_id, name, value, attempt=1, writer="0", **more):
        append(os.path.join(self.paths.run(run_id).attempt(attempt).metrics, writer + ".jsonl"), {"n": name, "t": 1.0, "v": value, **more})

    def end(self, run_id, status="Completed", attempt=1):
        append(self.paths.run(run_id).attempt(attempt).events, {"t": 2.0, "status": status, "exit_code": 0})


@pytest.fixture
def runs(tmp_path):
    return Runs(str(tmp_path / "ws" / ".aml"))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    return Cache("workspace-1")


@pytest.fixture
def index(runs, cache):
    index = Index(runs.paths, cache)
    yield index
    index.close()


def ids(records):
    return [record.id for record in records]


def same_as_folders(index, runs):
    """What the index says is what the folders say."""
    found = {record.id: record for record in index.list_runs()}
    assert found == {run_id: read_record(runs.paths.run(run_id)) for run_id in runs.paths.run_ids()}
    for run_id, record in found.items():
        lines = list(read_metrics(runs.paths.run(run_id).attempt(record.attempt)))
        assert record.metrics == {line["n"]: line["v"] for line in lines if "k" not in line}
    return found


def test_an_empty_workspace(index):
    assert index.list_runs() == []
    assert index.count() == 0
    assert index.ids() == []


def test_records_are_those_of_the_folders(index, runs):
    runs.new(metrics={"loss": 0.5, "note": "fine"}, tags={"a": "1"}, command=["python", "x"], arguments=["--n", "1"], display_name="Fox")
    runs.new(status="Queued", env_names=["SECRET"])
    runs.new(status="Failed", parent="p", properties={"git": "main"})
    same_as_folders(index, runs)


def test_newest_first_with_pages(index, runs):
    made = [runs.new() for _ in range(7)]
    assert ids(index.list_runs()) == made[::-1]
    assert ids(index.list_runs(limit=2, offset=1)) == [made[5], made[4]]
    assert ids(index.list_runs(descending=False, limit=2)) == made[:2]
    assert index.list_runs(limit=0) == []


def test_filters(index, runs):
    a = runs.new("one", tags={"model": "ridge", "n": "1"}, compute="local", script="train.py", display_name="Brave Fox")
    b = runs.new("one", tags={"model": "lasso"}, status="Failed", compute="gpu", properties={"k": "v"})
    c = runs.new("two", status="Running", type="interactive", parent=a)
    index.refresh()
    for wanted, filters in [
        ([b, a], {"experiment": "one"}),
        ([c, b, a], {"experiment": ["one", "two"]}),
        ([], {"experiment": "none"}),
        ([b], {"status": "Failed"}),
        ([c, b], {"status": ("Failed", "Running")}),
        ([], {"status": []}),
        ([a], {"compute": "local"}),
        ([c], {"type": "interactive"}),
        ([b, a], {"tags": "model"}),
        ([a], {"tags": {"model": "ridge"}}),
        ([a], {"tags": {"model": None, "n": "1"}}),
        ([], {"tags": {"model": "ridge", "n": "2"}}),
        ([b], {"properties": {"k": "v"}}),
        ([b], {"properties": "k"}),
        ([c], {"parent": a}),
        ([b, a], {"include_children": False}),
        ([a], {"text": "bRAVE"}),
        ([a], {"text": "TRAIN.PY"}),
        ([b], {"text": "model=lasso"}),
        ([c], {"text": "two"}),
        ([], {"text": "%"}),
        ([b], {"experiment": "one", "status": "Failed", "tags": "model", "text": "one"}),
    ]:
        assert ids(index.query(**filters)) == wanted, filters
        assert index.count(**filters) == len(wanted), filters


def test_order_by_metric(index, runs):
    low = runs.new(metrics={"acc": 0.1})
    nothing = runs.new()
    nan = runs.new(metrics={"acc": math.nan})
    high = runs.new(metrics={"acc": 0.9})
    huge = runs.new(metrics={"acc": 10**400})
    text = runs.new(metrics={"acc": "good"})
    late = runs.new(metrics={"acc": 0.2})
    runs.log(late, "acc", 0.5)
    best = [huge, high, late, low]
    rest = [text, nan, nothing]
    assert ids(index.list_runs(order_by="metric:acc")) == best + rest
    assert ids(index.list_runs(order_by="metric:acc", descending=False)) == best[::-1] + rest
    for size in range(1, 8):
        pages = [ids(index.query(order_by="metric:acc", limit=size, offset=start)) for start in range(0, 8, size)]
        assert [run_id for page in pages for run_id in page] == best + rest
    assert ids(index.query(order_by="metric:acc", experiment="other")) == []
    assert ids(index.query(order_by="metric:nothing")) == [late, text, huge, high, nan, nothing, low]


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"status": "complete"}, r"'complete' is not a status.*Did you mean Completed\?"),
        ({"order_by": "name"}, r'ordered by \'name\'.*"metric:NAME"'),
        ({"order_by": "metric:"}, "ordered by"),
        ({"limit": -1}, "limit is -1"),
        ({"offset": -3}, "offset is -3"),
    ],
)
def test_wrong_filters_are_told(index, filters, told):
    with pytest.raises(UserError, match=told):
        index.query(**filters)


def test_arrivals_and_departures_are_seen(index, runs):
    a = runs.new()
    assert ids(index.list_runs()) == [a]
    b = runs.new()
    assert ids(index.list_runs()) == [b, a]
    shutil.rmtree(runs.paths.run(a).folder)
    assert ids(index.list_runs()) == [b]
    assert index.query(tags="x") == []


def test_unfinished_things_are_not_runs(index, runs):
    os.makedirs(os.path.join(runs.paths.runs, ".new-x"))
    touch(os.path.join(runs.paths.runs, "a file"))
    assert index.list_runs() == []


def test_progress_is_seen(index, runs):
    run_id = runs.new(status="Queued")
    run = runs.paths.run(run_id)
    seen = [index.list_runs()[0].status]
    runs.begin(run_id)
    seen.append(index.list_runs()[0].status)
    os.makedirs(run / "request")
    write_once(run.request("cancel", 1), b'{"by": "me"}')
    seen.append(index.list_runs()[0].status)
    runs.end(run_id, "Canceled")
    seen.append(index.list_runs()[0].status)
    assert seen == ["Queued", "Running", "CancelRequested", "Canceled"]
    same_as_folders(index, runs)


def test_progress_is_seen_by_stat_alone_once_it_is_quiet(index, runs, monkeypatch):
    monkeypatch.setattr(index_row, "RACY_NS", 0)
    run_id = runs.new(status="Running", metrics={"loss": 1.0})
    note(runs.paths.run(run_id), "tag", "a", "0")
    index.refresh()
    index.refresh()
    reads = []
    real = index_row.read_facts
    monkeypatch.setattr(index_row, "read_facts", lambda paths: reads.append(paths) or real(paths))
    index.refresh()
    assert reads == []
    for change in (
        lambda: runs.log(run_id, "loss", 0.5),
        lambda: note(runs.paths.run(run_id), "tag", "a", "1"),
        lambda: append(runs.paths.run(run_id).dispatch, {"t": 1, "event": "launch", "attempt": 1}),
        lambda: runs.end(run_id),
    ):
        change()
        same_as_folders(index, runs)
        assert reads
        reads.clear()
    index.refresh()
    assert reads == []


def test_metrics_of_a_growing_run(index, runs):
    run_id = runs.new(status="Running")
    path = os.path.join(runs.paths.run(run_id).attempt(1).metrics, "0.jsonl")
    for number in range(5):
        runs.log(run_id, "loss", 1.0 / (number + 1), s=number)
        runs.log(run_id, "phase", f"p{number}")
        runs.log(run_id, "curve", [1, 2], k="list")
        assert same_as_folders(index, runs)[run_id].metrics == {"loss": 1.0 / (number + 1), "phase": f"p{number}"}
    with open(path, "a") as file:
        file.write('{"n":"loss","t":9,"v":7')
    assert index.list_runs()[0].metrics["loss"] == 0.2
    with open(path, "a") as file:
        file.write('5}\n"foreign"\n{"n":[1],"v":2}\n{"v":3}\n{"n":"m"}\n')
    assert index.list_runs()[0].metrics == {"loss": 75, "phase": "p4"}
    db = sqlite3.connect(index.path)
    assert db.execute("SELECT name, last FROM metrics").fetchall() == [("loss", 75)]
    db.close()


def long_run(runs, monkeypatch, status="Completed"):
    """A run whose metrics take several refreshes to be read; ``rare`` is logged once, between the places that are looked at."""
    monkeypatch.setattr(metric_fold, "LONG_BYTES", 1000)
    monkeypatch.setattr(metric_fold, "_SLICE_BYTES", 500)
    monkeypatch.setattr(metric_lines, "_CHUNK", 250)
    monkeypatch.setattr(metric_samples, "_PLACES", 3)
    monkeypatch.setattr(metric_samples, "_BYTES", 200)
    run_id = runs.new(status="Running", metrics={"early": 1.0})
    for number in range(200):
        runs.log(run_id, "loss", number + 0.5)
        if number == 60:
            runs.log(run_id, "rare", 7.0)
    if status != "Running":
        runs.end(run_id, status)
    return run_id


def test_long_metrics_are_read_a_slice_at_a_time_and_samples_tell_the_newest(index, runs, monkeypatch):
    run_id = long_run(runs, monkeypatch)
    assert index.list_runs()[0].metrics == {"early": 1.0, "loss": 199.5}
    assert ids(index.list_runs(order_by="metric:loss")) == [run_id]
    for _ in range(20):
        index.refresh()
    assert index.query()[0].metrics == {"early": 1.0, "loss": 199.5, "rare": 7.0}
    sizes = []
    monkeypatch.setattr(metric_lines, "parse_lines", sizes.append)
    index.refresh()
    assert sizes == []


def test_of_many_long_runs_one_is_read_faster_than_the_others(index, runs, monkeypatch):
    for _ in range(5):
        long_run(runs, monkeypatch)
    sizes = []
    real = metric_lines.parse_lines
    monkeypatch.setattr(metric_lines, "parse_lines", lambda data: sizes.append(len(data)) or real(data))
    index.refresh()
    assert sum(sizes) < 10_000  # of 33,000
    for _ in range(60):
        index.refresh()
    assert all("rare" in record.metrics for record in index.query())


def test_long_metrics_of_several_writers(index, runs, monkeypatch):
    run_id = long_run(runs, monkeypatch, "Running")
    runs.log(run_id, "loss", 77.0, writer="client-a-1", t=9.0)
    runs.end(run_id)
    for _ in range(20):
        assert index.list_runs()[0].metrics["loss"] == 77.0
    same = index.query()[0].metrics
    assert same == {"early": 1.0, "loss": 77.0, "rare": 7.0}


def test_metrics_of_several_writers_go_by_time(index, runs):
    run_id = runs.new(status="Running")
    for moment, writer, value in [(5.0, "0", 1), (9.0, "1", 2), (7.0, "0", 3), (8.0, "client-x", 4), (10.0, "0", "text"), (11.0, "0", 5)]:
        runs.log(run_id, "loss", value, writer=writer, t=moment)
        same_as_folders(index, runs)


def test_a_clock_that_goes_back_does_not_stop_a_single_writer(index, runs):
    run_id = runs.new(status="Running")
    for moment in (100.0, 50.0, 60.0):
        runs.log(run_id, "loss", moment, t=moment)
        assert same_as_folders(index, runs)[run_id].metrics == {"loss": moment}


def test_a_metric_file_that_was_replaced_is_read_from_its_beginning(index, runs):
    run_id = runs.new(status="Running", metrics={"a": 1.0, "b": 2.0})
    index.refresh()
    path = os.path.join(runs.paths.run(run_id).attempt(1).metrics, "0.jsonl")
    os.unlink(path)
    runs.log(run_id, "c", 1.0)
    assert same_as_folders(index, runs)[run_id].metrics == {"c": 1.0}


def test_edits_of_ended_runs_are_seen(index, runs):
    made = [runs.new(tags={"a": "1"}) for _ in range(3)]
    index.refresh()
    run = runs.paths.run(made[1])
    note(run, "tag", "model", "ridge")
    note(run, "display_name", "display_name", "Renamed")
    assert ids(index.list_runs(tags={"model": "ridge"})) == [made[1]]
    assert index.named("Renamed") == [made[1]]
    note(run, "untag", "model")
    assert index.list_runs(tags="model") == []
    same_as_folders(index, runs)


def test_a_list_of_edits_that_was_replaced_means_looking_at_everything(index, runs):
    run_id = runs.new()
    note(runs.paths.run(run_id), "tag", "a", "1")
    index.refresh()
    note(runs.paths.run(run_id), "tag", "a", "2")
    os.replace(runs.paths.edits, runs.paths.edits + ".old")
    assert index.list_runs()[0].tags == {"a": "2"}
    append(runs.paths.edits, {"t": 1, "run": "unknown"})
    assert ids(index.list_runs()) == [run_id]


@pytest.mark.parametrize("hint", ["edits", "marker"])
def test_a_retry_opens_an_ended_run_again(index, runs, hint):
    run_id = runs.new(status="Failed", metrics={"loss": 1.0})
    index.refresh()
    run = runs.paths.run(run_id)
    os.makedirs(run / "request")
    write_once(run.request("retry", 2), b"{}")
    if hint == "edits":
        append(runs.paths.edits, {"t": 1, "run": run_id})
    else:
        touch(runs.paths.marker(run_id))
    found = index.list_runs()[0]
    assert (found.status, found.attempt, found.metrics) == ("Queued", 2, {})
    runs.begin(run_id, attempt=2)
    runs.log(run_id, "loss", 0.1, attempt=2)
    runs.end(run_id, attempt=2)
    found = index.list_runs()[0]
    assert (found.status, found.attempt, found.metrics) == ("Completed", 2, {"loss": 0.1})


def test_damaged_runs_hide_nothing(index, runs):
    good = runs.new()
    contents = [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"tags": ["x"], "id": "x"}',
        b'{"command": 5}',
        b'{"created": "yesterday", "compute": {}}',
    ]
    contents.append(b'{"id": "x", "experiment": "\\ud800", "created": NaN, "tags": {"\\udc80": "\\udc80", "n": 1}}')
    for number, content in enumerate(contents):
        run = runs.paths.run(f"bad_{number}")
        os.makedirs(run.folder)
        write_once(run.spec, content)
    os.makedirs(runs.paths.run("bad_empty").folder)
    found = {record.id: record for record in index.list_runs()}
    assert len(found) == len(contents) + 2
    assert found[good].status == "Completed"
    assert found["bad_1"].status == "Failed"
    assert "not JSON" in found["bad_1"].problems[0]
    assert ids(index.list_runs(limit=1)) == [good]
    assert index.count(tags={"\udc80": "\udc80"}) == 1


def test_a_mended_run_is_seen(index, runs):
    run = runs.paths.run("late_1_1")
    os.makedirs(run.folder)
    assert index.list_runs()[0].status == "Failed"
    write_once(run.spec, b'{"id": "late_1_1", "experiment": "late"}')
    assert index.list_runs()[0].status == "Queued"


@pytest.mark.parametrize("name", ["with space_1_1", "quo'te\"_1_1", "emoji🙂_1_1", os.fsdecode(b"byte\xff_1_1"), "new\nline_1_1"])
def test_strange_run_ids(index, runs, name):
    run_id = runs.new(run_id=name, status="Running")
    runs.log(run_id, "loss", 1.0)
    runs.end(run_id)
    assert ids(index.list_runs()) == [run_id] == index.ids(run_id[:4]) == index.named(run_id)
    assert index.number(run_id) == 1
    note(runs.paths.run(run_id), "tag", "a", "1")
    assert index.list_runs()[0].tags == {"a": "1"}
    shutil.rmtree(runs.paths.run(run_id).folder)
    assert index.list_runs() == []


def test_numbers_and_ids(index, runs):
    a1, b1, a2 = runs.new("a"), runs.new("b"), runs.new("a")
    index.refresh()
    assert [index.number(run_id) for run_id in (a1, b1, a2)] == [1, 1, 2]
    assert index.ids("a_") == [a1, a2]
    assert index.ids() == [a1, a2, b1]
    assert index.ids("c") == []
    with pytest.raises(NotFoundError, match="no run 'x'"):
        index.number("x")


def test_equal_names_are_newest_first(index, runs):
    made = [runs.new(display_name="fox") for _ in range(2)]
    index.refresh()
    assert index.named("fox") == made[::-1]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_index_is_made_again(runs, cache, content):
    run_id = runs.new()
    with open(cache.path("index.sqlite"), "wb") as file:
        file.write(content)
    index = Index(runs.paths, cache)
    assert ids(index.list_runs()) == [run_id]
    index.close()


def test_damage_met_in_a_query_is_mended(index, runs):
    run_id = runs.new()
    index.refresh()
    index.close()
    db = sqlite3.connect(index.path)
    db.execute("DROP TABLE metrics")
    db.close()
    assert ids(index.query(order_by="metric:x")) == [run_id]


def test_another_schema_and_another_place_are_made_again(index, runs, cache, tmp_path):
    run_id = runs.new()
    index.refresh()
    index.close()
    db = sqlite3.connect(index.path)
    db.execute("PRAGMA user_version = 99")
    db.execute("DELETE FROM runs")
    db.commit()
    db.close()
    assert ids(index.list_runs()) == [run_id]
    other = Index(Runs(str(tmp_path / "copy" / ".aml")).paths, cache)
    assert other.list_runs() == []
    other.close()
    assert ids(index.list_runs()) == [run_id]


def test_it_may_be_deleted_while_it_is_used(index, runs):
    run_id = runs.new()
    index.refresh()
    os.unlink(index.path)
    assert ids(index.list_runs()) == [run_id]
    assert os.path.exists(index.path)
    os.unlink(index.path)
    assert ids(index.query()) == [run_id]


def test_without_a_place_for_it_the_index_is_in_memory(runs, cache):
    os.makedirs(cache.path("index.sqlite"))
    index = Index(runs.paths, cache)
    run_id = runs.new()
    assert ids(index.list_runs()) == [run_id]
    runs.new()
    assert len(index.list_runs()) == 2
    index.close()


def test_threads_share_an_index(index, runs):
    wanted, done = 20, []

    def work():
        for _ in range(10):
            index.list_runs(limit=5)
        done.append(True)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(wanted):
        runs.new(status="Running")
    for thread in threads:
        thread.join()
    assert len(done) == 4
    assert len(index.list_runs()) == wanted


def test_processes_share_an_index(index, runs, cache):
    made = [runs.new(metrics={"loss": 1.0}, status="Running") for _ in range(30)]
    code = (
        "import sys; from jupyterlab_aml.workspace.index import Index; from jupyterlab_aml.workspace.cache import Cache\n"
        "from jupyterlab_aml.runfiles.paths import WorkspacePaths\n"
        "index = Index(WorkspacePaths(sys.argv[1]), Cache('workspace-1'))\n"
        "for _ in range(20): found = index.list_runs()\n"
        "print(len(found), len(index.list_runs(order_by='metric:loss', limit=1000)))"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, runs.paths.root], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for run_id in made:
        runs.log(run_id, "loss", 0.5)
        runs.end(run_id)
        index.refresh()
    for other in others:
        assert other.communicate(timeout=60)[0] == "30 30\n"
        assert other.returncode == 0
    same_as_folders(index, runs)


def test_ten_thousand_metric_names(index, runs):
    run_id = runs.new(status="Running")
    path = os.path.join(runs.paths.run(run_id).attempt(1).metrics, "0.jsonl")
    with open(path, "w") as file:
        file.writelines(f'{{"n":"m{number}","t":1.0,"v":{number}}}\n' for number in range(10_000))
    assert len(index.list_runs()[0].metrics) == 10_000
    assert ids(index.list_runs(order_by="metric:m9999")) == [run_id]
