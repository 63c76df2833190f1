"""A first sketch of long metrics from samples of their lines, at once, while all of them are still being read."""

from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.runfiles.metrics import is_number
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.workspace.metric_samples import samples
from jupyterlab_aml.workspace.metric_table import MetricTable
from jupyterlab_aml.workspace.series import Series


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
    found, looked_at = Sketch(), samples(attempt)
    found._table.add(sample.record for sample in looked_at)  # noqa: SLF001 - its own
    counts: dict[str, float] = {}
    for moment, record, stands_for in looked_at:
        value, name = record["v"], record["n"]
        if "k" in record or not is_number(value):
            continue
        number, step = counts.get(name, 0.0), record.get("s")
        found.series.setdefault(name, Series()).add(step if is_number(step) else round(number), moment, value)
        counts[name] = number + stands_for
    found.totals = {name: round(count) for name, count in counts.items()}
    return found
