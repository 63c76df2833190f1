"""Tables on a terminal, by rich."""

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.cli.words import one_line

_GAP = 2  # one of padding, one that the box puts between columns
_LEAST = 12  # columns a shortened text keeps


def show(table: Table) -> None:
    """Print a table in the width of the window: columns that may go go first, then texts are shortened."""
    console = Console(highlight=False, soft_wrap=False)
    symbols = console.encoding.lower().startswith("utf")
    texts = [[_text(cell, symbols) for cell in row] for row in table.rows]
    kept = _fitting(table.columns, texts, console.width)
    printed = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style="bold")
    for index in kept:
        column = table.columns[index]
        printed.add_column(column.title, justify="right" if column.right else "left", no_wrap=True, overflow="ellipsis")
    for row in texts:
        printed.add_row(*(row[index] for index in kept))
    console.print(printed)


def _text(cell: Cell, symbols: bool) -> Text:
    text = one_line(cell.text)
    return Text(f"{cell.symbol} {text}" if cell.symbol and symbols else text, style=cell.style)


def _fitting(columns: Sequence[Column], texts: list[list[Text]], width: int) -> list[int]:
    """Return the indexes of the columns that have room; long ones count as what they can be shortened to."""
    needs = [
        min(max([cell_len(column.title)] + [row[index].cell_len for row in texts]), max(_LEAST, cell_len(column.title)))
        for index, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    while sum(needs[index] + _GAP for index in kept) > width:
        droppable = [index for index in kept if columns[index].drop]
        if not droppable:
            break
        kept.remove(max(droppable, key=lambda index: columns[index].drop))
    return kept
