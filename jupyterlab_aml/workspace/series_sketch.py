"""A first sketch of long metrics: lines from evenly spread places of the files, at once, while all of them are still being read."""

import os
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.runfiles.files import Json, parse_lines, read_bytes
from jupyterlab_aml.runfiles.metrics import is_number, metric_files
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import is_metric, time_of
from jupyterlab_aml.workspace.metric_table import MetricTable
from jupyterlab_aml.workspace.series import Series

_PLACES = 96
_BYTES = 12 * 1024  # read at each place


@dataclass
class Sketch:
    """What the lines that were looked at say.

    Attributes
    ----------
    series : dict
        Name to points. Where no step was logged, it is where in the series the point is, about.
    totals : dict
        Name to how many points there are, about.
    """

    series: dict[str, Series] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    _table: MetricTable = field(default_factory=MetricTable)

    def metrics(self) -> list[dict[str, Any]]:
        """Return the shapes ``Metric``; counts, minima and maxima are about right, the newest values are."""
        shapes = self._table.changed()
        return [{**shape, "count": self.totals.get(shape["name"], shape["count"])} for shape in shapes]

    def newest(self) -> dict[str, Any]:
        """Return the newest number or text of each metric that is one."""
        return self._table.newest()


def sketch(attempt: AttemptPaths) -> Sketch:
    """Look at the metrics of an attempt here and there.

    Raises
    ------
    OSError
        A metric file may not be read.
    """
    files = metric_files(attempt)
    found = Sketch()
    records: list[tuple[float, Json, float]] = []  # time, line, how many lines it stands for
    for path in files:
        records += _sampled(path, max(_PLACES // len(files), 1))
    if len(files) > 1:
        records.sort(key=lambda record: record[0])
    found._table.add(record for _, record, _ in records)  # noqa: SLF001 - its own
    counts: dict[str, float] = {}
    for moment, record, stands_for in records:
        value, name = record["v"], record["n"]
        if "k" in record or not is_number(value):
            continue
        number, step = counts.get(name, 0.0), record.get("s")
        found.series.setdefault(name, Series()).add(step if is_number(step) else round(number), moment, value)
        counts[name] = number + stands_for
    found.totals = {name: round(count) for name, count in counts.items()}
    return found


def _sampled(path: str, places: int) -> list[tuple[float, Json, float]]:
    """Return lines of a file from evenly spread places; the first and the last are among them."""
    try:
        size = os.path.getsize(path)
    except FileNotFoundError:
        return []
    if size <= places * _BYTES:
        starts, length = [0], size
    else:
        starts, length = [(size - _BYTES) * place // max(places - 1, 1) for place in range(places)], _BYTES
    found, looked_at = [], 0
    for start in starts:
        data = read_bytes(path, start, length)
        cut = data.find(b"\n") + 1 if start else 0  # the line that began before
        whole = data[cut : data.rfind(b"\n") + 1]
        looked_at += len(whole)
        found += [record for record in parse_lines(whole)[0] if is_metric(record)]
    stands_for = size / looked_at if looked_at else 1.0
    return [(time_of(record), record, stands_for) for record in found]
