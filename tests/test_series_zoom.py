"""Long series: thinned out at the cost of what is shown, sketched while they are read, read by another process, and kept."""

import json
import math
import os
import random
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.workspace import series_pack, series_zoom
from jupyterlab_aml.workspace.series import AttemptMetrics, Series, SeriesCache
from jupyterlab_aml.workspace.series_reader import SeriesReader
from jupyterlab_aml.workspace.series_sketch import sketch
from jupyterlab_aml.workspace.series_zoom import Peaks, window

_VALUES = st.lists(st.floats(width=16) | st.integers(-5, 5).map(float), max_size=300)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def attempt(tmp_path):
    os.makedirs(tmp_path / "run" / "attempt-1" / "metrics")
    return AttemptPaths(str(tmp_path / "run" / "attempt-1"), 1)


def log(attempt, records, writer="0"):
    with open(os.path.join(attempt.metrics, writer + ".jsonl"), "a") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def series_of(values, steps=None):
    return Series(array("d", steps or range(len(values))), array("d", range(len(values))), array("d", values))


def plain(attempt):
    """What a plain reading gives."""
    metrics = AttemptMetrics()
    metrics.go_on(attempt)
    return metrics


def same(one, other):
    return {name: [column.tobytes() for column in (s.x, s.t, s.v)] for name, s in one.series.items()} == {
        name: [column.tobytes() for column in (s.x, s.t, s.v)] for name, s in other.series.items()
    }


@pytest.fixture
def short(monkeypatch):
    """Everything counts as long."""
    monkeypatch.setattr(series_zoom, "_LONG", 20)


@settings(max_examples=60)
@given(_VALUES, _VALUES, st.integers(4, 60), st.floats(-5, 320), st.floats(-5, 320), st.sampled_from(["step", "time"]))
def test_the_window_has_the_ends_and_every_peak(values, more, points, start, end, by):
    block, long = series_zoom.BLOCK, series_zoom._LONG
    series_zoom.BLOCK, series_zoom._LONG = 4, 20
    try:
        peaks, series = Peaks(), series_of(values)
        peaks.go_on(series)
        series = series_of(values + more)  # it grew
        peaks.go_on(series)
        for low, high in ((None, None), (min(start, end), max(start, end)), (start, None)):
            shown = window(series, peaks, points, by, low, high)
            assert len(shown) <= max(points, 4)
            assert list(shown.x) == sorted(set(shown.x))
            inside = [(x, v) for x, v in zip(series.x, series.v, strict=True) if (low is None or x >= low) and (high is None or x <= high)]
            for x, v in zip(shown.x, shown.v, strict=True):
                assert series.v[int(x)] == v or math.isnan(v)
            numbers = [v for _, v in inside if not math.isnan(v)]
            if numbers:
                assert min(shown.v, key=lambda v: math.inf if math.isnan(v) else v) <= min(numbers)
                assert max(shown.v, key=lambda v: -math.inf if math.isnan(v) else v) >= max(numbers)
            if inside:
                assert shown.x[0] <= inside[0][0]
                assert shown.x[-1] >= inside[-1][0]
    finally:
        series_zoom.BLOCK, series_zoom._LONG = block, long


def test_steps_in_no_order_are_looked_through_one_by_one():
    values = [float(number) for number in range(1000)]
    steps = values[:]
    random.Random(1).shuffle(steps)
    series, peaks = series_of(values, steps), Peaks()
    peaks.go_on(series)
    assert not peaks.sorted_x
    assert sorted(window(series, peaks, 2000, "step", 10, 20).x) == [float(step) for step in range(10, 21)]


def test_a_million_points_lose_no_peak():
    values = array("d", (math.sin(number / 1000) for number in range(1_000_000)))
    values[777_777], values[123_456] = 50.0, -50.0
    series, peaks = Series(array("d", range(1_000_000)), values, values), Peaks()
    peaks.go_on(series)
    shown = window(series, peaks, 500)
    assert len(shown) <= 500
    assert (max(shown.v), min(shown.v), shown.x[0], shown.x[-1]) == (50.0, -50.0, 0.0, 999_999.0)
    zoomed = window(series, peaks, 500, "step", 777_000, 778_000)
    assert max(zoomed.v) == 50.0


def metric_lines(count, names=("loss", "acc"), steps=True):
    for number in range(count):
        for name in names:
            value = [number / 3, math.nan, math.inf, -5][0 if number % 7 else number % 4]
            yield {"n": name, "t": 1000.0 + number / 10, "v": value, **({"s": number} if steps else {})}


def test_another_process_reads_the_same(attempt):
    log(attempt, metric_lines(3000))
    log(attempt, [{"n": "kind", "t": 1.0, "v": "ridge", "d": "what"}, {"n": "table", "t": 2.0, "k": "table", "v": {"a": [1, 2]}}])
    log(attempt, [{"n": "row", "t": 3.0 + i, "k": "row", "v": {"a": i}} for i in range(3)], writer="run-x")
    found = series_pack.read_elsewhere(attempt)
    expected = plain(attempt)
    assert same(found, expected)
    assert found.table.changed() == expected.table.changed()
    assert found.offsets == expected.offsets
    log(attempt, metric_lines(10))
    found.go_on(attempt)
    expected.go_on(attempt)
    assert same(found, expected)
    assert found.table.changed() == expected.table.changed()


def test_what_is_kept_goes_on_where_it_was_and_is_made_again_if_it_is_of_no_use(attempt, monkeypatch):
    log(attempt, metric_lines(100))
    series_pack.read_elsewhere(attempt)
    log(attempt, metric_lines(100))
    monkeypatch.setattr(AttemptMetrics, "LONG_BYTES", 0)
    assert same(series_pack.read_elsewhere(attempt), plain(attempt))
    path = series_pack.path_of(attempt)
    with open(path, "rb") as file:
        whole = file.read()
    for damage in (b"", b"{}\n", b"nonsense", whole[:-8]):
        with open(path, "wb") as file:
            file.write(damage)
        assert series_pack.load(path) is None
        assert same(series_pack.read_elsewhere(attempt), plain(attempt))
    os.rename(os.path.join(attempt.metrics, "0.jsonl"), os.path.join(attempt.metrics, "1.jsonl"))
    log(attempt, metric_lines(5, names=["other"]))
    assert same(series_pack.read_elsewhere(attempt), plain(attempt))


def test_the_other_process_loads_nothing_from_the_folder_of_this_one(attempt, tmp_path, monkeypatch):
    log(attempt, metric_lines(10))
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AML_CACHE", "cache")
    assert same(series_pack.read_elsewhere(attempt), plain(attempt))


def test_what_a_process_left_that_was_ended_is_removed_some_day(attempt, monkeypatch):
    log(attempt, metric_lines(10))
    path = series_pack.path_of(attempt)

    def full(old, new):
        raise OSError("full")

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        with pytest.raises(OSError, match="full"):
            series_pack.write(plain(attempt), path)
        assert os.listdir(os.path.dirname(path)) == []
        broken.setattr(os, "unlink", lambda path: None)  # as if the process had been ended before it could
        with pytest.raises(OSError, match="full"):
            series_pack.write(plain(attempt), path)
    (left,) = os.listdir(os.path.dirname(path))
    os.rename(os.path.join(os.path.dirname(path), left), os.path.join(os.path.dirname(path), left.replace(str(os.getpid()), "other")))
    monkeypatch.setattr(series_pack, "_KEPT_BYTES", 0)
    series_pack.write(plain(attempt), path)
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


def test_long_metrics_are_read_elsewhere_and_short_ones_here(attempt, monkeypatch):
    reader = SeriesReader()
    cache = SeriesCache(reader=reader)
    log(attempt, metric_lines(500))
    metrics = cache.open(attempt)
    with metrics.lock:
        metrics.go_on(attempt)
    assert len(metrics.series["loss"]) == 500
    monkeypatch.setattr(AttemptMetrics, "LONG_BYTES", 1000)
    again = SeriesCache(reader=reader).open(attempt)
    with again.lock:
        again.go_on(attempt)
        assert not again.series
    assert not reader.reading(again, 60)
    log(attempt, metric_lines(500))  # it grew meanwhile
    with again.lock:
        again.go_on(attempt)
    metrics.reader = None
    metrics.go_on(attempt)
    assert same(again, metrics)


def test_a_sketch_is_about_right(attempt):
    log(attempt, metric_lines(100_000, names=["loss", "acc"], steps=False))
    log(attempt, [{"n": "kind", "t": 20_000.0, "v": "ridge"}])
    found, exact = sketch(attempt), plain(attempt)
    assert set(found.series) == {"loss", "acc"}
    assert found.totals["loss"] == pytest.approx(100_000, rel=0.05)
    loss, all_of_it = found.series["loss"], exact.series["loss"]
    assert (loss.t[0], loss.t[-1]) == (all_of_it.t[0], all_of_it.t[-1])
    assert all(left <= right for left, right in zip(loss.x, loss.x[1:], strict=False))
    assert loss.x[-1] == pytest.approx(100_000, rel=0.05)
    for x, t in zip(loss.x, loss.t, strict=True):
        assert (t - 1000) * 10 == pytest.approx(x, abs=5000)
    assert {each["name"]: each["kind"] for each in found.metrics()} == {"loss": "series", "acc": "series", "kind": "text"}


@pytest.mark.parametrize("records", [[], [{"n": "loss", "t": 1.0, "v": 1, "s": 5}]])
def test_a_sketch_of_little_is_all_of_it(attempt, records):
    log(attempt, records)
    assert [list(series.v) for series in sketch(attempt).series.values()] == [[1.0]] * len(records)
