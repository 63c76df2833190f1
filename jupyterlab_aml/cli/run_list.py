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
_TEXT = 12  # what is left of a text in a narrow window; numbers are never longer
_LONG = 40
_ID = re.compile(r".+_\d+_([0-9a-f]{8})")


class RunList(Records):
    """Run records, newest first or as sorted.

    Attributes
    ----------
    sorted_by : str or None
        The metric it is sorted by.
    metric_names : list of str
        The metrics shown as columns: the one it is sorted by, then those most runs have.
    """

    WHEN = Column("AGE", right=True, drop=2)

    def __init__(self, records: "Iterable[RunRecord]" = (), sorted_by: str | None = None) -> None:
        super().__init__(records)
        self.sorted_by = sorted_by
        self.metric_names = [sorted_by] if sorted_by else []
        common = Counter(name for record in self for name in record.metrics)
        self.metric_names += [name for name, _ in common.most_common() if name != sorted_by][: _METRICS - len(self.metric_names)]

    def table(self) -> Table:
        """Return the table of ``aml runs list``."""
        columns = [
            Column("RUN", least=_TEXT),
            Column("NAME", drop=5, least=_TEXT),
            Column("EXPERIMENT", drop=3, least=_TEXT),
            Column("STATUS"),
            Column("WHERE", drop=7, least=_TEXT),
            self.WHEN,
            Column("DURATION", right=True, drop=6),
        ]
        columns += [
            Column(words.one_line(name), right=True, drop=1 if name == self.sorted_by else 4 + 4 * index, least=_TEXT)
            for index, name in enumerate(self.metric_names)
        ]
        if any(record.status_reason for record in self):
            columns.append(Column("REASON", drop=9, least=2 * _TEXT))
        return Table(columns, [self._row(record)[: len(columns)] for record in self])

    def _when(self, record: "RunRecord") -> Cell:
        return Cell(words.age(record.created), "dim")

    def _row(self, record: "RunRecord") -> list[Cell]:
        colour, symbol = words.look(record.status)
        name = "" if record.display_name == record.id else record.display_name
        return [
            Cell(short_id(record.id), "bold"),
            Cell(name),
            Cell(record.experiment),
            Cell(record.status, colour, symbol),
            Cell(record.compute or ""),
            self._when(record),
            Cell(words.duration(record.duration_s)),
            *(Cell(words.short(words.number(record.metrics.get(metric)), _LONG)) for metric in self.metric_names),
            Cell(record.status_reason, "dim"),
        ]

    def __repr__(self) -> str:
        return self.table().plain() if self else "no runs"


def short_id(run_id: str) -> str:
    """Return the random part of an id: enough to tell runs apart at a glance, and accepted as RUN."""
    match = _ID.fullmatch(run_id)
    return match[1] if match else run_id
