"""The value of ``%aml runs list``: records to work with, a table to look at."""

import html
from typing import TYPE_CHECKING

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.run_list import RunList
from jupyterlab_aml.cli.table import Cell, Column
from jupyterlab_aml.workspace.html import NO_FORMULAS, status_mark

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord

_WHOLE = ";white-space:nowrap"
_CUT = f"{_WHOLE};max-width:15em;overflow:hidden;text-overflow:ellipsis"


class RunTable(RunList):
    """A list of run records that a notebook shows as a table. A notebook is read long after it was run, so times are absolute."""

    WHEN = Column("CREATED", drop=2)

    def __init__(self, found: RunList) -> None:
        super().__init__(found, found.sorted_by)

    def _when(self, record: "RunRecord") -> Cell:
        return Cell(words.clock(record.created)[: len("2026-11-21 22:05")])

    def _repr_html_(self) -> str:
        if not self:
            return "<p>no runs; <code>%aml submit SCRIPT</code> starts one</p>"
        table = self.table()
        head = "".join(f'<th scope="col" style="text-align:{_side(column.right)}">{html.escape(column.title)}</th>' for column in table.columns)
        rows = []
        for record, row in zip(self, table.rows, strict=True):
            cells = "".join(
                f'<td style="text-align:{_side(column.right)}{_CUT if column.least else _WHOLE}">{_text(cell)}</td>'
                for column, cell in zip(table.columns, row, strict=True)
            )
            rows.append(f'<tr title="{html.escape(words.one_line(f"{record.id} {record.status_reason}".strip()))}">{cells}</tr>')
        return f'<table class="aml-runs {NO_FORMULAS}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _side(right: bool) -> str:
    return "right" if right else "left"


def _text(cell: Cell) -> str:
    return status_mark(cell.text) if cell.symbol else html.escape(words.one_line(cell.text))
