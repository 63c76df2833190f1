"""What a notebook prints, in the log of the run: streams as they come, results and errors as text."""

import re
import sys
from typing import Any

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LABEL = 80


class Printer:
    """Writes to standard output, which is the log of the run."""

    def __init__(self) -> None:
        self._at_start = True  # of a line

    def message(self, message: Any) -> None:
        """Print a message of the kernel, if it is one for people."""
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            self._write(content["text"])
        elif kind in ("display_data", "execute_result"):
            data = content["data"]
            self.line(data.get("text/plain") or "[{}]".format(", ".join(data)))
        elif kind == "error":
            # As the traceback of a script; the executed notebook keeps the colours.
            self.line(_ANSI.sub("", "\n".join(content["traceback"]) or "{ename}: {evalue}".format(**content)))

    def line(self, text: str) -> None:
        """Print lines of their own."""
        self._write(("" if self._at_start else "\n") + text.rstrip("\n") + "\n")

    def _write(self, text: str) -> None:
        if text:
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
            self._at_start = text.endswith("\n")


def label_of(source: str) -> str:
    """Return what stands for a cell where there is room for a few words: its first line."""
    first = source.strip().partition("\n")[0].strip("# \t\r")
    return first if len(first) <= _LABEL else first[: _LABEL - 1] + "\u2026"
