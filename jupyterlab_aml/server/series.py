"""The metrics of a run, and the points of charts. Of long metrics there is a sketch until they are read."""

from typing import Any

from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace.feed_points import columns
from jupyterlab_aml.workspace.series import AttemptMetrics, Series, downsample
from jupyterlab_aml.workspace.series_reader import read_or_sketch
from jupyterlab_aml.workspace.series_sketch import Sketch
from jupyterlab_aml.workspace.series_zoom import Peaks, peaks_of, window
from jupyterlab_aml.workspace.system_series import SystemSeries


class MetricsHandler(Handler):
    """``/runs/{run}/metrics``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell every metric."""
        attempt, metrics = _metrics(call)
        rough = read_or_sketch(metrics, attempt)
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
        rough = read_or_sketch(metrics, attempt)
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
