"""The file that ``run.log*`` appends to: the fastest path of the package.

A number costs one format operation and one ``os.write`` on a descriptor that stays open. There is no lock: a line is one append, which the kernel
keeps whole among threads and forked processes.
"""

import os
from _thread import RLock  # as threading's and weakref's, without what they load
from _weakref import ref
from time import time

from ..errors import UserError
from .lazy import json
from .storage import storage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Tuple

    from ..runfiles.files import Json

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
_MAX_NAME = 255
_MAX_KEPT_NAMES, _MAX_KEPT_HEAD = 20000, 200  # at most some 10 MB; a name that is not kept costs a microsecond more
_MAX_OPEN = 64  # a script may hold thousands of child runs; beyond this many, a writer opens its file for each line

_opening = RLock()  # a signal handler may log as well


class MetricWriter:
    """Appends metric lines to one file, which it opens (and whose folder it makes) at the first line.

    Parameters
    ----------
    locate
        Returns the path of the file, and whether it stays open; called when the file has to be opened.
    written
        Called after each line for which the file was opened anew.
    """

    opened = {}  # type: Dict[int, ref[MetricWriter]]  # those with an open file, by id()

    def __init__(self, locate: "Callable[[], Tuple[str, bool]]", written: "Callable[[], None]") -> None:
        self._locate = locate
        self._written = written
        self._fd = -1
        self._heads: Dict[Any, bytes] = {}
        self._since = self._until = 0.0  # while the stamp is good
        self._stamp = b""
        self._cut = False  # the last line is half written: the disk was full

    def __del__(self) -> None:
        self.forget()

    def number(self, name: str, value: "Any", description: str = "", step: "Any" = None) -> bool:
        """Append one plain number; False if it needs :meth:`record`.

        Plain is exactly ``int`` or ``float``, finite and not huge, without a description, and with a step that is exactly ``int`` if any.
        """
        kind = type(value)
        if (kind is not float and kind is not int) or description or not -9e18 < value < 9e18:  # NaN is not in between
            return False
        now = time()
        if not self._since <= now < self._until:
            self._stamp_time(now)
        try:
            head = self._heads[name]
        except (KeyError, TypeError):
            head = self._head(name)
        if step is None:
            line = b"%b%b%a}\n" % (head, self._stamp, value)
        elif type(step) is int:
            line = b'%b%b%a,"s":%d}\n' % (head, self._stamp, value, step)
        else:
            return False
        try:
            if os.write(self._fd, line) == len(line):
                return True
            self._cut = True
        except OSError:
            pass
        self._write_slowly(name, line)
        return True

    def _stamp_time(self, now: float) -> None:
        """Format the time, for all numbers of the next 50 microseconds: the many metrics of one epoch come in one burst."""
        self._since, self._until = now, now + 50e-6
        self._stamp = b'%.6f,"v":' % now

    def record(self, name: str, value: "Any", more: "Json") -> None:
        """Append one metric line of any kind; ``more`` is what it carries besides its value."""
        head = self._heads.get(name) or self._head(name)
        self._stamp_time(time())  # also for the numbers that follow: times in a file never go back
        body = json.dumps(dict({"v": value}, **more), separators=(",", ":")).encode()
        self._write_slowly(name, b"%b%b%b\n" % (head, self._stamp, body[len(b'{"v":') :]))

    def _head(self, name: "Any") -> bytes:
        """Return ``{"n":"loss","t":``, which is the same for all lines of a metric."""
        head = b'{"n":%b,"t":' % quoted(check_name(name)).encode()
        if len(head) <= _MAX_KEPT_HEAD:
            if len(self._heads) >= _MAX_KEPT_NAMES:
                self._heads.clear()
            self._heads[name] = head
        return head

    def _write_slowly(self, name: str, line: bytes) -> None:
        """Write with everything that may be needed: opening the file, a second try, mending a line that was cut short."""
        opened = self._fd < 0
        try:
            fd, keep = self._descriptor()
            try:
                if self._cut:
                    line = b"\n" + line
                rest = line
                while rest:
                    rest = rest[os.write(fd, rest) :]
                    self._cut = True
                self._cut = False
            finally:
                if not keep:
                    os.close(fd)
        except OSError as error:
            self.forget()  # so that the next line comes here too, and mends this one
            raise storage_error(error, "metric {!r} cannot be written".format(name)) from None
        if opened:
            self._written()

    def _descriptor(self) -> "Tuple[int, bool]":
        """Return an open descriptor and whether it stays open."""
        with _opening:
            if self._fd >= 0:
                try:
                    os.fstat(self._fd)
                    return self._fd, True
                except OSError:  # somebody closed all descriptors, as daemons do
                    self._fd = -1
            path, stays = self._locate()
            try:
                fd = os.open(path, _APPEND, 0o666)
            except FileNotFoundError:
                make_folders(os.path.dirname(path))
                fd = os.open(path, _APPEND, 0o666)
            if not stays or len(self.opened) >= _MAX_OPEN:
                return fd, False
            self._fd = fd
            self.opened[id(self)] = ref(self)
            return fd, True

    def forget(self) -> None:
        """Close the file; the next line opens it again."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            self.opened.pop(id(self), None)
            os.close(fd)


def make_folders(metrics: str) -> None:
    """Make ``metrics`` and the attempt folder around it, but never a run folder: that one was deleted."""
    for folder in (os.path.dirname(metrics), metrics):
        try:
            os.mkdir(folder)
        except FileExistsError:
            continue


def check_name(name: "Any") -> str:
    """Return a legal metric name or raise UserError."""
    if not isinstance(name, str):
        raise UserError("A metric name must be text, not {} {}.".format(type(name).__name__, cut(name)))
    if not name or "\0" in name or len(name) > _MAX_NAME:
        raise UserError("The metric name {} is not allowed: 1 to {} characters, no NUL.".format(cut(name), _MAX_NAME))
    return name


def quoted(text: str) -> str:
    """Return ``json.dumps(text)``; most names need no json for that."""
    plain = text.isprintable() and '"' not in text and "\\" not in text and len(text) == len(text.encode())
    return '"' + text + '"' if plain else json.dumps(text)


def cut(value: "Any") -> str:
    """The repr of a value for an error message, at most 80 characters."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _after_fork() -> None:
    """A forked process writes under its own name where the name tells the process, so it opens its own file."""
    global _opening  # noqa: PLW0603 - another thread may have held it when the process forked
    _opening = RLock()
    for writer in [known() for known in MetricWriter.opened.values()]:
        if writer is not None:
            writer.forget()


if hasattr(os, "register_at_fork"):  # Python 3.7; before it the descriptor is shared, which appends stand as well
    os.register_at_fork(after_in_child=_after_fork)
