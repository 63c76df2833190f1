"""The metrics of a run, and the points of charts. Of long metrics there is a sketch until they are read."""

import os
from typing import Any

from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace import series_pack
from jupyterlab_aml.workspace.feed_points import columns
from jupyterlab_aml.workspace.series import AttemptMetrics, Series, downsample
from jupyterlab_aml.workspace.series_reader import READER
from jupyterlab_aml.workspace.series_sketch import Sketch, sketch
from jupyterlab_aml.workspace.series_zoom import Peaks, peaks_of, window
from jupyterlab_aml.workspace.system_series import SystemSeries

_PATIENCE_S = 0.5  # what was kept is there sooner than that


class MetricsHandler(Handler):
    """``/runs/{run}/metrics``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell every metric."""
        attempt, metrics = _metrics(call)
        rough = _sketch_while_reading(metrics, attempt)
        if rough is not None:
            return {"metrics": rough.metrics()}
        with metrics.lock:
            return {"metrics": metrics.table.changed()}


class SeriesHandler(Handler):
    """``/runs/{run}/series``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell the points of some metrics."""
        attempt, metrics = _metrics(call)
        rough = _sketch_while_reading(metrics, attempt)
        if rough is not None:
            return {"series": [_rough(call, rough, name) for name in call.query["name"]]}
        with metrics.lock:
            shapes = [_exact(call, metrics, name) for name in call.query["name"]]
        call.services.series.trim()
        return {"series": shapes}


class SystemHandler(Handler):
    """``/runs/{run}/system``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell what the run used of its machine."""
        samples = SystemSeries(_attempt(call))
        samples.go_on()
        points = call.query["points"]
        return {"series": [_shape(name, downsample(series, points), len(series)) for name, series in samples.series.items()]}


def _attempt(call: Call) -> AttemptPaths:
    run = call.run()
    return run.paths.attempt(call.query["attempt"] or read_facts(run.paths).attempt)


def _metrics(call: Call) -> tuple[AttemptPaths, AttemptMetrics]:
    attempt = _attempt(call)
    return attempt, call.services.series.open(attempt)


def _sketch_while_reading(metrics: AttemptMetrics, attempt: AttemptPaths) -> Sketch | None:
    """Bring metrics up to date; return a sketch in their place if that takes longer."""
    with metrics.lock:
        metrics.go_on(attempt)
    if READER.reading(metrics):
        kept = os.path.exists(series_pack.path_of(attempt))
        if READER.reading(metrics, _PATIENCE_S if kept else 0.0):
            return sketch(attempt)
        with metrics.lock:
            metrics.go_on(attempt)
    return None


def _exact(call: Call, metrics: AttemptMetrics, name: str) -> dict[str, Any]:
    series, query = metrics.series.get(name), call.query
    if series is None:
        return _shape(name, Series(), 0)
    shown = window(series, peaks_of(metrics, name), query["points"], query["x"], query["from"], query["to"])
    return _shape(name, shown, len(series))


def _rough(call: Call, rough: Sketch, name: str) -> dict[str, Any]:
    series, query = rough.series.get(name, Series()), call.query
    peaks = Peaks()
    peaks.go_on(series)
    shown = window(series, peaks, query["points"], query["x"], query["from"], query["to"])
    return {**_shape(name, shown, rough.totals.get(name, 0)), "exact": False}


def _shape(name: str, shown: Series, total: int) -> dict[str, Any]:
    return {"name": name, **columns(shown), "total": total, "exact": True}
