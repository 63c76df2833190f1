"""Parameters by papermill's convention.

A cell tagged ``parameters`` has the defaults; one tagged ``injected-parameters`` follows it with the values that were given.
"""

from typing import Any, Dict, List, Optional

import nbformat

from ..errors import UserError

DEFAULTS, INJECTED = "parameters", "injected-parameters"


def inject(notebook: Any, parameters: Dict[str, Any], language: str) -> None:
    """Put the cell with the values behind the cell with the defaults, in place of an injected one, or first.

    Raises
    ------
    UserError
        The notebook is not in Python.
    """
    if not parameters:
        return
    if language != "python":
        raise UserError("Parameters were given, and the notebook is in {}; only Python notebooks take parameters.".format(language or "no language"))
    cell = nbformat.v4.new_code_cell(source(parameters), metadata={"tags": [INJECTED]})  # type: ignore[no-untyped-call]
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        del cell["id"]  # which cells have from 4.5 on
    before, known = _find(notebook.cells, INJECTED), _find(notebook.cells, DEFAULTS)
    if before is not None:
        notebook.cells[before] = cell
    else:
        notebook.cells.insert(0 if known is None else known + 1, cell)


def source(parameters: Dict[str, Any]) -> str:
    """Return the code of the injected cell."""
    return "\n".join(["# Parameters"] + ["{} = {}".format(name, _literal(value)) for name, value in parameters.items()])


def _literal(value: Any) -> str:
    """Return Python for a value that came from JSON, in which NaN and the infinities have no literal."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN
        return 'float("{}")'.format(value)
    if isinstance(value, list):
        return "[{}]".format(", ".join(map(_literal, value)))
    if isinstance(value, dict):
        return "{{{}}}".format(", ".join("{!r}: {}".format(key, _literal(item)) for key, item in value.items()))
    return repr(value)


def _find(cells: List[Any], tag: str) -> Optional[int]:
    for index, cell in enumerate(cells):
        if tag in cell.metadata.get("tags", ()):
            return index
    return None
