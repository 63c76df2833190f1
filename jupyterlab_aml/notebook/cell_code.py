"""Checking that the code of a cell can be a script."""

import ast
import re

from jupyterlab_aml.errors import UserError

_IPYTHON = re.compile(r"\s*[%!?]|.*=\s*[%!]|.*\?\s*$")


def check_cell(code: str, *, other_python: bool) -> None:
    """Refuse code that a plain Python cannot run.

    Parameters
    ----------
    code : str
        The cell without its ``%%aml`` line.
    other_python : bool
        The script runs in another interpreter, whose grammar is not known here: only IPython's own lines are refused.

    Raises
    ------
    UserError
        The cell is empty, has a line that only IPython understands, or a syntax error; the message names the line.
    """
    if not code.strip():
        raise UserError("The cell is empty: there is nothing to submit.", "Write the script under the %%aml line.")
    try:
        ast.parse(code)
    except SyntaxError as error:
        number = error.lineno or 1
        lines = code.splitlines()
        text = lines[number - 1].strip() if number <= len(lines) else ""
        if _IPYTHON.match(text):
            raise UserError(
                f"Line {number + 1} of the cell, `{text}`, is IPython's; the cell is sent as a plain Python script.",
                "Take the line out, or run it in a cell of its own.",
            ) from None
        if not other_python:
            raise UserError(f"Line {number + 1} of the cell has a syntax error: {error.msg}: `{text}`.", "Nothing was sent.") from None
