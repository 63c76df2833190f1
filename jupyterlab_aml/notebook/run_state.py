"""What a feed has told of a run so far, put together: whoever comes later is told this first."""

import math
from typing import Any

from jupyterlab_aml.notebook.wire import MOST_LOG, MOST_POINTS, TAIL_LINES, Update
from jupyterlab_aml.workspace.feed_points import columns
from jupyterlab_aml.workspace.series import Series, downsample

_ROOM = 8  # so many times the points that are told are kept, before they are thinned out


class RunState:
    """The same as ``src/model/run_store.ts`` makes of the same updates.

    Attributes
    ----------
    record : dict or None
        Shape ``Run``.
    metrics, children : dict
        Shapes ``Metric`` and ``Run``, by name and id.
    series, system : dict
        Points by name, thinned out where there are very many.
    log : dict or None
        Shape ``LogUpdate`` with the end of the log.
    gone : bool
        The run was deleted.
    """

    def __init__(self) -> None:
        self.record: dict[str, Any] | None = None
        self.metrics: dict[str, dict[str, Any]] = {}
        self.series: dict[str, Series] = {}
        self.system: dict[str, Series] = {}
        self.children: dict[str, dict[str, Any]] = {}
        self.log: dict[str, Any] | None = None
        self.gone = False
        self._totals: dict[str, int] = {}

    def take(self, updates: list[Update]) -> None:
        """Take updates in."""
        for update in updates:
            if "record" in update:
                self._take_record(update["record"])
            self.metrics |= {metric["name"]: metric for metric in update.get("metrics", ())}
            self.children |= {child["id"]: child for child in update.get("children", ())}
            for shape in update.get("series", ()):
                self._totals[shape["name"]] = shape["total"]
                _take_points(self.series, shape)
            for shape in update.get("system", ()):
                _take_points(self.system, shape)
            if "log" in update:
                self._take_log(update["log"])
            self.gone = self.gone or "gone" in update

    def everything(self, *, points: int = MOST_POINTS, lines: int = TAIL_LINES, series: int | None = None) -> list[Update]:
        """Return updates that make this state where there is none, or another."""
        first = set(sorted(self.series)[:series])
        curves = [name for name in self.series if name in first]  # in the order they were logged, which has a meaning
        found: list[Update] = [{"record": self.record}] if self.record else []
        if self.metrics:
            found.append({"metrics": list(self.metrics.values())})
        if curves:
            found.append({"series": [self._shape(name, self.series[name], points) for name in curves]})
        if self.log:
            text = "".join(self.log["text"].splitlines(keepends=True)[-lines:])
            found.append({"log": {**self.log, "text": text, "reset": True}})
        if self.system:
            found.append({"system": [self._shape(name, each, points) for name, each in self.system.items()]})
        if self.children:
            found.append({"children": list(self.children.values())})
        if self.gone:
            found.append({"gone": True})
        return found

    def newest(self) -> dict[str, Any]:
        """Return the newest number or text of each metric that is one."""
        texts = {name: metric["value"] for name, metric in self.metrics.items() if metric["kind"] == "text"}
        return texts | {name: points.v[-1] for name, points in self.series.items() if points}

    def _shape(self, name: str, series: Series, points: int) -> dict[str, Any]:
        thin = columns(downsample(series, points))
        return {"name": name, **thin, "total": self._totals.get(name, len(series)), "reset": True}

    def _take_record(self, record: dict[str, Any]) -> None:
        if self.record is not None and self.record["attempt"] != record["attempt"]:
            self.metrics, self.series, self.system, self._totals = {}, {}, {}, {}
        self.record = record

    def _take_log(self, update: dict[str, Any]) -> None:
        before = "" if update.get("reset") or self.log is None else self.log["text"]
        kept = "".join((before + update["text"]).splitlines(keepends=True)[-TAIL_LINES:])
        self.log = {key: value for key, value in update.items() if key not in ("line", "reset")} | {"text": kept[-MOST_LOG:]}


def _take_points(target: dict[str, Series], shape: dict[str, Any]) -> None:
    name = shape["name"]
    series = target.setdefault(name, Series())
    if shape.get("reset"):
        series = target[name] = Series()
    series.x.extend(_doubles(shape["x"]))
    series.t.extend(shape["t"])
    series.v.extend(_doubles(shape["v"]))
    if len(series) > _ROOM * MOST_POINTS:
        target[name] = downsample(series, _ROOM * MOST_POINTS // 2)


def _doubles(values: list[float | None]) -> list[float]:
    return [math.nan if value is None else float(value) for value in values]
