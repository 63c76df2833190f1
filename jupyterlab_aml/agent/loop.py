"""The agent's life: wait for something to happen, look, decide, act."""

import os
import select
import signal
import time
from typing import TYPE_CHECKING, Any

from jupyterlab_aml import __version__
from jupyterlab_aml.agent.act import Hands
from jupyterlab_aml.agent.code import Code
from jupyterlab_aml.agent.decide import Action, Launch, Nudge, Retire, View, decide, waiting
from jupyterlab_aml.agent.elect import Election
from jupyterlab_aml.agent.log import log
from jupyterlab_aml.agent.view import Watcher
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import dumps, replace
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.process import ProcessIdentity
from jupyterlab_aml.runfiles.wake import WakePipe, wake

if TYPE_CHECKING:
    from jupyterlab_aml.compute.base import ComputeDriver

IDLE_S = 300.0  # leaves after so long without work; AML_AGENT_IDLE_S overrides it
LEAST_IDLE_S = 2.0  # a client trusts an agent it has just started to be there
LOOK_S = 1.0  # with runs in hand: how often to look without being woken
REST_S = 5.0  # without runs: the same
DEAF_S = 0.25  # where the file system has no named pipes
PUBLISH_S = 0.25  # queue.json is written at most so often


class Agent:
    """One elected agent of one workspace."""

    def __init__(self, paths: WorkspacePaths, election: Election) -> None:
        self._paths = paths
        self._election = election
        self._pipe = WakePipe(paths.agent_file("wake"))
        self._hands = Hands(paths)
        self._watcher = Watcher(paths, self._hands.on_its_way)
        self._idle_s = max(LEAST_IDLE_S, float(os.environ.get("AML_AGENT_IDLE_S") or IDLE_S))
        self._idle_since = time.monotonic()
        self._looked_at = time.monotonic()
        self._published = b""
        self._published_at = 0.0
        self._stopping = ""
        self._code = Code()

    def run(self) -> bool:
        """Work until there is nothing to do for the idle time, or until told to stop; True if another must go on at once, with newer code."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # ignored in what a shell starts in the background, and inherited by the scripts
        self._listen()
        self._write_identity()
        log(f"agent {__version__} of {os.path.dirname(self._paths.root)}")
        try:
            self._watcher.scan()
            while not self._code.changed():
                self._step()
                if self._told_to_stop() or (self._idle() and self._leave()):
                    return False
                self._wait()
            self._stopping = "the package was updated"
            return True
        finally:
            log(f"leaving: {self._stopping or 'idle'}")
            self._hands.close()
            self._pipe.close()
            self._remove("agent.json")
            self._election.resign()

    # -- one round

    def _step(self) -> None:
        self._watcher.read_targets()
        while True:
            view = View(self._watcher.runs, self._watcher.slots, time.time(), self._watcher.closed)
            actions = decide(view)
            if not [action for action in actions if self._do(action)]:
                break
        self._publish(view)

    def _do(self, action: Action) -> bool:
        """Carry out one action; True if it changed a run, so that there may be more to decide."""
        run = self._watcher.runs[action.run_id]
        try:
            self._hands.do(action, self._watcher.kinds.get(run.compute, "local"))
        except (OSError, AmlError) as error:
            log(f"{action.run_id}: {type(action).__name__} failed: {error}")
            return False  # tried again at the next look
        if isinstance(action, Retire):
            self._watcher.forget(action.run_id)
            return False
        if isinstance(action, Nudge):
            return False
        self._watcher.read(action.run_id)
        return not isinstance(action, Launch)

    # -- waiting

    def _listen(self) -> None:
        try:
            self._pipe.open()
        except OSError as error:
            log(f"no wake-ups here, looking every {DEAF_S} s instead: {error}")

    def _wait(self) -> None:
        sources: list[WakePipe | ComputeDriver] = [self._pipe, *self._hands.drivers]
        descriptors = [fd for source in sources if (fd := source.fileno()) is not None]
        every_s = LOOK_S if self._watcher.runs else min(REST_S, self._idle_s)
        if self._pipe.fileno() is None:
            every_s = DEAF_S
        timeout_s = max(0.0, self._looked_at + every_s - time.monotonic())
        ready, _, _ = select.select(descriptors, [], [], timeout_s)
        faults.step("agent.woken")
        if self._pipe.fileno() in ready:
            self._hear()
        for driver in self._hands.drivers:
            for ended in driver.ended():
                self._watcher.ended(*ended)
                self._watcher.read(ended.ref.run_id)
        if time.monotonic() - self._looked_at >= every_s:  # also while clients wake us all the time
            self._look()

    def _hear(self) -> None:
        run_ids = self._pipe.read()
        if run_ids is None:
            self._look()
            return
        for run_id in run_ids:
            if run_id:
                self._watcher.read(run_id)
            else:
                self._watcher.scan()

    def _look(self) -> None:
        """Look at everything without having been told: the fallback for lost wake-ups and for runs of an earlier agent."""
        self._looked_at = time.monotonic()
        self._watcher.scan()
        for run_id in list(self._watcher.runs):
            self._watcher.read(run_id)

    # -- leaving

    def _idle(self) -> bool:
        if self._watcher.busy:
            self._idle_since = time.monotonic()
        return time.monotonic() - self._idle_since >= self._idle_s

    def _leave(self) -> bool:
        """Stop listening, then look once more: a client that found nobody listening will start another agent, which waits for our lock."""
        self._pipe.close()
        faults.step("agent.leaving")
        self._watcher.scan()
        if not self._watcher.busy:
            return True
        self._listen()
        return False

    def _told_to_stop(self) -> bool:
        if self._remove("stop"):
            self._stopping = "told to"
        return bool(self._stopping)

    def _on_signal(self, number: int, _frame: Any) -> None:
        self._stopping = f"signal {number}"
        wake(self._pipe.path)  # select goes on after a signal; this ends it

    # -- what others may read

    def _write_identity(self) -> None:
        record = ProcessIdentity.current().record() | {"t": time.time(), "version": __version__}
        replace(self._paths.agent_file("agent.json"), dumps(record))

    def _publish(self, view: View) -> None:
        now = time.monotonic()
        if now - self._published_at < PUBLISH_S and self._watcher.runs:
            return
        targets: dict[str, Any] = {name: {"slots": slots, "running": [], "queued": []} for name, slots in view.slots.items()}
        for run in view.runs.values():
            if run.holds_slot and run.compute in targets:
                targets[run.compute]["running"].append(run.run_id)
        for run in waiting(view):
            targets[run.compute]["queued"].append(run.run_id)
        data = dumps({"targets": targets})
        if data != self._published:
            try:
                replace(self._paths.agent_file("queue.json"), data)
            except OSError as error:
                log(f"queue.json cannot be written: {error}")
            self._published = data
        self._published_at = now

    def _remove(self, name: str) -> bool:
        try:
            os.unlink(self._paths.agent_file(name))
        except OSError:
            return False
        return True
