"""Points of metrics for charts."""

import json
import math
import os
import threading
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_aml.runfiles import metrics as metric_lines
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.workspace import series as series_module
from jupyterlab_aml.workspace.series import Series, SeriesCache, downsample


@pytest.fixture
def attempt(tmp_path):
    os.makedirs(tmp_path / "run" / "attempt-1" / "metrics")
    return AttemptPaths(str(tmp_path / "run" / "attempt-1"), 1)


@pytest.fixture
def cache():
    return SeriesCache()


def log(attempt, *records, writer="0"):
    with open(os.path.join(attempt.metrics, writer + ".jsonl"), "a") as file:
        file.writelines(json.dumps({"n": "loss", "t": 1.0, **record}) + "\n" for record in records)


def series_of(values):
    return Series(array("d", range(len(values))), array("d", range(len(values))), array("d", values))


def test_points_have_step_time_and_value(attempt, cache):
    log(attempt, {"v": 1, "t": 5.0}, {"v": 0.5, "t": 6.0, "s": 10}, {"v": 9, "n": "other"})
    found = cache.read(attempt, "loss")
    assert (list(found.x), list(found.t), list(found.v)) == ([0, 10], [5, 6], [1, 0.5])
    assert len(cache.read(attempt, "nothing")) == 0


def test_what_is_no_number_is_no_point(attempt, cache):
    log(attempt, {"v": "text"}, {"v": True}, {"v": None}, {"v": {"a": 1}, "k": "row"}, {"v": [1, "x", 2], "k": "list"}, {"v": [3]}, {"v": 10**400})
    assert list(cache.read(attempt, "loss").v) == [1, 2, math.inf]


def test_without_files_there_are_no_points(tmp_path, cache):
    assert len(cache.read(AttemptPaths(str(tmp_path / "attempt-1"), 1), "loss")) == 0


def test_only_what_was_added_is_read(attempt, cache, monkeypatch):
    sizes = []
    real = metric_lines.parse_lines
    monkeypatch.setattr(metric_lines, "parse_lines", lambda data: sizes.append(len(data)) or real(data))
    log(attempt, *({"v": number} for number in range(100)))
    first = cache.read(attempt, "loss")
    log(attempt, {"v": 100})
    with open(os.path.join(attempt.metrics, "0.jsonl"), "a") as file:
        file.write('{"n":"loss","v":1')
    second = cache.read(attempt, "loss")
    assert (len(first), len(second)) == (100, 101)
    assert sizes[-1] < 60
    cache.read(attempt, "other")
    assert len(sizes) == 2


def test_a_file_is_read_in_pieces(attempt, cache, monkeypatch):
    monkeypatch.setattr(metric_lines, "_CHUNK", 64)
    log(attempt, *({"v": number} for number in range(50)), {"n": "x" * 500, "v": 1}, {"v": 50})
    assert list(cache.read(attempt, "loss").v) == list(range(51))


def test_several_writers_go_by_time(attempt, cache):
    log(attempt, {"v": 1, "t": 1.0}, {"v": 3, "t": 3.0})
    log(attempt, {"v": 2, "t": 2.0}, writer="client-a-1")
    assert list(cache.read(attempt, "loss").v) == [1, 2, 3]
    log(attempt, {"v": 4, "t": 4.0}, writer="client-a-1")
    assert list(cache.read(attempt, "loss").v) == [1, 2, 3, 4]


def test_a_file_that_was_replaced_is_read_from_its_beginning(attempt, cache):
    log(attempt, {"v": 1}, {"v": 2})
    cache.read(attempt, "loss")
    os.unlink(os.path.join(attempt.metrics, "0.jsonl"))
    log(attempt, {"v": 3})
    assert list(cache.read(attempt, "loss").v) == [3]


def test_the_cache_is_bounded(tmp_path):
    cache = SeriesCache(max_bytes=24 * 25)
    for number in range(4):
        folder = tmp_path / str(number) / "attempt-1"
        os.makedirs(folder / "metrics")
        attempt = AttemptPaths(str(folder), 1)
        log(attempt, *({"v": value} for value in range(10)))
        assert len(cache.read(attempt, "loss")) == 10
        assert cache.size_bytes <= 24 * 25
    assert cache.size_bytes == 24 * 20


def test_what_was_returned_does_not_grow(attempt, cache):
    log(attempt, {"v": 1})
    first = cache.read(attempt, "loss")
    log(attempt, {"v": 2})
    cache.read(attempt, "loss")
    assert len(first) == 1


def test_threads_read_each_point_once(attempt, cache):
    log(attempt, *({"v": number} for number in range(1000)))
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(cache.read(attempt, "loss")))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1000] * 6


@given(st.lists(st.floats(), max_size=200), st.integers(4, 60))
def test_downsampling_keeps_ends_and_extremes(values, points):
    series = series_of(values)
    found = downsample(series, points)
    assert len(found) <= max(points, 4)
    assert list(found.x) == sorted(set(found.x))
    if len(values) <= points:
        assert found == series or any(map(math.isnan, values))
    if values:
        assert (found.x[0], found.x[-1]) == (0, len(values) - 1)
    numbers = [value for value in values if not math.isnan(value)]
    if numbers:
        kept = [value for value in found.v if not math.isnan(value)]
        assert (min(kept), max(kept)) == (min(numbers), max(numbers))


def test_a_stretch_of_nan_leaves_a_gap():
    found = downsample(series_of([1.0] * 50 + [math.nan] * 100 + [2.0] * 50), 20)
    assert any(map(math.isnan, found.v))
    assert len(found) <= 20


def test_a_million_points_keep_their_only_peak():
    values = array("d", [0.0]) * 1_000_000
    values[777_777] = 5.0
    found = downsample(Series(array("d", range(1_000_000)), values, values), 2000)
    assert len(found) <= 2000
    assert (777_777, 5.0) in zip(found.x, found.v, strict=True)


def test_attempts_without_points_are_not_kept_for_ever(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(series_module, "_MOST_ATTEMPTS", 2)
    attempts = [AttemptPaths(str(tmp_path / f"attempt-{number}"), number) for number in (1, 2, 3)]
    kept = [cache.open(attempt) for attempt in attempts]
    cache.trim()
    assert [cache.open(attempt) is known for attempt, known in zip(attempts, kept, strict=True)] == [False, True, True]
