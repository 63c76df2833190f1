"""The runs that cells show, kept up by one thread of the kernel."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.notebook.run_state import RunState
from jupyterlab_aml.notebook.wire import MOST_POINTS, TAIL_LINES, Selection, Update, weight
from jupyterlab_aml.workspace.feed import RunFeed

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run

_PAUSE_S = 0.05
_BYTES_PER_S = 2_000_000  # what is sent for one kernel, about
_TROUBLE_S = 2.0  # until a run that could not be read is looked at again
_MOST_ENDED = 30  # ended runs that are looked at after each cell, should they be retried or tagged


class Listener(Protocol):
    """Whoever shows a run."""

    def told(self, live: "LiveRun", updates: list[Update]) -> None:
        """Show what is new. Called by one thread at a time."""


class LiveRun:
    """One run that is shown, however often.

    Attributes
    ----------
    state : RunState
        What is known of it.
    sequence : int
        Number of the newest updates; 0 before the first.
    listeners : list of Listener
        Who is told.
    """

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.state = RunState()
        self.sequence = 0
        self.lock = threading.RLock()
        self.listeners: list[Listener] = []
        self._selection = Selection()
        self._feed = RunFeed(run.workspace, run.id, points=MOST_POINTS, tail=TAIL_LINES)
        self._rest_until = 0.0

    @property
    def ended(self) -> bool:
        """Whether the run had ended when it was looked at, or is gone."""
        return self._feed.ended

    def listen(self, listener: Listener) -> None:
        """Tell somebody what comes from now on."""
        self.listeners.append(listener)

    def poll(self, *, at_once: bool = False) -> None:
        """Look what is new and tell everybody; not sooner after much than it takes to send it, unless ``at_once``."""
        with self.lock:
            now = time.monotonic()
            if now < self._rest_until and not at_once:
                return
            try:
                updates = self._selection.small(self._feed.poll())
            except (AmlError, OSError):
                self._rest_until = now + _TROUBLE_S
                return
            self._rest_until = now + weight(updates) / _BYTES_PER_S
            if updates:
                self.state.take(updates)
                self.sequence += 1
            for listener in tuple(self.listeners):
                listener.told(self, updates)


class Tail:
    """The thread that looks what is new in the runs that are shown. It is there while one of them has not ended."""

    def __init__(self) -> None:
        self._runs: dict[str, LiveRun] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def follow(self, run: "Run", begin: Callable[[LiveRun], None]) -> LiveRun:
        """Return what is known of a run, as it is now; ``begin`` is called if it was not shown before.

        Raises
        ------
        AmlError
            The run cannot be read.
        """
        key = run.paths.folder
        with self._lock:
            live = self._runs.pop(key, None)
        fresh = live is None or live.state.gone
        if live is None or fresh:
            live = LiveRun(run)
        live.poll(at_once=True)
        if fresh:
            begin(live)
        with self._lock:
            self._runs[key] = live
        self._start()
        return live

    def look(self) -> None:
        """Look at all runs now, also at those that had ended: a cell may have retried one."""
        for live in self._shown():
            live.poll(at_once=True)
        self._start()

    @property
    def active(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None and self._thread.is_alive()

    def join(self, timeout_s: float) -> None:
        """Wait until there is nothing more to look for."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _shown(self) -> list[LiveRun]:
        with self._lock:
            ended = [key for key, live in self._runs.items() if live.ended]
            for key in ended[:-_MOST_ENDED]:
                del self._runs[key]
            return list(self._runs.values())

    def _start(self) -> None:
        with self._lock:
            if not self.active and any(not live.ended for live in self._runs.values()):
                self._thread = threading.Thread(target=self._work, name="aml-live", daemon=True)  # never keeps the kernel from leaving
                self._thread.start()

    def _work(self) -> None:
        while True:
            for live in self._shown():
                if not live.ended:
                    with contextlib.suppress(OSError, RuntimeError):  # the kernel is leaving: nobody hears any more
                        live.poll()
            with self._lock:
                if all(live.ended for live in self._runs.values()):
                    self._thread = None
                    return
            time.sleep(_PAUSE_S)


TAIL = Tail()
