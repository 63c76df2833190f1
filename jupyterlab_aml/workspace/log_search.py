"""Finding lines in a log of hundreds of megabytes, in bounded time.

A text, and what looks like an error, is looked for here. Regular expressions of users are looked for in a process of their own (``log_grep.py``):
one that takes forever cannot be ended inside this one.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.workspace import log_grep
from jupyterlab_aml.workspace.log_lines import terminal_state

LIMIT_S = 5.0
_CHUNK = 1024 * 1024
_JUDGED = 4096  # bytes of a line that are looked at to tell an error

_ERROR_SIGNS = (b"Traceback (most recent call last)", b"Error", b"Exception", b"ERROR", b"CRITICAL", b"FATAL")
_ERROR = re.compile(
    rb"^(?:\x1b\[[0-9;]*m|\s)*(?:Traceback \(most recent call last\)|(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)"
    rb"(?:\x1b\[[0-9;]*m)*(?::|\s*$|\s+Traceback \(most))"
    rb"|(?<![A-Za-z0-9_])(?:ERROR|CRITICAL|FATAL)(?![A-Za-z0-9_])"
)

_Fits = Callable[[bytes], bool]


@dataclass(frozen=True)
class Found:
    """Numbers of lines, from 0; ``complete`` is false if there may be more."""

    lines: list[int]
    complete: bool


def search(fd: int, text: str | None, *, case: bool = False, regex: bool = False, limit: int = 10_000, limit_s: float = LIMIT_S) -> Found:
    """Return the numbers of the lines of an open log that contain a text, or those that begin an error.

    Parameters
    ----------
    text : str or None
        The text, or a regular expression; None for lines that begin an error.
    case : bool
        Whether case matters.
    limit, limit_s
        After so many lines, or so many seconds, the search is broken off.

    Raises
    ------
    UserError
        The regular expression is none.
    """
    if text is None:
        return _scan(fd, _ERROR_SIGNS, lambda line: _ERROR.search(line[:_JUDGED]) is not None, limit, limit_s)
    if regex:
        return _grep(fd, text, case=case, limit=limit, limit_s=limit_s)
    if not case and not text.isascii():  # other letters have other lengths in the other case: character by character
        return _grep(fd, re.escape(text), case=False, limit=limit, limit_s=limit_s)
    return _scan(fd, (text.encode("utf-8", "surrogatepass"),), lambda _line: True, limit, limit_s, fold=not case)


def _scan(fd: int, signs: tuple[bytes, ...], fits: _Fits, limit: int, limit_s: float, *, fold: bool = False) -> Found:
    """Look for lines that have one of the signs and fit; finding signs is much faster than judging lines."""
    signs = tuple(sign.lower() for sign in signs) if fold else signs
    deadline = time.monotonic() + limit_s
    found: list[int] = []
    number = 0
    for chunk in chunks(fd):
        if time.monotonic() > deadline:
            return Found(found, complete=False)
        data = chunk.lower() if fold else chunk
        counted = 0
        for start, end in sorted(set(_candidates(data, signs))):
            number += data.count(b"\n", counted, start)
            counted = start
            line = data[start:end]
            if (found and found[-1] == number) or not fits(line) or not _visible(line, signs):
                continue
            if len(found) >= limit:
                return Found(found, complete=False)
            found.append(number)
        number += data.count(b"\n", counted)
    return Found(found, complete=True)


def _candidates(data: bytes, signs: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    for sign in signs:
        at = data.find(sign)
        while at >= 0:
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            yield data.rfind(b"\n", 0, at) + 1, end
            at = data.find(sign, end)


def _visible(line: bytes, signs: tuple[bytes, ...]) -> bool:
    """Tell whether a line has a sign in what a terminal shows of it in the end."""
    if b"\r" not in line.rstrip(b"\r"):
        return True
    state = terminal_state(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return any(sign in state for sign in signs)


def chunks(fd: int) -> Iterator[bytes]:
    """Yield whole lines, about a megabyte at a time; a longer line comes in several pieces."""
    offset, rest = 0, b""
    while data := os.pread(fd, _CHUNK, offset):
        offset += len(data)
        cut = data.rfind(b"\n") + 1
        if cut:
            yield rest + data[:cut]
            rest = data[cut:]
        else:
            yield rest + data
            rest = b""
    if rest:
        yield rest


def _grep(fd: int, pattern: str, *, case: bool, limit: int, limit_s: float) -> Found:
    line = [sys.executable, "-I", "-S", "-W", "ignore", log_grep.__file__, str(fd), "case" if case else "any", str(limit + 1), pattern]
    try:
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=(fd,), timeout=limit_s, check=False)
        if done.returncode == log_grep.NO_EXPRESSION:
            told = done.stderr.decode("utf-8", "replace").strip()
            raise UserError(f"{pattern!r} is not a regular expression: {told}.", "Write one of Python's, or search for the text as it is.")
        output, complete = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as late:
        output, complete = late.stdout or b"", False
    numbers = [int(number) for number in output[: output.rfind(b"\n") + 1].split()]
    return Found(numbers[:limit], complete and len(numbers) <= limit)
