"""The machine itself: runners are forked from a small server process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable

from jupyterlab_aml.compute.base import Ended, RunRef
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner import tree

LEAVE_S = 2.0  # a fork server leaves at the end of its input


class LocalDriver:
    """Compute target of type ``local``."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self._paths = paths
        self._server: subprocess.Popen[bytes] | None = None
        self._running: set[RunRef] = set()
        self._rest = b""

    def _started(self) -> subprocess.Popen[bytes]:
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab_aml.runner.forkserver"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
                cwd="/",
            )
            assert self._server.stdout is not None
            os.set_blocking(self._server.stdout.fileno(), False)
        return self._server

    def launch(self, ref: RunRef) -> None:
        server = self._started()
        assert server.stdin is not None
        order = {"folder": self._paths.run(ref.run_id).folder, "attempt": ref.attempt}
        server.stdin.write(json.dumps(order).encode() + b"\n")
        self._running.add(ref)

    def launched(self, ref: RunRef) -> bool:
        return ref in self._running

    def nudge(self, ref: RunRef, pid: int) -> None:
        try:
            os.kill(pid, signal.SIGUSR1)
        except ProcessLookupError:
            return

    def wipe(self, ref: RunRef, pid: int) -> int:
        return tree.kill_orphans(self._paths.run(ref.run_id).folder, pid)

    def fileno(self) -> int | None:
        if self._server is None or self._server.stdout is None:
            return None
        return self._server.stdout.fileno()

    def ended(self) -> Iterable[Ended]:
        if self._server is None or self._server.stdout is None:
            return []
        data = self._server.stdout.read(1 << 16)
        if data is None:
            return []
        if data == b"":
            return self._server_gone()
        *lines, self._rest = (self._rest + data).split(b"\n")
        found = []
        for line in lines:
            report = json.loads(line)
            ref = RunRef(os.path.basename(report["folder"]), report["attempt"])
            self._running.discard(ref)
            found.append(Ended(ref, describe_wait_status(report["status"])))
        return found

    def _server_gone(self) -> Iterable[Ended]:
        """The fork server died: its runners live on, but nobody reports their ends, so each has to be looked at."""
        server = self._server
        self.close()
        by_itself = server is None or server.returncode not in (-signal.SIGKILL, -signal.SIGTERM)
        gone, self._running, self._rest = self._running, set(), b""
        return [Ended(ref, "the fork server ended", by_itself) for ref in sorted(gone)]

    def close(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        for pipe in (server.stdin, server.stdout):
            if pipe is not None:
                pipe.close()
        try:
            server.wait(timeout=LEAVE_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def describe_wait_status(status: int) -> str:
    """Say ``killed by signal 9`` or ``exit code 1`` for a wait status."""
    if os.WIFSIGNALED(status):
        return f"killed by signal {os.WTERMSIG(status)}"
    return f"exit code {os.WEXITSTATUS(status)}"
