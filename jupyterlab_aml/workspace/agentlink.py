"""The client's end of the agent: wake it, start it, ask it how it is, stop it. Never waits for it, except to stop it."""

import contextlib
import os
import subprocess
import sys
import time
from typing import Any

from jupyterlab_aml.errors import AgentError
from jupyterlab_aml.runfiles import wake
from jupyterlab_aml.runfiles.files import Damaged, names, read_json, touch
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.process import ProcessIdentity
from jupyterlab_aml.runfiles.shapes import time_of

_STARTING_S = 1.0  # shorter than the shortest life of an agent, or a wake-up could fall between its last look and its end

# The agent has the environment of the machine and the user, not of the shell that happened to start it: a script must not depend on who was first.
_OF_THE_MACHINE = (
    *("CONDA_", "CUDA_", "CURL_", "DYLD_", "HADOOP_", "JAVA_", "KRB5", "LANG", "LC_", "LD_", "LOGNAME", "MKL_", "NVIDIA_", "OMP_", "OPENBLAS_"),
    *("PATH", "PIP_", "PYENV_", "PYTHON", "REQUESTS_", "SHELL", "SPARK_", "SSH_AUTH_SOCK", "SSL_", "TMPDIR", "TZ", "USER", "UV_", "VIRTUAL_ENV"),
    *("CONTAINER", "DOCKER_", "MAMBA_", "STORAGE_DRIVER"),
    *("HOME", "XDG_", "AML_AGENT_IDLE_S", "AML_CACHE", "AML_FAULTS"),
)

_started: dict[str, float] = {}  # root -> the time at which this process last started an agent there


class AgentLink:
    """The agent of one workspace, as a client sees it."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self._paths = paths

    def __repr__(self) -> str:
        return f"AgentLink({self._paths.root!r})"

    def wake(self, run_id: str = "") -> bool:
        """Tell the agent to look at a run; return False if none listens."""
        return wake.wake(self._paths.agent_file("wake"), run_id)

    def ensure(self, run_id: str = "") -> None:
        """Wake the agent, or start one if none listens.

        Raises
        ------
        AgentError
            No process can be started.
        """
        if self.wake(run_id):
            return
        if not self._on_its_way():
            self._start()

    def _on_its_way(self) -> bool:
        """Whether an agent that this process started has yet to come up; it will find the marker by itself."""
        started = _started.get(self._paths.root, 0.0)
        if not 0 <= time.time() - started < _STARTING_S:
            return False
        record = self._record()
        came_up = time_of(record) >= started
        return not (came_up and not self._alive(record))

    def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name.startswith(_OF_THE_MACHINE) or name.lower().endswith("_proxy")}
        environment["AML_WORKSPACE"] = os.path.dirname(self._paths.root)
        environment["AML_AGENT"] = self._paths.root  # it does not belong to the run whose script may have started it
        _started[self._paths.root] = time.time()
        try:
            os.makedirs(self._paths.agent, exist_ok=True)
            self._forget_stop()
            with open(self._paths.agent_file("agent.log"), "ab") as log:
                # The shell leaves at once, so that the agent is nobody's child here: no zombie, nothing to wait for.
                subprocess.run(
                    ["/bin/sh", "-c", '"$@" &', "sh", sys.executable, "-m", "jupyterlab_aml.agent", self._paths.root],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=environment,
                    start_new_session=True,
                    check=True,
                )
        except (OSError, subprocess.CalledProcessError) as error:
            raise AgentError(
                f"The agent of {self._paths.root!r} cannot be started: {error}.",
                "The run is kept and starts with the next command; see 'aml agent status'.",
            ) from error

    def _forget_stop(self) -> None:
        """Remove a request to stop that was meant for an agent that is gone."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._paths.agent_file("stop"))

    def status(self) -> dict[str, Any]:
        """Return ``{"state": "running" | "stopped", "pid", "since", "version", "active"}``; ``active`` counts the runs that have not ended."""
        record = self._record()
        running = self._alive(record)
        return {
            "state": "running" if running else "stopped",
            "pid": record.get("pid") if running else None,
            "since": record.get("t") if running else None,
            "version": record.get("version") if running else None,
            "active": len(names(self._paths.active)),
        }

    def running(self) -> bool:
        """Tell whether an agent runs, on this host or, as far as can be known, another."""
        return self._alive(self._record())

    def queue(self) -> dict[str, Any]:
        """Return what the agent last wrote of its queues, ``{target: {"slots", "running", "queued"}}``; empty if none runs."""
        if not self.running():
            return {}
        try:
            targets = (read_json(self._paths.agent_file("queue.json")) or {}).get("targets")
        except Damaged:
            return {}
        return targets if isinstance(targets, dict) else {}

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Ask the agent to leave and wait until it has. Runs that have begun go on; queued ones wait for the next agent.

        Returns
        -------
        bool
            Whether an agent was running.

        Raises
        ------
        AgentError
            It has not left after ``timeout_s``.
        """
        identity = ProcessIdentity.from_record(self._record())
        if identity is None or not identity.alive():
            return False
        touch(self._paths.agent_file("stop"))
        self.wake()
        deadline = time.monotonic() + timeout_s
        while identity.alive():
            if time.monotonic() > deadline:
                log = self._paths.agent_file("agent.log")
                raise AgentError(f"The agent (pid {identity.pid}) has not left after {timeout_s:g} s.", f"Look into {log}.")
            time.sleep(0.01)
        _started.pop(self._paths.root, None)  # the one on its way is gone: the next wake-up starts another
        return True

    def _record(self) -> dict[str, Any]:
        try:
            return read_json(self._paths.agent_file("agent.json")) or {}
        except Damaged:
            return {}

    @staticmethod
    def _alive(record: dict[str, Any]) -> bool:
        identity = ProcessIdentity.from_record(record)
        return identity is not None and identity.alive() is not False
