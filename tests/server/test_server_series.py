"""Metrics and the points of charts over HTTP."""

import json
import os

import pytest
from server_support import call, check, check_refusal

from jupyterlab_aml.workspace.series import AttemptMetrics
from jupyterlab_aml.workspace.series_reader import READER


@pytest.fixture
def logged(run):
    """A run with a metric of each kind, and a series."""
    for step in range(1000):
        run.log("loss", 1 / (step + 1), step=step * 2)
    run.log("alpha", float("nan"))
    run.log("kind", "ridge")
    run.log_list("scores", [1, 2, 3])
    run.log_row("row", a=1, b="x")
    run.log_row("row", a=2, b="y")
    run.log_table("table", {"a": [1, 2], "b": [3, 4]})
    return run


def write(path, records):
    with open(path, "w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


async def metrics(fetch, run, **query):
    return check(await call(fetch, f"runs/{run.id}/metrics", query=query), "/runs/{run}/metrics")["metrics"]


async def series(fetch, run, *names, **query):
    pairs = [("name", name) for name in names] + list(query.items())
    return check(await call(fetch, f"runs/{run.id}/series", query=pairs), "/runs/{run}/series")["series"]


async def test_every_kind_of_metric(jp_fetch, logged):
    told = {metric["name"]: metric for metric in await metrics(jp_fetch, logged)}
    assert (told["loss"]["kind"], told["loss"]["count"], told["loss"]["last"], told["loss"]["max"]) == ("series", 1000, 0.001, 1.0)
    assert (told["alpha"]["last"], told["kind"]["value"], told["scores"]["value"]) == (None, "ridge", [1, 2, 3])
    assert (told["row"]["value"], told["table"]["value"]) == ({"a": [1, 2], "b": ["x", "y"]}, {"a": [1, 2], "b": [3, 4]})


async def test_points_thinned_out_and_zoomed(jp_fetch, logged):
    (loss, scores, none) = await series(jp_fetch, logged, "loss", "scores", "none", points=100)
    assert (loss["name"], loss["total"], loss["exact"]) == ("loss", 1000, True)
    assert len(loss["x"]) <= 100
    assert (loss["x"][0], loss["x"][-1], loss["v"][0]) == (0, 1998, 1)
    assert (scores["v"], none["v"], none["total"]) == ([1, 2, 3], [], 0)
    (zoomed,) = await series(jp_fetch, logged, "loss", **{"from": 100, "to": 110})
    assert zoomed["x"] == [98, 100, 102, 104, 106, 108, 110, 112]
    moment = zoomed["t"][3]
    (by_time,) = await series(jp_fetch, logged, "loss", **{"x": "time", "from": moment, "to": moment})
    assert min(abs(shown - moment) for shown in by_time["t"]) <= 0.002
    (nan,) = await series(jp_fetch, logged, "alpha")
    assert nan["v"] == [None]


async def test_what_cannot_be_asked(jp_fetch, logged):
    check_refusal(await call(jp_fetch, f"runs/{logged.id}/series"), 400)
    check_refusal(await call(jp_fetch, f"runs/{logged.id}/series", query={"name": "loss", "points": 1}), 400)
    check_refusal(await call(jp_fetch, f"runs/{logged.id}/series", query={"name": "loss", "from": "nan"}), 400)
    assert await metrics(jp_fetch, logged, attempt=7) == []


async def test_long_metrics_are_sketched_until_they_are_read(jp_fetch, jp_serverapp, run, monkeypatch, tmp_path):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(AttemptMetrics, "LONG_BYTES", 100_000)
    attempt = run.paths.attempt(1)
    os.makedirs(attempt.metrics, exist_ok=True)
    write(os.path.join(attempt.metrics, "0.jsonl"), ({"n": "loss", "t": 1000.0 + step, "v": step % 97, "s": step} for step in range(60_000)))
    with READER._one_at_a_time:  # as if it read another run
        (first,) = await series(jp_fetch, run, "loss")
        assert first["exact"] is False
        assert first["total"] == pytest.approx(60_000, rel=0.05)
        assert (first["x"][0], first["x"][-1]) == (0, 59_999)
        assert (await metrics(jp_fetch, run))[0]["count"] == first["total"]
    extension = next(iter(jp_serverapp.extension_manager.extension_apps["jupyterlab_aml"]))
    assert not READER.reading(extension.services.series.open(attempt), 120)
    (then,) = await series(jp_fetch, run, "loss")
    assert (then["exact"], then["total"], max(then["v"])) == (True, 60_000, 96)


async def test_what_a_run_used_of_its_machine(jp_fetch, run):
    write(run.paths.attempt(1).system, [{"t": 1000.5 + number, "cpu_percent": 10 * number, "rss_bytes": 1, "processes": 2} for number in range(5)])
    told = check(await call(jp_fetch, f"runs/{run.id}/system"), "/runs/{run}/system")["series"]
    assert {each["name"] for each in told} == {"cpu_percent", "rss_bytes", "processes"}
    assert (told[0]["v"], told[0]["t"][0]) == ([0, 10, 20, 30, 40], 1000.5)
