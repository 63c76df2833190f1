"""One attempt of a run, from the claim to the final line. This is the runner's whole life."""

import os
import select
import signal
import socket
import subprocess
import time
from typing import Any, Dict, List, Optional, Tuple

from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import Damaged, Json, append, dumps, read_bytes, read_json, write_once
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.process import ProcessIdentity, claim_record
from jupyterlab_aml.runfiles.wake import wake

from . import data, provide, stage, tree
from .client import shipped_client
from .environment import command_line, script_environment
from .explain import explain_log
from .sample import Sampler

LOOK_S = 1.0  # how often the runner looks for a cancel request by itself; the agent's signal makes it look at once
HEARTBEAT_S = 5.0
NEVER_STARTED = 127
LEFTOVER_GRACE_S = 2.0


class Stop(Exception):
    """The script has to end: ``status`` and ``reason`` of the run from then on."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Attempt:
    """Claims one attempt, runs its script and writes down what happened."""

    def __init__(self, paths: AttemptPaths) -> None:
        self.paths = paths
        self.spec: Json = {}
        self.sampler = Sampler()
        self._signals, self._wakeup = socket.socketpair()
        self._asked_to_stop = 0
        self._parent = os.getppid()
        self._next_heartbeat = 0.0

    def run(self) -> bool:
        """Run it to its end; False if somebody else has claimed this attempt."""
        if not self._claim():
            return False
        try:
            self._execute()
        except Exception as error:
            tree.send(self._members(), signal.SIGKILL)  # nothing of it goes on unwatched
            self._finish("Failed", "the runner failed: {}: {}".format(type(error).__name__, error), code="RunnerError")
            raise
        return True

    def _claim(self) -> bool:
        os.makedirs(self.paths.folder, exist_ok=True)
        if not write_once(self.paths.started, dumps(claim_record())):
            return False
        faults.step("runner.claimed")
        return True

    def _execute(self) -> None:
        self._watch_signals()
        try:
            self._event("Preparing")
            self.spec = stage.read_spec(self.paths)
            self._look_for_cancel()
            tree.become_subreaper()
            staged = stage.lay_out(self.paths, self.spec.get("snapshot"))
            client = shipped_client(self.paths.run.workspace) if self.spec.get("client") == "shipped" else None
            bindings = data.fetch(self)
            self.spec = dict(self.spec, python=provide.provide(self))
            env = dict(script_environment(self.paths, self.spec, client), **bindings.variables)
            argv = bindings.fill(command_line(self.spec))
            self._look_for_cancel()
        except Stop as stop:
            self._finish(stop.status, stop.reason)
            return
        except (stage.StageError, Damaged, KeyError, OSError) as error:
            code = getattr(error, "code", "PrepareError")
            self._finish("Failed", describe(error) if code != "PrepareError" else "could not be prepared: " + describe(error), code=code)
            return
        faults.step("runner.staged")
        self._event("Starting")
        faults.step("runner.starting")
        process = self._start(argv, env)
        if process is not None:
            self._follow(process)
        stage.tidy(self.paths, staged)

    def _start(self, argv: List[str], env: Dict[str, str]) -> "Optional[subprocess.Popen[bytes]]":
        try:
            with open(self.paths.log, "ab") as log:
                process = subprocess.Popen(argv, cwd=self.paths.code, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        except (OSError, ValueError) as error:
            reason = "cannot start {!r}: {}".format(argv[0], describe(error))
            self._finish("Failed", reason, exit_code=NEVER_STARTED, code="CommandNotFound")
            return None
        faults.step("runner.started")
        identity = ProcessIdentity.of(process.pid)
        self._event("Running", pid=identity.pid, ticks=identity.ticks)
        faults.step("runner.running")
        return process

    def attend(self, argv: List[str], env: Dict[str, str], log: str) -> int:
        """Run a program that prepares or finishes the run, its output in the file ``log``; return its exit code, negative for a signal.

        Raises
        ------
        Stop
            The run has to end; the program was ended.
        OSError
            It cannot be started.
        """
        with open(log, "ab") as output:
            marked = dict(env, AML_RUN_DIR=self.paths.run.folder)
            process = subprocess.Popen(argv, cwd=self.paths.folder, env=marked, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        while True:
            exited = self._reap(process.pid)
            if exited is not None:
                process.returncode = exited[0]  # reaped here, not by Popen
                return exit_code_of(exited[0])
            try:
                self._look(None)
            except Stop:
                process.returncode = self._end_all(process.pid)[0]
                raise
            self._beat()
            self._wait(LOOK_S)

    def warn(self, text: str) -> None:
        """Say what does not happen as the run asks for; shown with the run."""
        self._event("Preparing", warning=text)

    # -- while the script runs

    def _follow(self, process: "subprocess.Popen[bytes]") -> None:
        began = time.monotonic()
        timeout_s = self.spec.get("timeout_s")
        deadline = began + timeout_s if timeout_s else None
        next_sample = began + LOOK_S
        stopped: Optional[Stop] = None
        exited: Optional[Tuple[int, Any]] = None
        while exited is None:
            exited = self._reap(process.pid)
            if exited is not None:
                break
            try:
                self._look(deadline)
            except Stop as stop:
                stopped = stop
                exited = self._end_all(process.pid)
                break
            now = time.monotonic()
            if now >= next_sample:
                self._sample()
                # Short runs are seen closely, long ones cost little.
                next_sample = now + (1.0 if now - began < 60 else HEARTBEAT_S)
            until = min(now + LOOK_S, next_sample, deadline or now + LOOK_S)
            self._wait(max(0.0, until - now))
        status, usage = exited
        process.returncode = status  # reaped here, not by Popen
        faults.step("runner.exited")
        left = self._leftovers()
        if stopped is None:
            try:
                data.store(self, succeeded=exit_code_of(status) == 0)
            except Stop as stop:
                stopped = stop
            except (stage.StageError, OSError) as error:
                stopped = Stop("Failed", describe(error))
        self._conclude(status, usage, stopped, left)

    def _look(self, deadline: Optional[float]) -> None:
        self._look_for_cancel()
        if not os.path.exists(self.paths.started):
            raise Stop("Canceled", "its folder was removed")
        if deadline is not None and time.monotonic() >= deadline:
            raise Stop("Failed", "timed out after {:g} s".format(self.spec["timeout_s"]))
        if self._asked_to_stop:
            raise Stop("Failed", "the runner was told to end by signal {} (shutdown?)".format(self._asked_to_stop))

    def _look_for_cancel(self) -> None:
        request = self.paths.run.request("cancel", self.paths.number)
        if os.path.exists(request):
            try:
                by = (read_json(request) or {}).get("by")
            except Damaged:
                by = None
            raise Stop("Canceled", "canceled by {}".format(by or "a client"))

    def _end_all(self, script: int) -> Tuple[int, Any]:
        """End everything the run started: ask first, force after the grace; return how the script ended."""
        grace_s = self.spec.get("grace_s")
        hard_at = time.monotonic() + (10.0 if grace_s is None else float(grace_s))
        exited: Optional[Tuple[int, Any]] = None
        found = self._members()
        tree.send(found, signal.SIGTERM)
        while True:
            exited = self._reap(script) or exited
            found = self._members()
            if not found and exited is not None:
                return exited
            if time.monotonic() >= hard_at:
                tree.send(found, signal.SIGKILL)
            self._wait(0.05)

    def _leftovers(self) -> int:
        """End what the script left running; return how many processes that were."""
        self._reap(0)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 0  # nobody is left: as a subreaper we would have inherited them
        found = self._members()
        if not found:
            return 0
        self._event("Finalizing", reason="ending {} process(es) that the script left running".format(len(found)))
        total = len(found)
        tree.send(found, signal.SIGTERM)
        hard_at = time.monotonic() + LEFTOVER_GRACE_S
        while found and time.monotonic() < hard_at + LEFTOVER_GRACE_S:  # one that hangs in the kernel must not hold the run
            self._wait(0.05)
            self._reap(0)
            found = self._members()
            if time.monotonic() >= hard_at:
                tree.send(found, signal.SIGKILL)
        return total

    def _members(self) -> List[tree.Process]:
        return tree.members(self.paths.run.folder, os.getpid(), tree.processes())

    def _reap(self, script: int) -> Optional[Tuple[int, Any]]:
        """Collect every child that has ended; return the script's wait status and resource usage if it is among them."""
        found = None
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return found
            if pid == 0:
                return found
            if pid == script:
                found = (status, usage)

    def _sample(self) -> None:
        try:
            append(self.paths.system, self.sampler.take(tree.descendants(os.getpid(), tree.processes())))
        except OSError:
            pass  # a full disk costs samples, not the run
        self._beat()

    def _beat(self) -> None:
        """Give a sign of life to other hosts, now and then."""
        now = time.monotonic()
        if now < self._next_heartbeat:
            return
        self._next_heartbeat = now + HEARTBEAT_S
        try:
            os.utime(self.paths.started)
        except OSError:
            pass

    def _watch_signals(self) -> None:
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

    def _wait(self, timeout_s: float) -> None:
        ready, _, _ = select.select([self._signals], [], [], timeout_s)
        if ready:
            try:
                self._signals.recv(4096)
            except BlockingIOError:
                pass

    # -- the end

    def _conclude(self, status: int, usage: Any, stopped: Optional[Stop], left: int) -> None:
        exit_code = exit_code_of(status)
        signaled = -exit_code if exit_code < 0 else None
        more = {
            "exit_code": exit_code,
            "signal": signaled,
            "leftovers": left,
            "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
            "max_rss_bytes": max(usage.ru_maxrss * 1024, self.sampler.max_rss_bytes),
        }
        if stopped is not None:
            self._finish(stopped.status, stopped.reason, code="Timeout" if stopped.reason.startswith("timed") else "Stopped", **more)
            return
        verdict = self._verdict()
        if verdict is not None:
            error = verdict.get("error") or {}
            reason = verdict.get("reason") or error.get("message") or "said by the script"
            self._finish(str(verdict.get("status")), str(reason), error=error or None, **more)
        elif exit_code == 0:
            self._finish("Completed", "", **more)
        else:
            how = "killed by {}".format(signal_name(signaled)) if signaled else "exit code {}".format(exit_code)
            cause = explain_log(read_tail(self.paths.log)) or self._disk_full()
            self._finish("Failed", "{}: {}".format(how, cause) if cause else how, code="UserError", **more)

    def _verdict(self) -> Optional[Json]:
        try:
            verdict = read_json(self.paths.verdict)
        except Damaged:
            return None
        return verdict if verdict and verdict.get("status") in ("Failed", "Canceled") else None

    def _disk_full(self) -> str:
        try:
            room = os.statvfs(self.paths.folder)
        except OSError:
            return ""
        return "the disk of the workspace is full" if room.f_bavail == 0 else ""

    def _finish(self, status: str, reason: str, code: str = "", error: Optional[Json] = None, **more: Any) -> None:
        faults.step("runner.finishing")
        if error is None and status == "Failed":
            error = {"code": code, "message": reason}
        record: Json = {"exit_code": None, "signal": None}
        record.update(more)
        record.update(t=time.time(), status=status, reason=reason, error=error)
        try:
            # On a full disk, too: all lines of a run fit into the block that the first one took.
            append(self.paths.events, record, durable=True)
        except FileNotFoundError:
            return  # the run was removed with its folder: nobody is left to be told
        faults.step("runner.finished")
        if os.getppid() != self._parent:  # whoever reports our end to the agent is gone
            wake(self.paths.run.workspace.agent_file("wake"), self.paths.run.run_id)

    def _event(self, status: str, **more: Any) -> None:
        record: Json = {"t": time.time(), "status": status}
        record.update(more)
        append(self.paths.events, record)


def exit_code_of(status: int) -> int:
    """The exit code in a wait status, negative for a signal."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def describe(error: Exception) -> str:
    """An error in words, with the path it is about but without Python's numbering."""
    if isinstance(error, OSError) and error.strerror:
        return "{}{}".format(error.strerror, ": {!r}".format(error.filename) if error.filename else "")
    return str(error)


def signal_name(number: Optional[int]) -> str:
    """``SIGKILL`` for 9."""
    try:
        return signal.Signals(number or 0).name
    except ValueError:
        return "signal {}".format(number)


def read_tail(path: str, size: int = 16384) -> bytes:
    """The last bytes of a log."""
    try:
        length = os.path.getsize(path)
    except OSError:
        return b""
    return read_bytes(path, max(0, length - size))
