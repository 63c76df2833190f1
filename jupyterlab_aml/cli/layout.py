"""Which columns of a table a window has room for, and how wide each may be."""

from collections.abc import Sequence

from jupyterlab_aml.cli.table import Column

GAP = 2
_LEAST_TITLE = 12  # columns that a title keeps over narrower cells


def layout(columns: Sequence[Column], titles: Sequence[int], cells: Sequence[int], width: int) -> dict[int, int]:
    """Return the width of each column that has room, by its index.

    Parameters
    ----------
    titles, cells : sequence of int
        The width of each column's title and of its widest cell.
    width : int
        The width of the window.

    Notes
    -----
    Columns that may go go first, then texts are shortened, the longest first. A column that may not be shortened is whole,
    even if that is more than the window has.
    """
    natural = {index: max(titles[index], cells[index]) for index in range(len(columns))}
    least = {
        index: max(min(titles[index], _LEAST_TITLE), min(cells[index], column.least) if column.least else cells[index])
        for index, column in enumerate(columns)
    }
    kept = list(range(len(columns)))
    while sum(least[index] + GAP for index in kept) - GAP > width:
        droppable = [index for index in kept if columns[index].drop]
        if not droppable:
            break
        kept.remove(max(droppable, key=lambda index: columns[index].drop))
    widths = {index: least[index] for index in kept}
    for _ in range(width - sum(widths.values()) - GAP * (len(kept) - 1)):
        growing = [index for index in kept if widths[index] < natural[index]]
        if not growing:
            break
        widths[min(growing, key=widths.__getitem__)] += 1
    return widths
