"""The tail of one run: everything at first, then what changed, and nothing while nothing does."""

import json
import math
import os

import pytest

from jupyterlab_aml import Experiment
from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import append, dumps, replace
from jupyterlab_aml.workspace.feed import RunFeed
from jupyterlab_aml.workspace.series import AttemptMetrics, SeriesCache
from jupyterlab_aml.workspace.series_reader import READER


@pytest.fixture(name="run")
def run_fixture(ws):
    """An interactive run that this process holds."""
    return Experiment(ws, "feeds").start_logging()


def kinds(updates):
    return [next(iter(update)) for update in updates]


def of(updates, kind):
    return [update[kind] for update in updates if kind in update]


def write_log(run, text, name="std_log.txt"):
    folder = run.paths.attempt(1).user_logs
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
        file.write(text)


def test_the_first_answer_is_everything(ws, run):
    run.log("loss", 0.5)
    run.log("loss", 0.25, step=7)
    run.log("note", "warm")
    write_log(run, "one\ntwo\n")
    first = RunFeed(ws, run.id, tail=1).poll()
    assert kinds(first) == ["record", "metrics", "series", "log"]
    assert of(first, "record")[0]["id"] == run.id
    assert of(first, "record")[0]["metrics"] == {"loss": 0.25, "note": "warm"}
    loss, note = of(first, "metrics")[0]
    assert loss == {"name": "loss", "kind": "series", "count": 2, "last": 0.25, "min": 0.25, "max": 0.5, "step": 7}
    assert note == {"name": "note", "kind": "text", "count": 1, "value": "warm"}
    (series,) = of(first, "series")[0]
    assert (series["x"], series["v"], series["total"], series["reset"]) == ([0, 7], [0.5, 0.25], 2, True)
    assert of(first, "log") == [{"name": "user_logs/std_log.txt", "attempt": 1, "text": "two\n", "size": 8, "line": 1, "reset": True}]


def test_then_only_what_was_added(ws, run):
    run.log("loss", 0.5)
    feed = RunFeed(ws, run.id)
    feed.poll()
    assert feed.poll() == []
    run.log("loss", 0.25)
    write_log(run, "three\n")
    later = feed.poll()
    assert kinds(later) == ["metrics", "series", "log"]
    (series,) = of(later, "series")[0]
    assert series["v"] == [0.25]
    assert "reset" not in series
    assert of(later, "log")[0]["text"] == "three\n"
    assert len(json.dumps(later)) < 1000
    assert feed.poll() == []


def test_an_end_is_told_with_everything_before_it(ws, run):
    feed = RunFeed(ws, run.id)
    feed.poll()
    assert not feed.ended
    run.log("loss", 1)
    run.complete()
    last = feed.poll()
    assert feed.ended
    assert of(last, "record")[0]["status"] == "Completed"
    assert of(last, "series")[0][0]["v"] == [1]


def test_many_points_at_once_are_thinned_out_and_no_peak_is_lost(ws, run):
    feed = RunFeed(ws, run.id, points=50, parts=["series"])
    feed.poll()
    for step in range(1000):
        run.log("loss", 99 if step == 567 else 1, step=step)
    (series,) = feed.poll()[0]["series"]
    assert series["reset"]
    assert series["total"] == 1000
    assert len(series["v"]) <= 50
    assert 99 in series["v"]
    run.log("loss", 2)
    (series,) = feed.poll()[0]["series"]
    assert (series["v"], series["total"]) == ([2], 1001)


def test_what_is_no_number_is_null(ws, run):
    for value in (math.nan, math.inf, -math.inf):
        run.log("loss", value)
    told = RunFeed(ws, run.id).poll()
    assert of(told, "series")[0][0]["v"] == [None, None, None]
    assert of(told, "metrics")[0][0]["last"] is None
    json.dumps(told, allow_nan=False)


def test_only_the_parts_and_names_that_are_wanted(ws, run):
    for name in ("loss", "accuracy"):
        run.log(name, 1)
    assert kinds(RunFeed(ws, run.id, parts=["record"]).poll()) == ["record"]
    told = RunFeed(ws, run.id, parts=["metrics", "series"], names=["accuracy"]).poll()
    assert [each["name"] for each in of(told, "metrics")[0] + of(told, "series")[0]] == ["accuracy"] * 2


def test_metrics_of_every_kind_have_their_value(ws, run):
    run.log_list("numbers", [1, 2])
    run.log_row("row", a=1, b=2)
    run.log_row("row", a=3, b=4)
    run.log_table("table", {"a": [1], "b": 2})
    run.log("flag", True)
    told = {each["name"]: each for each in RunFeed(ws, run.id, parts=["metrics"]).poll()[0]["metrics"]}
    assert {name: (each["kind"], each["value"]) for name, each in told.items()} == {
        "numbers": ("list", [1, 2]),
        "row": ("row", {"a": [1, 3], "b": [2, 4]}),
        "table": ("table", {"a": [1], "b": [2]}),
        "flag": ("text", True),
    }


def test_what_a_script_uses_is_a_series(ws, run):
    os.makedirs(run.paths.attempt(1).folder, exist_ok=True)
    gpu = [{"index": 0.0, "gpu_percent": 50.0, "memory_used_mb": 2.0, "memory_total_mb": 8.0}]
    with open(run.paths.attempt(1).system, "w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"t": moment, "cpu_percent": 97.5, "rss_bytes": 1024, "processes": 2, "gpu": gpu}) + "\n" for moment in (10.0, 11.0)
        )
        file.write('{"t": "never"}\n[]\n{"t": 12.0, "gpu": 7}\n')
    (told,) = RunFeed(ws, run.id, parts=["system"]).poll()
    found = {each["name"]: each for each in told["system"]}
    assert found["cpu_percent"]["t"] == [10, 11]
    assert found["gpu0_memory_bytes"]["v"] == [2 * 1024 * 1024] * 2
    assert set(found) == {"cpu_percent", "rss_bytes", "processes", "gpu0_percent", "gpu0_memory_bytes", "gpu0_memory_total_bytes"}


def test_children_are_told_as_they_change(ws, run, monkeypatch):
    monkeypatch.setattr("jupyterlab_aml.workspace.feed._CHILDREN_S", 0)
    feed = RunFeed(ws, run.id, parts=["children"])
    assert feed.poll() == []
    child = run.child_run("first")
    assert [each["display_name"] for each in feed.poll()[0]["children"]] == ["first"]
    assert feed.poll() == []
    child.complete()
    assert [each["status"] for each in feed.poll()[0]["children"]] == ["Completed"]


def test_a_deleted_run_is_gone(ws, run):
    run.complete()
    feed = RunFeed(ws, run.id)
    feed.poll()
    run.delete()
    assert feed.poll() == [{"gone": True}]
    assert feed.ended
    assert feed.poll() == []


def test_runs_that_are_away_as_a_whole_were_not_deleted(ws, run):
    feed = RunFeed(ws, run.id, parts=["record"])
    feed.poll()
    os.rename(ws.paths.root, ws.paths.root + "-away")
    with pytest.raises(WorkspaceError, match="is not there"):
        feed.poll()
    os.rename(ws.paths.root + "-away", ws.paths.root)
    assert feed.poll() == []
    assert not feed.ended


def test_a_log_that_was_replaced_begins_anew(ws, run):
    write_log(run, "old words\n")
    feed = RunFeed(ws, run.id, parts=["log"])
    feed.poll()
    os.unlink(run.paths.attempt(1).log)
    write_log(run, "new\n")
    assert feed.poll()[0]["log"] == {"name": "user_logs/std_log.txt", "attempt": 1, "text": "new\n", "size": 4, "line": 0, "reset": True}


def test_who_chose_no_log_is_told_the_one_that_tells_most(ws, run):
    attempt = run.paths.attempt(1)
    write_log(run, "building\n", "environment_build.txt")
    replace(attempt.events, dumps({"t": 1.0, "status": "Preparing"}))
    feed, chosen = RunFeed(ws, run.id, parts=["log"]), RunFeed(ws, run.id, parts=["log"], log="user_logs/std_log.txt")
    told = feed.poll() + chosen.poll()
    append(attempt.events, {"t": 2.0, "status": "Running"})
    write_log(run, "rank 0\n")
    told += feed.poll() + chosen.poll()
    write_log(run, "rank 1\n", "std_log_process_1.txt")
    error = {"code": "ScriptFailed", "message": "rank 1: exit code 1", "log": "user_logs/std_log_process_1.txt"}
    append(attempt.events, {"t": 3.0, "status": "Failed", "reason": error["message"], "error": error})
    told += feed.poll() + chosen.poll()
    assert [(each["log"]["name"].partition("/")[2], each["log"]["text"]) for each in told] == [
        ("environment_build.txt", "building\n"),
        ("std_log.txt", ""),
        ("std_log.txt", "rank 0\n"),
        ("std_log.txt", "rank 0\n"),
        ("std_log_process_1.txt", "rank 1\n"),
    ]


def test_a_character_that_comes_in_halves_arrives_whole(ws, run):
    feed = RunFeed(ws, run.id, parts=["log"])
    feed.poll()
    write_log(run, "")
    euro = "€".encode()
    texts = []
    for half in (euro[:1], euro[1:]):
        with open(run.paths.attempt(1).log, "ab") as file:
            file.write(half)
        texts += [update["log"]["text"] for update in feed.poll()]
    assert "".join(texts) == "€"


def test_a_flood_of_log_is_told_by_its_end(ws, run):
    feed = RunFeed(ws, run.id, parts=["log"], tail=2)
    feed.poll()
    write_log(run, "line\n" * 300_000)
    (update,) = feed.poll()
    assert update["log"]["reset"]
    assert update["log"]["text"] == "line\n" * 2
    assert update["log"]["line"] == 299_998


@pytest.mark.parametrize(
    "name", ["../run.json", "/etc/passwd", "user_logs/../../run.json", "attempt-1/started", "logs/", "env.json", "logs/\0", "logs"]
)
def test_a_log_outside_of_the_logs_is_refused(ws, run, name):
    with pytest.raises(NotFoundError):
        RunFeed(ws, run.id, log=name)


def test_a_log_that_leads_out_of_the_run_is_refused(ws, run, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    os.makedirs(run.paths / "logs", exist_ok=True)
    os.symlink(tmp_path / "secret.txt", os.path.join(run.paths / "logs", "innocent.txt"))
    with pytest.raises(NotFoundError):
        RunFeed(ws, run.id, log="logs/innocent.txt")


def test_an_unknown_part_or_run_is_refused(ws, run):
    with pytest.raises(UserError, match="'weather' is no part"):
        RunFeed(ws, run.id, parts=["weather"])
    with pytest.raises(NotFoundError):
        RunFeed(ws, "nobody")


def test_foreign_content_hides_nothing_else(ws, run):
    run.log("loss", 1)
    with open(run.paths.attempt(1).metrics + "/client-a-1.jsonl", "w", encoding="utf-8") as file:
        file.write('{"n": "odd", "v": [1], "k": "sonnet"}\nnot json\n{"n": "loss"}\n')
    os.mkdir(run.paths.attempt(1).metrics + "/client-a-2.jsonl")
    told = RunFeed(ws, run.id).poll()
    assert {each["name"]: each["kind"] for each in of(told, "metrics")[0]} == {"loss": "series", "odd": "text"}
    assert of(told, "series")[0][0]["v"] == [1]


def test_long_metrics_are_sketched_at_once_and_told_when_they_are_read(ws, run, monkeypatch, tmp_path):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(AttemptMetrics, "LONG_BYTES", 100_000)
    for step in range(40_000):
        run.log("loss", step % 97, step=step)
    run.complete()
    feed = RunFeed(ws, run.id, series=SeriesCache(reader=READER))
    with READER._one_at_a_time:  # as if it read another run
        first = feed.poll()
        assert kinds(first) == ["record", "metrics", "series", "log"]
        ((sketch,),) = of(first, "series")
        assert (sketch["reset"], sketch["x"][0], sketch["x"][-1]) == (True, 0, 39_999)
        assert sketch["total"] == pytest.approx(40_000, rel=0.05)
        assert of(first, "record")[0]["metrics"] == {"loss": 39_999 % 97}
        assert feed.poll() == []
        assert not feed.ended
    assert not READER.reading(feed._metrics, 120)
    ((whole,),) = of(feed.poll(), "series")
    assert (whole["reset"], whole["total"], max(whole["v"])) == (True, 40_000, 96)
    assert feed.ended


def test_a_retry_begins_everything_anew(ws, run):
    run.log("loss", 1)
    feed = RunFeed(ws, run.id)
    feed.poll()
    metrics = run.paths.attempt(2).metrics
    os.makedirs(metrics)
    with open(metrics + "/0.jsonl", "w", encoding="utf-8") as file:
        file.write('{"n": "loss", "t": 5.0, "v": 7}\n')
    told = feed.poll()
    assert of(told, "record")[0]["attempt"] == 2
    (series,) = of(told, "series")[0]
    assert (series["v"], series["reset"]) == ([7], True)
    assert of(told, "log")[0]["attempt"] == 2
