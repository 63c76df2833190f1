"""Lines of a log by number: a log of hundreds of megabytes costs what is shown of it.

A line is what stands between two line feeds. Of lines that were overwritten by carriage returns, as progress bars are, the last state is shown.
"""

import os
import re
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field

BLOCK = 64 * 1024
LONGEST = 20_000  # characters of a line that are shown, and fewer where many lines are
_PAGE = 8_000_000  # characters of all lines that are shown at once
_HEAD = 4 * LONGEST  # bytes in which so many characters surely are
_TAIL = 64 * 1024  # bytes at the end of a long line in which the last state of a progress bar is looked for
_SEAM = 64  # bytes before the end of what was read, by which a file that was written anew is noticed
_MOST_FILES = 64
_CELL = re.compile(r"((?:\x1b\[[0-9;]*m)*)([^\x1b]|\x1b(?!\[[0-9;]*m))", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COLOURS = re.compile(r"(?:\x1b\[[0-9;]*m)+\Z")
_ERASE = re.compile(r"\x1b\[([0-2]?)K")


@dataclass(frozen=True)
class LinePage:
    """Some lines of a log.

    Attributes
    ----------
    first : int
        Number of the first line, from 0.
    lines : list of str
        Without line ends; very long ones are cut, marked by an ellipsis.
    total : int
        Lines there are; a last one without an end counts.
    size : int
        Bytes there are.
    offset : int
        Byte where the first line begins.
    """

    first: int
    lines: list[str]
    total: int
    size: int
    offset: int


def _counts() -> "array[int]":
    return array("q", [0])


@dataclass
class _Index:
    """How many line feeds are before each block of a file, as far as it was read."""

    before: "array[int]" = field(default_factory=_counts)
    size: int = 0
    feeds: int = 0
    seam: bytes = b""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def go_on(self, fd: int) -> None:
        """Count what was added; all of it, if it is not the file that was read."""
        size = os.fstat(fd).st_size
        if size < self.size or os.pread(fd, len(self.seam), self.size - len(self.seam)) != self.seam:
            self.before, self.size, self.feeds, self.seam = _counts(), 0, 0, b""
        while self.size < size:
            data = os.pread(fd, min(BLOCK - self.size % BLOCK, size - self.size), self.size)
            if not data:
                break
            self.size += len(data)
            self.feeds += data.count(b"\n")
            self.seam = (self.seam + data)[-_SEAM:]
            if self.size % BLOCK == 0:
                self.before.append(self.feeds)

    def total(self) -> int:
        """Return the number of lines."""
        return self.feeds + (1 if self.seam and not self.seam.endswith(b"\n") else 0)

    def offset(self, fd: int, line: int) -> int:
        """Return where a line that is there begins."""
        if line == 0:
            return 0
        block = bisect_right(self.before, line - 1) - 1
        rest, at = line - self.before[block], -1
        data = os.pread(fd, BLOCK, block * BLOCK)
        for _ in range(rest):
            at = data.find(b"\n", at + 1)
        return block * BLOCK + at + 1


class LogIndexes:
    """The logs this process has counted the lines of; those used longest ago are forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._indexes: OrderedDict[tuple[int, int], _Index] = OrderedDict()

    def lines(self, fd: int, first: int, count: int) -> LinePage:
        """Return lines of an open log, at most ``count`` from the number ``first`` on; a negative number counts from the end."""
        index = self._index(fd)
        with index.lock:
            index.go_on(fd)
            total, size = index.total(), index.size
            first = min(max(first + total, 0) if first < 0 else first, total)
            last = min(first + count, total)
            offset = size if first == total else index.offset(fd, first)
        return LinePage(first, _read(fd, offset, last - first, size), total, size, offset)

    def _index(self, fd: int) -> _Index:
        facts = os.fstat(fd)
        key = (facts.st_dev, facts.st_ino)
        with self._lock:
            found = self._indexes.setdefault(key, _Index())
            self._indexes.move_to_end(key)
            while len(self._indexes) > _MOST_FILES:
                self._indexes.popitem(last=False)
        return found


def _read(fd: int, offset: int, count: int, size: int) -> list[str]:
    """Read ``count`` lines that begin at ``offset``; of a line longer than a block only its head and its tail are kept."""
    lines: list[str] = []
    longest = min(LONGEST, _PAGE // max(count, 1))
    head, tail, length = b"", b"", 0  # of a line that was begun
    while len(lines) < count:
        data = os.pread(fd, min(BLOCK, size - offset), offset)
        if not data:
            lines.append(_shown(head, tail, length, longest))
            break
        offset += len(data)
        *whole, rest = data.split(b"\n")
        for piece in whole[: count - len(lines)]:
            lines.append(_shown(*_longer(head, tail, length, piece), longest))
            head, tail, length = b"", b"", 0
        head, tail, length = _longer(head, tail, length, rest)
    return lines


def _longer(head: bytes, tail: bytes, length: int, piece: bytes) -> tuple[bytes, bytes, int]:
    return head + piece[: max(_HEAD - len(head), 0)], (tail + piece)[-_TAIL:], length + len(piece)


def _shown(head: bytes, tail: bytes, length: int, longest: int) -> str:
    if length <= len(head):
        text = terminal_state(head.decode("utf-8", "replace"))
    elif b"\r" in tail.rstrip(b"\r"):
        text = terminal_state(tail.partition(b"\r")[2].decode("utf-8", "replace"))
    else:
        return head.decode("utf-8", "replace")[:longest] + "…"
    return text if len(text) <= longest else text[:longest] + "…"


def terminal_state(line: str) -> str:
    """Return what a terminal shows of a line in the end: what stands after a carriage return overwrites what was there before.

    A progress bar overwrites itself a thousand times. So this goes from the last state back, and looks closely only at one that reaches further than
    those behind it: of that the rest is still to be seen.
    """
    if "\r" not in line:
        return line
    line = line.rstrip("\r")
    states = [state for state in line.split("\r") if state]
    if len(states) <= 1:
        return states[0] if states else ""
    cells: list[str] = []
    end: str | None = None  # what colours the last state ends with; it has no effect on cells that were there before it
    for state in reversed(states):
        erased = "\x1b" in state and _ERASE.search(state) is not None
        plain = _ERASE.sub("", state) if erased else state
        if end is None or _width(plain) > len(cells):
            body = _COLOURS.sub("", plain)
            if cells and end:
                cells[-1] += end
            cells += [colour + character for colour, character in _CELL.findall(body)][len(cells) :]
            end = plain[len(body) :]
        if erased:
            break
    return "".join(cells) + (end or "")


def _width(state: str) -> int:
    return len(_COLOUR.sub("", state)) if "\x1b" in state else len(state)
