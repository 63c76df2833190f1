"""Everything a run started: find it, measure it, end it.

A process belongs to a run if it descends from the run's runner (which is a child subreaper, so daemons come back to it) or
carries ``AML_RUN_DIR`` of the run in the environment it was started with. Agents that a script happened to start, and what they
run, do not belong to it: they carry ``AML_AGENT``.
"""

import os
import signal
import time
from typing import Dict, Iterable, List, NamedTuple, Set

try:
    import ctypes
except ImportError:  # an interpreter built without it
    ctypes = None  # type: ignore[assignment]

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
PR_SET_CHILD_SUBREAPER = 36
KILL_S = 2.0


class Process(NamedTuple):
    """One line of ``/proc/<pid>/stat``."""

    pid: int
    parent: int
    session: int
    state: str
    cpu_s: float
    rss_bytes: int


def become_subreaper() -> bool:
    """Let orphaned descendants become children of this process (Linux)."""
    try:
        return ctypes is not None and bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):  # not Linux
        return False


def processes() -> Dict[int, Process]:
    """All living processes; empty where there is no ``/proc``."""
    found: Dict[int, Process] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return found
    for name in names:
        if not name.isdigit():
            continue
        try:
            with open("/proc/" + name + "/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if fields[0] not in (b"Z", b"X"):
            cpu_s = (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
            found[int(name)] = Process(int(name), int(fields[1]), int(fields[3]), fields[0].decode(), cpu_s, int(fields[21]) * PAGE_BYTES)
    return found


def _environ(pid: int) -> bytes:
    try:
        with open("/proc/{}/environ".format(pid), "rb") as file:
            return b"\0" + file.read()
    except OSError:
        return b""


def descendants(runner: int, living: Dict[int, Process]) -> List[Process]:
    """What descends from the runner: enough to measure a run, and cheaper than :func:`members`."""
    children = _children(living)
    found: Set[int] = set()
    _descend(children.get(runner, []), children, found)
    return [living[pid] for pid in sorted(found)]


def members(folder: str, runner: int, living: Dict[int, Process]) -> List[Process]:
    """The processes of a run, without the runner itself. ``runner`` is 0 if it is gone: then only the mark counts."""
    children = _children(living)
    found: Set[int] = set()
    _descend(children.get(runner, []) if runner else [], children, found)
    mark = b"\0AML_RUN_DIR=" + os.fsencode(folder) + b"\0"
    for pid in living:
        if pid not in found and mark in _environ(pid):
            _descend([pid], children, found)
    found.discard(runner)
    found.discard(os.getpid())
    return [living[pid] for pid in sorted(found)]


def _children(living: Dict[int, Process]) -> Dict[int, List[int]]:
    children: Dict[int, List[int]] = {}
    for process in living.values():
        children.setdefault(process.parent, []).append(process.pid)
    return children


def _descend(pids: Iterable[int], children: Dict[int, List[int]], found: Set[int]) -> None:
    for pid in pids:
        if pid not in found and b"\0AML_AGENT=" not in _environ(pid):
            found.add(pid)
            _descend(children.get(pid, []), children, found)


def send(found: Iterable[Process], number: int) -> None:
    """Signal each process; one that has gone is no error. A stopped process is woken, so that it can act on it."""
    for process in found:
        try:
            os.kill(process.pid, number)
            if number != signal.SIGKILL:
                os.kill(process.pid, signal.SIGCONT)
        except (ProcessLookupError, PermissionError):
            continue


def kill_orphans(folder: str, runner: int) -> int:
    """End by force whatever is left of a run whose runner, the pid ``runner``, is gone; return how many processes that were."""
    ended: Set[int] = set()
    give_up = time.monotonic() + KILL_S
    while time.monotonic() < give_up:  # something may fork while we look, and dying takes a moment
        living = processes()
        found = members(folder, 0, living) + unborn(runner, living)
        if not found:
            break
        send(found, signal.SIGKILL)
        ended.update(process.pid for process in found)
        time.sleep(0.002)
    return len(ended)


def unborn(runner: int, living: Dict[int, Process]) -> List[Process]:
    """The script that a runner had forked and that has not got its own environment yet: it is in the runner's session."""
    if runner in living or not runner:
        return []  # the pid was given to another process
    return [process for process in living.values() if process.session == runner]
