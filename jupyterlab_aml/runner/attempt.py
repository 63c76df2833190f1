"""One attempt of a run, from the claim to the final line. This is the runner's whole life."""

import os
import signal
import time
from typing import Any, Dict, List, Optional

from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import Damaged, Json, append, dumps, write_once
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.process import ProcessIdentity, claim_record
from jupyterlab_aml.runfiles.wake import wake

from . import outcome, stage, tree
from .bindings import NO_DATA
from .client import shipped_client
from .environment import asks_for_more, command_line, script_environment
from .lazy import container, data, provide, ranks  # most runs need none of them, and each fork server would pay
from .outcome import Ending
from .processes import NEVER_STARTED, CannotStart, Part, Processes, describe
from .watch import HEARTBEAT_S, LOOK_S, Stop, Watch

GRACE_S = 10.0
LEFTOVER_GRACE_S = 2.0
REPORTS_S = 0.2  # how often it is looked whether a rank has failed that another program started: no signal tells that
SETTLE_S = 0.5  # when one process fails, others that fail by it do so in this time


class Attempt:
    """Claims one attempt, runs its script and writes down what happened."""

    def __init__(self, paths: AttemptPaths) -> None:
        self.paths = paths
        self.spec: Json = {}
        self.watch = Watch(paths)
        self._parent = os.getppid()

    def run(self) -> bool:
        """Run it to its end; False if somebody else has claimed this attempt."""
        if not self._claim():
            return False
        try:
            self._execute()
            if self._has_data:
                data.clear(self.paths, self.spec)
        except Exception as error:
            tree.send(self.watch.members(), signal.SIGKILL)  # nothing of it goes on unwatched
            self._finish(Ending("Failed", "the runner failed: {}: {}".format(type(error).__name__, error), code="RunnerError"))
            raise
        return True

    def _claim(self) -> bool:
        os.makedirs(self.paths.folder, exist_ok=True)
        if not write_once(self.paths.started, dumps(claim_record())):
            return False
        faults.step("runner.claimed")
        return True

    def _execute(self) -> None:
        self.watch.listen()
        try:
            self._event("Preparing")
            self.spec = stage.read_spec(self.paths)
            self.watch.look_for_cancel()
            tree.become_subreaper()
            staged = stage.lay_out(self.paths, self.spec.get("snapshot"))
            client = shipped_client(self.paths.run.workspace) if self.spec.get("client") == "shipped" else None
            bindings = data.fetch(self) if self._has_data else NO_DATA
            if asks_for_more(self.spec.get("environment")):
                python = provide.provide(self)
                self.spec = dict(self.spec, python=python)
            env = dict(script_environment(self.paths, self.spec, client), **bindings.variables)
            argv = bindings.fill(command_line(self.spec))
            parts = ranks.plan(self.paths, self.spec, argv, env) if self.spec.get("distribution") else [Part(argv, env, self.paths.log)]
            if self.spec.get("engine"):
                parts = container.in_containers(self, parts, [*bindings.words.values(), *bindings.places])
            self.watch.look_for_cancel()
        except Stop as stop:
            self._finish(Ending(stop.status, stop.reason))
            return
        except (stage.StageError, Damaged, KeyError, OSError) as error:
            code = getattr(error, "code", "PrepareError")
            reason = describe(error) if code != "PrepareError" else "could not be prepared: " + describe(error)
            self._finish(Ending("Failed", reason, code=code))
            return
        faults.step("runner.staged")
        self._event("Starting")
        faults.step("runner.starting")
        processes = self._start(parts)
        if processes is not None:
            ending = self._follow(processes)
            if self.spec.get("engine") and (ending.status != "Completed" or ending.facts["leftovers"]):
                container.remove(self)
            self._finish(ending)
        stage.tidy(self.paths, staged)

    def _start(self, parts: List[Part]) -> Optional[Processes]:
        processes = Processes()
        try:
            processes.start(parts, self.paths.code)
        except CannotStart as error:
            self.watch.end_all(processes, grace_s=0)
            self._finish(Ending("Failed", str(error), code="CommandNotFound", facts={"exit_code": NEVER_STARTED}))
            return None
        faults.step("runner.started")
        identity = ProcessIdentity.of(processes.first.pid)
        self._event("Running", pid=identity.pid, ticks=identity.ticks)
        faults.step("runner.running")
        return processes

    def attend(self, argv: List[str], env: Dict[str, str], log: str, grace_s: Optional[float] = None) -> int:
        """Run a program that prepares or finishes the run, its output in the file ``log``; return its exit code, negative for a signal.

        Parameters
        ----------
        grace_s : float, optional
            Seconds between asking it to end and ending it, if not those of the run.

        Raises
        ------
        Stop
            The run has to end; the program was ended.
        CannotStart
            It cannot be started.
        """
        processes = Processes()
        own = {name: value for name, value in env.items() if name != "AML_AGENT"}  # which would make it one of the agent's, not of the run's
        processes.start([Part(argv, dict(own, AML_RUN_DIR=self.paths.run.folder), log)], self.paths.folder)
        while True:
            processes.collect()
            if not processes.running:
                if processes.first.exit_code and self.watch.members():
                    self.watch.end_all(processes, grace_s=0)  # nobody waits any more for what it started
                return processes.first.exit_code or 0
            try:
                self.watch.look()
            except Stop:
                self.watch.end_all(processes, self.grace_s if grace_s is None else grace_s)
                raise
            self.watch.beat()
            self.watch.wait(LOOK_S)

    def busy(self, reason: str) -> None:
        """Say what takes time before the script starts."""
        self._event("Preparing", reason=reason)

    def finishing(self, reason: str) -> None:
        """Say what takes time after the script has ended."""
        self._event("Finalizing", reason=reason)

    def warn(self, text: str) -> None:
        """Say what does not happen as the run asks for; shown with the run."""
        self._event("Preparing", warning=text)

    # -- while the script runs

    def _follow(self, processes: Processes) -> Ending:
        stopped: Optional[Stop] = None
        left = 0
        try:
            self._until_over(processes)
        except Stop as stop:
            stopped = stop
        failure = outcome.first_failure(self.paths, processes.failed)  # by itself: those that are ended now fail for our sake
        faults.step("runner.exited")
        if processes.running or stopped is not None:
            self.watch.end_all(processes, self.grace_s)
        else:
            left = self._end_leftovers(processes)
        exit_code = failure.exit_code if failure else processes.first.exit_code or 0
        if stopped is None and self._has_data:
            try:
                data.store(self, succeeded=exit_code == 0)
            except Stop as stop:
                stopped = stop
            except (stage.StageError, OSError) as error:
                stopped = Stop("Failed", describe(error), code=getattr(error, "code", "StoreError"))
        facts = {
            "exit_code": exit_code,
            "signal": -exit_code if exit_code < 0 else None,
            "leftovers": left,
            "cpu_s": round(sum(process.cpu_s for process in processes.all), 3),
            "max_rss_bytes": max(sum(process.max_rss_bytes for process in processes.all), self.watch.sampler.max_rss_bytes),
        }
        return self._ending(stopped, failure)._replace(facts=facts)

    def _until_over(self, processes: Processes) -> None:
        """Wait until all that are awaited have completed, or one has failed and the others had a moment to say what they have to say about it.

        Raises
        ------
        Stop
            The run has to end before that.
        """
        began = time.monotonic()
        timeout_s = self.spec.get("timeout_s")
        deadline = began + timeout_s if timeout_s else None
        next_sample = began + LOOK_S
        settled: Optional[float] = None
        while True:
            processes.collect()
            now = time.monotonic()
            if processes.failed and settled is None:
                settled = now + SETTLE_S
            if processes.completed or not processes.running or (settled is not None and now >= settled):
                return
            self.watch.look()
            if deadline is not None and now >= deadline:
                raise Stop("Failed", "timed out after {:g} s".format(self.spec["timeout_s"]), code="Timeout")
            if now >= next_sample:
                self.watch.sample()
                # Short runs are seen closely, long ones cost little.
                next_sample = now + (1.0 if now - began < 60 else HEARTBEAT_S)
            look_at = now + (REPORTS_S if processes.starts_others else LOOK_S)
            self.watch.wait(max(0.0, min(at for at in (look_at, next_sample, deadline, settled) if at is not None) - now))

    @property
    def _has_data(self) -> bool:
        return bool(self.spec.get("inputs") or self.spec.get("outputs"))

    @property
    def grace_s(self) -> float:
        """Seconds between asking what belongs to the run to end and ending it."""
        grace_s = self.spec.get("grace_s")
        return GRACE_S if grace_s is None else float(grace_s)

    def _end_leftovers(self, processes: Processes) -> int:
        """End what the script left running; return how many processes that were."""
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 0  # nobody is left: as a subreaper we would have inherited them
        found = self.watch.members()
        if found:
            self._event("Finalizing", reason="ending {} process(es) that the script left running".format(len(found)))
            self.watch.end_all(processes, LEFTOVER_GRACE_S, patience_s=2 * LEFTOVER_GRACE_S)
        return len(found)

    # -- the end

    def _ending(self, stopped: Optional[Stop], failure: Optional[outcome.Failure]) -> Ending:
        if stopped is not None:
            return Ending(stopped.status, stopped.reason, code=stopped.code)
        said = outcome.said_by_script(self.paths)
        if said is not None:
            return said
        if failure is None:
            return Ending("Completed")
        return outcome.failed(self.paths, failure)

    def _finish(self, ending: Ending) -> None:
        faults.step("runner.finishing")
        error = ending.error
        if error is None and ending.status == "Failed":
            error = {"code": ending.code, "message": ending.reason}
        record: Json = {"exit_code": None, "signal": None}
        record.update(ending.facts)
        record.update(t=time.time(), status=ending.status, reason=ending.reason, error=error)
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
