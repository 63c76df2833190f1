"""A table that is coloured and fits the window on a terminal, and is plain aligned text everywhere else."""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import click

from jupyterlab_aml.cli.words import one_line

_GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column: its title, its side, and how it gives way when the window is too narrow.

    ``drop`` is 0 for a column that always stays; the highest goes first. ``least`` is 0 for a column whose cells are always
    whole, else what is left of a longer text at least.
    """

    title: str
    right: bool = False
    drop: int = 0
    least: int = 0


@dataclass(frozen=True)
class Cell:
    """A text with the style it has on a terminal, and the symbol that stands before it there."""

    text: str
    style: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows of cells."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    def show(self) -> None:
        """Print it on standard output in the way that suits who reads it."""
        if sys.stdout.isatty():
            from jupyterlab_aml.cli.rich_table import show  # noqa: PLC0415 - rich costs time that only a terminal repays

            show(self)
        else:
            click.echo(self.plain())

    def plain(self) -> str:
        """Return aligned text, every column whole."""
        lines = [[column.title for column in self.columns]] + [[one_line(cell.text) for cell in row] for row in self.rows]
        widths = [max(text_width(line[index]) for line in lines) for index in range(len(self.columns))]
        return "\n".join(self._line(line, widths) for line in lines)

    def _line(self, texts: Sequence[str], widths: Sequence[int]) -> str:
        padded = []
        for text, width, column in zip(texts, widths, self.columns, strict=True):
            room = " " * (width - text_width(text))
            padded.append(room + text if column.right else text + room)
        return _GAP.join(padded).rstrip()


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
