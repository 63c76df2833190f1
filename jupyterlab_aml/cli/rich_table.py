"""Tables on a terminal, by rich."""

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from jupyterlab_aml.cli.layout import GAP, layout
from jupyterlab_aml.cli.table import Cell, Table
from jupyterlab_aml.cli.words import one_line


def show(table: Table) -> None:
    """Print a table in the width of the window."""
    console = Console(highlight=False, soft_wrap=False)
    symbols = console.encoding.lower().startswith("utf")
    texts = [[_text(cell, symbols) for cell in row] for row in table.rows]
    titles = [cell_len(column.title) for column in table.columns]
    cells = [max((row[index].cell_len for row in texts), default=0) for index in range(len(titles))]
    widths = layout(table.columns, titles, cells, console.width)
    # Of the gap, one is padding and one is what the box puts between columns.
    printed = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold")
    for index, width in widths.items():
        column = table.columns[index]
        printed.add_column(column.title, justify="right" if column.right else "left", no_wrap=True, overflow="ellipsis", width=width)
    for row in texts:
        printed.add_row(*(row[index] for index in widths))
    console.print(printed, crop=False)


def _text(cell: Cell, symbols: bool) -> Text:
    text = one_line(cell.text)
    return Text(f"{cell.symbol} {text}" if cell.symbol and symbols else text, style=cell.style)
