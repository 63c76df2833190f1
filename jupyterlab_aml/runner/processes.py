"""The processes that a runner started together, and how each of them ended."""

import os
import signal
import subprocess
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Set

from .reports import read_reports

NEVER_STARTED = 127


class Part(NamedTuple):
    """One process to start.

    ``title`` says which of several it is ("rank 1"); "" if it is the only one. The others are ended when all that are ``awaited`` have completed.
    One that starts others, which say in the folder ``reports`` how they ended, is not asked to end: it ends when they have.
    """

    argv: List[str]
    env: Dict[str, str]
    log: str
    title: str = ""
    awaited: bool = True
    reports: Optional[str] = None


class CannotStart(OSError):
    """A process cannot be started; the text says which, and why."""


class Process:
    """One process, from its start to its end."""

    def __init__(self, part: Part, cwd: str) -> None:
        self.part = part
        try:
            with open(part.log, "ab") as log:
                self._popen = subprocess.Popen(part.argv, cwd=cwd, env=part.env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        except (OSError, ValueError) as error:
            raise CannotStart("cannot start {!r}: {}".format(part.argv[0], describe(error)))
        self.pid = self._popen.pid
        self.exit_code: Optional[int] = None
        self.cpu_s = 0.0
        self.max_rss_bytes = 0

    def ended(self, status: int, usage: Any) -> None:
        """Take in what ``wait4`` said."""
        self.exit_code = self._popen.returncode = exit_code_of(status)  # reaped by the runner, not by Popen
        self.cpu_s = usage.ru_utime + usage.ru_stime
        self.max_rss_bytes = usage.ru_maxrss * 1024

    @property
    def failed(self) -> bool:
        if self.exit_code not in (None, 0):
            return True
        return self.part.reports is not None and any(report.exit_code for report in read_reports(self.part.reports))


class Processes:
    """All of them. ``first`` is the one that stands for all: rank 0, or the only one."""

    def __init__(self) -> None:
        self.all: List[Process] = []

    def start(self, parts: Iterable[Part], cwd: str) -> None:
        """Start them; some may be running if one cannot be.

        Raises
        ------
        CannotStart
            One of them cannot be started.
        """
        for part in parts:
            self.all.append(Process(part, cwd))

    @property
    def first(self) -> Process:
        return self.all[0]

    @property
    def running(self) -> bool:
        return any(process.exit_code is None for process in self.all)

    @property
    def failed(self) -> List[Process]:
        return [process for process in self.all if process.failed]

    @property
    def starts_others(self) -> Set[int]:
        """The pids of those that started the processes of the run and wait for them."""
        return {process.pid for process in self.all if process.part.reports is not None}

    @property
    def completed(self) -> bool:
        """Whether all that are waited for have ended without an error."""
        return all(process.exit_code == 0 for process in self.all if process.part.awaited)

    def collect(self) -> None:
        """Take in every child of this process that has ended, also those it has inherited."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for process in self.all:
                if process.pid == pid:
                    process.ended(status, usage)


def exit_code_of(status: int) -> int:
    """The exit code in a wait status, negative for a signal."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def how_ended(exit_code: int) -> str:
    """``killed by SIGKILL`` for -9, ``exit code 3`` for 3."""
    return "killed by {}".format(signal_name(-exit_code)) if exit_code < 0 else "exit code {}".format(exit_code)


def signal_name(number: int) -> str:
    """``SIGKILL`` for 9."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal {}".format(number)


def describe(error: Exception) -> str:
    """An error in words, with the path it is about but without Python's numbering."""
    if isinstance(error, OSError) and error.strerror:
        return "{}{}".format(error.strerror, ": {!r}".format(error.filename) if error.filename else "")
    return str(error)
