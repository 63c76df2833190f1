"""Carries out what was decided. Every action can be repeated; the files say what was done already."""

import os
import time

from jupyterlab_aml.agent.decide import Action, Cancel, Launch, Lose, Nudge, Refuse, Retire
from jupyterlab_aml.agent.log import log
from jupyterlab_aml.compute.base import ComputeDriver, RunRef
from jupyterlab_aml.compute.registry import make_driver
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import append, dumps, write_once
from jupyterlab_aml.runfiles.paths import WorkspacePaths


class Hands:
    """Holds the compute drivers, made when first needed."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self._paths = paths
        self._drivers: dict[str, ComputeDriver] = {}

    def driver(self, kind: str) -> ComputeDriver:
        if kind not in self._drivers:
            self._drivers[kind] = make_driver(kind, self._paths)
        return self._drivers[kind]

    @property
    def drivers(self) -> list[ComputeDriver]:
        return list(self._drivers.values())

    def on_its_way(self, ref: RunRef) -> bool:
        return any(driver.launched(ref) for driver in self._drivers.values())

    def do(self, action: Action, kind: str) -> None:
        """Carry out one action; ``kind`` is the type of the compute target it is about."""
        run_id = action.run_id
        faults.step("agent.acting")
        if isinstance(action, Retire):
            self._retire(run_id)
        elif isinstance(action, Nudge):
            self.driver(kind).nudge(RunRef(run_id, action.attempt), action.pid)
        elif isinstance(action, Launch):
            self._launch(action, kind)
        elif isinstance(action, Lose):
            killed = self.driver(kind).wipe(RunRef(run_id, action.attempt), action.pid)
            reason = action.reason + (f"; {killed} process(es) it had left were ended" if killed else "")
            log(f"{run_id}: lost: {reason}")
            write_once(self._paths.run(run_id).attempt(action.attempt).lost, dumps({"t": time.time(), "reason": reason}))
        else:
            self._note(action)
        faults.step("agent.acted")

    def _launch(self, action: Launch, kind: str) -> None:
        ref = RunRef(action.run_id, action.attempt)
        try:
            driver = self.driver(kind)
        except AmlError as error:
            self._note(Refuse(*ref, str(error)))
            return
        if not action.again:
            self._dispatch(ref, "launch", "")
        faults.step("agent.noted")
        driver.launch(ref)
        faults.step("agent.launched")

    def _note(self, action: Cancel | Refuse) -> None:
        event = "canceled" if isinstance(action, Cancel) else "refused"
        log(f"{action.run_id}: {event}: {action.reason}")
        self._dispatch(RunRef(action.run_id, action.attempt), event, action.reason)

    def _dispatch(self, ref: RunRef, event: str, reason: str) -> None:
        append(self._paths.run(ref.run_id).dispatch, {"t": time.time(), "event": event, "attempt": ref.attempt, "reason": reason})

    def _retire(self, run_id: str) -> None:
        try:
            os.unlink(self._paths.marker(run_id))
        except FileNotFoundError:
            return

    def close(self) -> None:
        for driver in self._drivers.values():
            driver.close()
