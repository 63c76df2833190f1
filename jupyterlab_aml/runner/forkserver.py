"""Starts runners by fork, so that a run costs no interpreter start.

One JSON line ``{"folder", "attempt"}`` on standard input makes one runner; one line ``{"folder", "attempt", "pid", "status"}`` on standard output
tells that it has ended. At the end of input it leaves; its runners stay. Single-threaded, or fork would not be safe.
"""

import gc
import json
import os
import select
import signal
import socket
import traceback
from typing import Any, Dict, Tuple

from jupyterlab_aml.runfiles.paths import RunPaths

from .attempt import Attempt

Launch = Tuple[str, int]


class ForkServer:
    """Reads launches from one descriptor, reports ends on another."""

    def __init__(self, commands: int, reports: int) -> None:
        self.commands = commands
        self.reports = reports
        self.running: Dict[int, Launch] = {}
        self._woken, self._wakeup = socket.socketpair()

    def serve(self) -> None:
        self._woken.setblocking(False)
        self._wakeup.setblocking(False)
        signal.set_wakeup_fd(self._wakeup.fileno())
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        gc.collect()
        gc.freeze() if hasattr(gc, "freeze") else None  # children share our pages as long as nobody writes to them
        rest = b""
        while True:
            ready, _, _ = select.select([self.commands, self._woken.fileno()], [], [])
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
                self._report_ended()
            if self.commands in ready:
                data = os.read(self.commands, 65536)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    order = json.loads(line.decode())
                    self._launch(order["folder"], order["attempt"])

    def _launch(self, folder: str, attempt: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_runner(folder, attempt)
        self.running[pid] = (folder, attempt)

    def _become_runner(self, folder: str, attempt: int) -> None:
        status = 70
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for fd in (self.commands, self.reports):
                os.close(fd)
            self._woken.close()
            self._wakeup.close()
            run(folder, attempt)
            status = 0
        except BaseException:  # noqa: BLE001 - the last word of a process
            traceback.print_exc()
        finally:
            os._exit(status)

    def _report_ended(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            folder, attempt = self.running.pop(pid, ("", 0))
            report: Dict[str, Any] = {"folder": folder, "attempt": attempt, "pid": pid, "status": status}
            os.write(self.reports, json.dumps(report).encode() + b"\n")


def run(folder: str, attempt: int) -> bool:
    """Run one attempt in this process; False if it was claimed already."""
    return Attempt(RunPaths(folder).attempt(attempt)).run()


def main() -> None:
    """Serve on standard input and output; whatever the runners print goes to standard error."""
    commands, reports = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    ForkServer(commands, reports).serve()


if __name__ == "__main__":
    main()
