"""Who a process is, so that a pid that was given away again is never mistaken for it."""

import getpass
import os
import sys
import time
from typing import Any, Dict, NamedTuple, Optional, Tuple


def _boot_id() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return file.read().strip()
    except OSError:
        return ""


HOST = os.uname().nodename  # as socket.gethostname(), without loading socket into every script
BOOT = _boot_id()


def stat(pid: int) -> Optional[Tuple[str, int, int]]:
    """Return (state letter, parent pid, start time in ticks) from ``/proc``; None if there is no such process."""
    try:
        with open("/proc/{}/stat".format(pid), "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return (fields[0].decode(), int(fields[1]), int(fields[19])) if len(fields) > 19 else None


class ProcessIdentity(NamedTuple):
    """One process on one boot of one host."""

    host: str
    boot: str
    pid: int
    ticks: int

    @classmethod
    def of(cls, pid: int) -> "ProcessIdentity":
        found = stat(pid)
        return cls(HOST, BOOT, pid, found[2] if found else 0)

    @classmethod
    def current(cls) -> "ProcessIdentity":
        return cls.of(os.getpid())

    @classmethod
    def from_record(cls, record: Dict[str, Any]) -> Optional["ProcessIdentity"]:
        """Read it from a ``started`` or ``agent.json`` record; None if the record lacks it."""
        try:
            return cls(str(record["host"]), str(record["boot"]), int(record["pid"]), int(record["ticks"]))
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
            return None

    def record(self) -> Dict[str, Any]:
        return {"host": self.host, "boot": self.boot, "pid": self.pid, "ticks": self.ticks}

    @property
    def restarted(self) -> bool:
        """Whether its machine, this one, has been started again since."""
        return self.host == HOST and self.boot != BOOT

    def alive(self) -> Optional[bool]:
        """True or False on the same host, None where it cannot be known from here. A zombie is dead."""
        if self.host != HOST:
            return None
        if self.restarted:
            return False
        if not sys.platform.startswith("linux"):
            return _answers(self.pid)
        found = stat(self.pid)
        return found is not None and found[0] not in "ZX" and found[2] == self.ticks


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def claim_record() -> Dict[str, Any]:
    """What is written into ``started`` by the process that claims an attempt."""
    record = ProcessIdentity.current().record()
    record["t"] = time.time()
    record["user"] = user_name()
    return record


def user_name() -> str:
    """The name of the user, or the number where there is no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
