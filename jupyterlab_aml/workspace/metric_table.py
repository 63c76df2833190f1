"""What there is to say of each metric of an attempt, kept up line by line: of series a summary, of everything else the value."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.metrics import Summary, by_rank, collect, is_number, summarise
from jupyterlab_aml.workspace.strict_json import strict

KINDS = ("list", "row", "table", "image", "confusion_matrix", "accuracy_table", "predictions", "residuals")
_KEPT = 4096  # characters of a value of a kind that is not known here


@dataclass
class _Metric:
    kind: str
    version: int = 0
    count: int = 0
    summary: Summary | None = None
    last: Any = None
    description: str | None = None
    lines: list[Json] = field(default_factory=list)  # of rows and lists, whose value is all of them


class MetricTable:
    """The metrics of one attempt.

    Attributes
    ----------
    version : int
        Grows when something is added.
    """

    def __init__(self) -> None:
        self.version = 0
        self._metrics: dict[str, _Metric] = {}

    def add(self, records: Iterable[Json]) -> None:
        """Take in metric lines. A name that is logged as another kind begins anew, as in the SDK; numbers and lists of one name are one list."""
        self.version += 1
        by_name: dict[str, list[Json]] = {}
        for record in records:
            by_name.setdefault(record["n"], []).append(record)
        for name, lines in by_name.items():
            self._add(name, lines)

    def changed(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the shapes ``Metric`` of what was added after ``version`` was ``since``."""
        return [_shape(name, metric) for name, metric in by_rank(self._metrics).items() if metric.version > since]

    def to_json(self) -> Json:
        """Return it as JSON."""
        return {"version": self.version, "metrics": {name: vars(metric) for name, metric in self._metrics.items()}}

    @classmethod
    def from_json(cls, shape: Json) -> "MetricTable":
        """Go on where :meth:`to_json` was."""
        table = cls()
        table.version = shape["version"]
        for name, values in shape["metrics"].items():
            summary = values["summary"]
            table._metrics[name] = _Metric(**{**values, "summary": None if summary is None else Summary(*summary)})
        return table

    def newest(self) -> dict[str, Any]:
        """Return the newest number or text of each metric that is one: the ``metrics`` of a record."""
        return by_rank({name: metric.last for name, metric in self._metrics.items() if metric.kind in ("series", "text")})

    def _add(self, name: str, lines: list[Json]) -> None:
        metric = self._metrics.get(name)
        numbers: list[Json] = []
        if metric is not None and metric.kind == "series" and all("k" not in line and is_number(line["v"]) for line in lines):  # most there is
            metric.count += len(lines)
            metric.version = self.version
            _sum_up(metric, name, lines)
            return
        for line in lines:
            kind = _kind(line)
            if metric is None or kind != metric.kind:
                _sum_up(metric, name, numbers)
                numbers = []
                metric = self._metrics[name] = _begin(metric, kind)
            metric.count += 1
            metric.description = line["d"] if type(line.get("d")) is str else metric.description
            if metric.kind == "series":
                numbers.append(line)
            elif metric.kind in ("row", "list"):
                metric.lines.append(line)
            metric.last = line["v"]
        _sum_up(metric, name, numbers)
        if metric is not None:
            metric.version = self.version


def _begin(before: _Metric | None, kind: str) -> _Metric:
    fresh = _Metric(kind)
    if before is not None and before.kind == "list" and kind == "series":
        fresh.kind, fresh.count, fresh.lines = "list", before.count, before.lines
    return fresh


def _sum_up(metric: _Metric | None, name: str, numbers: list[Json]) -> None:
    if metric is not None and numbers:
        metric.summary = summarise(numbers, {name: metric.summary} if metric.summary else None)[name]


def _kind(line: Json) -> str:
    if "k" not in line:
        return "series" if is_number(line["v"]) else "text"
    return line["k"] if line["k"] in KINDS else "text"


def _shape(name: str, metric: _Metric) -> dict[str, Any]:
    shape: dict[str, Any] = {"name": name, "kind": metric.kind, "count": metric.count}
    if metric.description is not None:
        shape["description"] = metric.description
    if metric.summary is not None and metric.kind == "series":
        last, least, most, _, step = metric.summary
        return shape | strict({"last": last, "min": least, "max": most, "step": step})  # type: ignore[no-any-return]
    value = collect(metric.lines)[name] if metric.lines else metric.last
    if metric.kind in ("row", "table") and isinstance(value, dict):
        value = {column: items if isinstance(items, list) else [items] for column, items in value.items()}
    if metric.kind == "text" and not isinstance(value, (str, bool)):
        value = json.dumps(value, default=str)[:_KEPT]
    return {**shape, "value": strict(value)}
