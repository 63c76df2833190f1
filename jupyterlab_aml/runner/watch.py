"""What a runner does while anything of its run executes: it looks whether the run has to end, gives signs of life, and ends what has to end."""

import os
import select
import signal
import socket
import time
from typing import Any, List, Optional

from jupyterlab_aml.runfiles.files import Damaged, append, read_json
from jupyterlab_aml.runfiles.paths import AttemptPaths

from . import tree
from .processes import Processes
from .sample import Sampler

LOOK_S = 1.0  # how often the runner looks for a cancel request by itself; the agent's signal makes it look at once
HEARTBEAT_S = 5.0


class Stop(Exception):
    """What runs has to end: ``status`` and ``reason`` of the run from then on."""

    def __init__(self, status: str, reason: str, code: str = "Stopped") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.code = code


class Watch:
    """Watches over one attempt."""

    def __init__(self, paths: AttemptPaths) -> None:
        self.paths = paths
        self.sampler = Sampler()
        self._signals, self._wakeup = socket.socketpair()
        self._asked_to_stop = 0
        self._next_heartbeat = 0.0

    def listen(self) -> None:
        """Take the signals of this process."""
        self._signals.setblocking(False)
        self._wakeup.setblocking(False)

        def stop(number: int, _frame: Any) -> None:
            self._asked_to_stop = number

        def look(_number: int, _frame: Any) -> None:
            """SIGUSR1 of the agent: look at the requests. The wake-up alone does it."""

        signal.set_wakeup_fd(self._wakeup.fileno())
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGUSR1, look)
        signal.signal(signal.SIGCHLD, look)

    def wait(self, timeout_s: float) -> None:
        """Sleep until a signal comes, a child's end among them, or the time is up."""
        ready, _, _ = select.select([self._signals], [], [], timeout_s)
        if ready:
            try:
                self._signals.recv(4096)
            except BlockingIOError:
                pass

    def look(self) -> None:
        """Raise :class:`Stop` if the run has to end."""
        self.look_for_cancel()
        if not os.path.exists(self.paths.started):
            raise Stop("Canceled", "its folder was removed")
        if self._asked_to_stop:
            raise Stop("Failed", "the runner was told to end by signal {} (shutdown?)".format(self._asked_to_stop))

    def look_for_cancel(self) -> None:
        """Raise :class:`Stop` if somebody asked for the end of the run."""
        request = self.paths.run.request("cancel", self.paths.number)
        if os.path.exists(request):
            try:
                by = (read_json(request) or {}).get("by")
            except Damaged:
                by = None
            raise Stop("Canceled", "canceled by {}".format(by or "a client"))

    def sample(self) -> None:
        """Write down what the run uses."""
        try:
            append(self.paths.system, self.sampler.take(tree.descendants(os.getpid(), tree.processes())))
        except OSError:
            pass  # a full disk costs samples, not the run
        self.beat()

    def beat(self) -> None:
        """Give a sign of life to other hosts, now and then."""
        now = time.monotonic()
        if now < self._next_heartbeat:
            return
        self._next_heartbeat = now + HEARTBEAT_S
        try:
            os.utime(self.paths.started)
        except OSError:
            pass

    def members(self) -> List[tree.Process]:
        """Everything of the run that executes, however it was started."""
        return tree.members(self.paths.run.folder, os.getpid(), tree.processes())

    def end_all(self, processes: Processes, grace_s: float, patience_s: Optional[float] = None) -> None:
        """End everything the run started: ask first, force after the grace. After ``patience_s``, what hangs in the kernel is left to itself."""
        now = time.monotonic()
        hard_at, give_up = now + grace_s, None if patience_s is None else now + patience_s
        found = self.members()
        above = processes.starts_others
        tree.send([process for process in found if process.pid not in above], signal.SIGTERM)
        while found or processes.running:
            if give_up is not None and time.monotonic() >= give_up:
                return
            if time.monotonic() >= hard_at:
                tree.send(found, signal.SIGKILL)
            self.wait(0.05)
            processes.collect()
            found = self.members()
