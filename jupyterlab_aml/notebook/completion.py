"""Tab on a ``%aml`` line: what the shell would offer, by the same machinery of click."""

import glob
import os
import re
import shlex
from typing import Any

from click.shell_completion import CompletionItem, ShellComplete

from jupyterlab_aml.cli.root import aml
from jupyterlab_aml.notebook.session import NotebookSession

_MAGIC = re.compile(r"(?s).*?%%?aml\s+(.*)$")


def complete_line(_shell: object, event: Any) -> list[str]:
    """Return what can stand for ``event.symbol``, IPython's idea of the word at the cursor.

    That idea ends at characters such as ``@`` and ``=``, so what stands before them in the word is cut off again.
    """
    match = _MAGIC.match(event.text_until_cursor)
    if match is None:
        return []
    args, word = _split(match[1])
    found = offers(args, word)
    if word.startswith("--") and "=" in word:
        word = word.partition("=")[2]  # what click offers stands for the value alone
    kept = len(word) - len(event.symbol)
    if kept < 0 or not word.endswith(event.symbol):
        return []
    return [text[kept:] for text in found if text.startswith(word[:kept])]


def offers(args: list[str], word: str) -> list[str]:
    """Return the words that can complete ``word`` after ``args``."""
    items = ShellComplete(aml, {"obj": NotebookSession()}, "%aml", "_AML_COMPLETE").get_completions(args, word)
    return [text for item in items for text in _texts(item)]


def _texts(item: CompletionItem) -> list[str]:
    if item.type not in ("file", "dir"):
        return [str(item.value)]
    start = str(item.value)
    found = sorted(glob.glob(glob.escape(os.path.expanduser(start)) + "*"))
    if start.startswith("~"):
        home = os.path.expanduser("~")
        found = ["~" + path[len(home) :] for path in found]
    return [path + "/" if os.path.isdir(os.path.expanduser(path)) else path for path in found if item.type == "file" or os.path.isdir(path)]


def _split(text: str) -> tuple[list[str], str]:
    """Return the words before the cursor and the one that is being written."""
    try:
        words = shlex.split(text)
    except ValueError:  # an open quote: the word is what follows it
        words = text.split()
    if not words or text[-1:].isspace():
        return words, ""
    return words[:-1], words[-1]
