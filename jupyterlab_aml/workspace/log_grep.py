"""Print the numbers of the lines of an open file that a regular expression is found in: a process that may be ended at any time.

Its words: the file descriptor, ``case`` or ``any``, how many lines are enough, and the expression. Started by its path, so standard library only.
"""

import os
import re
import sys
from collections.abc import Iterator
from itertools import groupby

NO_EXPRESSION = 3  # the exit status
_LONGEST = 64 * 1024  # bytes of a line that are looked at
_CHUNK = 1024 * 1024
_SHORT = 2  # letters that are in so many lines that looking for them first is no gain


def main(fd: int, case: str, enough: int, expression: str) -> None:
    """Search the file from its beginning."""
    flags = 0 if case == "case" else re.IGNORECASE
    try:
        pattern = re.compile(expression, flags)
    except (re.error, OverflowError, RecursionError) as error:
        sys.stderr.write(str(error))
        sys.exit(NO_EXPRESSION)
    fold = bool(pattern.flags & re.IGNORECASE)
    word = needed(expression, flags)
    found = first = 0
    for chunk in _chunks(fd):
        # Other letters than those of ASCII may be an ASCII letter in the other case.
        for number, line in _with_word(chunk, word, fold=fold) if word and chunk.isascii() else enumerate(chunk.split(b"\n")):
            shown = line[:_LONGEST].rstrip(b"\r").rpartition(b"\r")[2]
            if pattern.search(shown.decode("utf-8", "replace")):
                found += 1
                os.write(1, b"%d\n" % (first + number))  # at once: what was found counts, whatever comes later
                if found >= enough:
                    return
        first += chunk.count(b"\n") + 1


def needed(expression: str, flags: int) -> bytes:
    """Return the longest text without which a valid expression is found nowhere; empty if there is none that is of use.

    Looking for a text in a million lines is much faster than looking for an expression in each.
    """
    try:
        from re import _parser as parser  # type: ignore[attr-defined]  # noqa: PLC0415  not there before Python 3.11
    except ImportError:
        return b""
    tree = list(parser.parse(expression, flags))
    runs = [[chr(value) for _, value in items] for literal, items in groupby(tree, lambda item: str(item[0]) == "LITERAL") if literal]
    texts = ["".join(run) for run in runs]
    word = max((text for text in texts if text.isascii()), key=len, default="")
    return word.encode() if len(word) > _SHORT else b""


def _with_word(chunk: bytes, word: bytes, *, fold: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that have the word, with their numbers."""
    data, word = (chunk.lower(), word.lower()) if fold else (chunk, word)
    number = counted = 0
    at = data.find(word)
    while at >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = len(data) if end < 0 else end
        number += data.count(b"\n", counted, start)
        counted = start
        yield number, chunk[start:end]
        at = data.find(word, end)


def _chunks(fd: int) -> Iterator[bytes]:
    """Yield whole lines without the last line feed, about a megabyte at a time; of a very long line only what is looked at and its end."""
    offset, rest = 0, b""
    while data := os.pread(fd, _CHUNK, offset):
        offset += len(data)
        cut = data.rfind(b"\n")
        if cut < 0:
            rest = (rest + data)[:_LONGEST]
        else:
            yield rest + data[:cut]
            rest = data[cut + 1 :]
    if rest:
        yield rest


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
