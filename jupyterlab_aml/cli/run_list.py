"""A list of runs that knows how to be a table."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyterlab_aml.workspace.record import RunRecord

    Records = list[RunRecord]
else:
    Records = list

_METRICS = 2
_ID = re.compile(r".+_\d+_([0-9a-f]{8})")


class RunList(Records):
    """Run records, newest first or as sorted.

    Attributes
    ----------
    metric_names : list of str
        The metrics shown as columns: the one it is sorted by, then those most runs have.
    """

    def __init__(self, records: "Iterable[RunRecord]" = (), sorted_by: str | None = None) -> None:
        super().__init__(records)
        self.metric_names = [sorted_by] if sorted_by else []
        common = Counter(name for record in self for name in record.metrics)
        self.metric_names += [name for name, _ in common.most_common() if name != sorted_by][: _METRICS - len(self.metric_names)]

    def table(self) -> Table:
        """Return the table of ``aml runs list``."""
        columns = [
            Column("RUN"),
            Column("NAME", drop=5),
            Column("EXPERIMENT", drop=4),
            Column("STATUS"),
            Column("WHERE", drop=6),
            Column("AGE", right=True, drop=2),
            Column("DURATION", right=True, drop=3),
        ]
        columns += [Column(words.one_line(name), right=True, drop=7 + index) for index, name in enumerate(self.metric_names)]
        return Table(columns, [self._row(record) for record in self])

    def _row(self, record: "RunRecord") -> list[Cell]:
        colour, symbol = words.look(record.status)
        name = "" if record.display_name == record.id else record.display_name
        return [
            Cell(short_id(record.id), "bold"),
            Cell(name),
            Cell(record.experiment),
            Cell(record.status, colour, symbol),
            Cell(record.compute or ""),
            Cell(words.age(record.created), "dim"),
            Cell(words.duration(record.duration_s)),
            *(Cell(words.number(record.metrics.get(metric))) for metric in self.metric_names),
        ]

    def __repr__(self) -> str:
        return self.table().plain() if self else "no runs"


def short_id(run_id: str) -> str:
    """Return the random part of an id: enough to tell runs apart at a glance, and accepted as RUN."""
    match = _ID.fullmatch(run_id)
    return match[1] if match else run_id
