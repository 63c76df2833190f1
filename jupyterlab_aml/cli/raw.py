"""Writing other people's text: unchanged, except for what the receiver cannot show."""

from collections.abc import Callable
from typing import TextIO


def writer(file: TextIO) -> Callable[[str], None]:
    """Return a function that writes pieces of text at once; a character that the encoding lacks becomes a question mark."""
    encoding = getattr(file, "encoding", None) or "utf-8"

    def write(text: str) -> None:
        file.write(text.encode(encoding, "replace").decode(encoding, "replace"))
        file.flush()

    return write
