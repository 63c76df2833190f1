"""Python variables in a line: ``{name}``, ``{any.expression[0]}`` and ``$name``.

A value never becomes anything but the words it stands for: text with spaces or quotes is one word,
a list or tuple that stands alone is one word an item.
"""

import re
import shlex
from collections.abc import Mapping
from typing import Any

from IPython.utils.text import DollarFormatter

from jupyterlab_aml.cli.report import UsageMistake
from jupyterlab_aml.errors import UserError

# Values wait behind marks while the line is split into words, so that nothing in them is taken for a quote or a space. Private use characters.
_MARK = re.compile("\ue000(\\d+)\ue001")


# What a shell, too, takes for the end of a line: a comment, or the ; that IPython's users write to see no value.
_END = re.compile(r"(?:(?:^|\s)#(?:\s[^'\"]*)?|(?<!\\);)\s*$")

# Where the path of an input or output of a run goes: it looks like a variable in doubled braces, and is none.
_DATA = re.compile(r"\$\{\{(?:inputs|outputs)\.\w+\}\}")


class _Marks(DollarFormatter):
    """Puts a mark where a value goes and keeps the value."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def format_field(self, value: Any, format_spec: str) -> str:
        """Keep the value and return its mark."""
        self.values.append(format(value, format_spec) if format_spec else value)
        return f"\ue000{len(self.values) - 1}\ue001"


def split(line: str, names: Mapping[str, Any]) -> list[str]:
    """Return the words of a line, with the values of Python variables in them.

    Raises
    ------
    UserError
        A variable does not exist, an expression fails, or a quote is not closed.
    """
    marks = _Marks()
    try:
        text = _DATA.sub(lambda data: marks.format_field(data[0], ""), _END.sub("", line))
        marked = marks.vformat(text, (), dict(names))
    except Exception as error:
        raise UserError(
            f"A Python expression in this line cannot be used: {type(error).__name__}: {error}.",
            "{name} and $name stand for Python variables; write {{, }} and $$ for the characters themselves.",
        ) from error
    try:
        words = shlex.split(marked)
    except ValueError as error:
        raise UsageMistake(f"The line cannot be split into words: {error}.", "Close the quote, or put a backslash before it.") from error
    return [filled for word in words for filled in _fill(word, marks.values)]


def _fill(word: str, values: list[Any]) -> list[str]:
    alone = _MARK.fullmatch(word)
    value = values[int(alone[1])] if alone else None
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [_MARK.sub(lambda mark: str(values[int(mark[1])]), word)]
