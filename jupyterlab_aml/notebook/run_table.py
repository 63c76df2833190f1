"""The value of ``%aml runs list``: records to work with, a table to look at."""

import html
from typing import TYPE_CHECKING

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.run_list import RunList
from jupyterlab_aml.cli.table import Cell, Column

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord

# Colours that can be read on JupyterLab's light and dark themes; the state is in words, too.
_COLOURS = {"green": "#2e8b57", "red": "#d9363e", "yellow": "#b58900", "blue": "#3a7bd5", "cyan": "#2a9da8", "magenta": "#b05cc6"}


class RunTable(RunList):
    """A list of run records that a notebook shows as a table. A notebook is read long after it was run, so times are absolute."""

    WHEN = Column("CREATED", drop=2)

    def __init__(self, found: RunList) -> None:
        super().__init__(found, found.sorted_by)

    def _when(self, record: "RunRecord") -> Cell:
        return Cell(words.clock(record.created))

    def _repr_html_(self) -> str:
        if not self:
            return "<p>no runs; <code>%aml submit SCRIPT</code> starts one</p>"
        table = self.table()
        head = "".join(f'<th scope="col" style="text-align:{_side(column.right)}">{html.escape(column.title)}</th>' for column in table.columns)
        rows = []
        for record, row in zip(self, table.rows, strict=True):
            cells = "".join(
                f'<td style="text-align:{_side(column.right)}{_style(cell)}">{_text(cell)}</td>'
                for column, cell in zip(table.columns, row, strict=True)
            )
            rows.append(f'<tr title="{html.escape(words.one_line(f"{record.id} {record.status_reason}".strip()))}">{cells}</tr>')
        return f'<table class="aml-runs"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _side(right: bool) -> str:
    return "right" if right else "left"


def _style(cell: Cell) -> str:
    colour = _COLOURS.get(cell.style)
    return f";color:{colour}" if colour else ""


def _text(cell: Cell) -> str:
    text = html.escape(words.one_line(cell.text))
    return f"{cell.symbol} {text}" if cell.symbol else text
