"""What to do next: a pure function from what is true to what to do. No input, no output, no clock of its own."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

ABANDONED_S = 60.0  # a marker without a run folder for so long belongs to a submitter that died; one that was only slow makes it again
MAX_RELAUNCHES = 3  # attempts in a row that ended before the script began


class RunView(NamedTuple):
    """What the agent knows of one run that has a marker."""

    run_id: str
    created: float = 0.0
    compute: str = ""
    attempt: int = 1
    exists: bool = True
    mine: bool = True  # the folder belongs to this agent's user; others' runs only take slots
    problem: str = ""  # run.json cannot be used; the text says why
    final: bool = False
    launched: bool = False  # a launch line exists for this attempt
    on_its_way: bool = False  # this agent's driver has it in hand
    claimed: bool = False  # a runner holds it
    alive: bool | None = None  # is that runner alive? None: it cannot be known from here
    begun: bool = False  # the script may have begun
    cancel: bool = False
    pid: int = 0
    failures: int = 0  # launches of this agent that ended without a claim
    how: str = ""  # how the runner ended, if this agent saw it
    marked: float = 0.0  # when the marker was made

    @property
    def holds_slot(self) -> bool:
        """Whether it takes a slot of its target."""
        return self.launched and not self.final

    @property
    def waits(self) -> bool:
        """Whether it could be launched as soon as there is a slot."""
        return self.mine and self.exists and not (self.final or self.problem or self.claimed or self.launched or self.cancel)


class View(NamedTuple):
    """Everything :func:`decide` may look at."""

    runs: Mapping[str, RunView]
    slots: Mapping[str, int]  # compute target -> slots
    now: float
    closed: AbstractSet[str] = frozenset()  # the targets on which nothing may be launched: stopped, or damaged


class Launch(NamedTuple):
    """Start a runner for the attempt; write a launch line unless the attempt has one."""

    run_id: str
    attempt: int
    compute: str
    again: bool = False


class Cancel(NamedTuple):
    """Write that the run was canceled before it began."""

    run_id: str
    attempt: int
    reason: str


class Nudge(NamedTuple):
    """Make the runner look at the cancel request."""

    run_id: str
    attempt: int
    compute: str
    pid: int


class Refuse(NamedTuple):
    """Write that the run cannot be started."""

    run_id: str
    attempt: int
    reason: str


class Lose(NamedTuple):
    """Wipe what is left and write that the runner ended without a word."""

    run_id: str
    attempt: int
    compute: str
    pid: int
    reason: str


class Retire(NamedTuple):
    """Remove the marker: nothing is left to do."""

    run_id: str


Action = Launch | Cancel | Nudge | Refuse | Lose | Retire


def decide(view: View) -> list[Action]:
    """Return what to do now, in order. Carrying out the actions twice is harmless."""
    actions = [action for run in view.runs.values() if (action := _settle(run, view)) is not None]
    used = occupied(view)
    for run in waiting(view):
        if used.get(run.compute, 0) < view.slots[run.compute]:
            used[run.compute] = used.get(run.compute, 0) + 1
            actions.append(Launch(run.run_id, run.attempt, run.compute))
    return [action for action in actions if not (isinstance(action, Launch) and action.compute in view.closed)]


def occupied(view: View) -> dict[str, int]:
    """Return how many slots of each target are taken."""
    used: dict[str, int] = {}
    for run in view.runs.values():
        if run.holds_slot:
            used[run.compute] = used.get(run.compute, 0) + 1
    return used


def waiting(view: View) -> list[RunView]:
    """Return the runs that wait for a slot of a target that exists, first come first."""
    found = [run for run in view.runs.values() if run.waits and run.compute in view.slots]
    return sorted(found, key=lambda run: (run.created, run.run_id))


def _settle(run: RunView, view: View) -> Action | None:
    """Return what one run needs whatever slots are free; None if nothing."""
    if not run.mine:
        return None
    if not run.exists:
        return Retire(run.run_id) if view.now - run.marked > ABANDONED_S else None
    if run.final:
        return Retire(run.run_id)
    if run.problem:
        return Refuse(run.run_id, run.attempt, run.problem)
    if run.claimed:
        return _settle_claimed(run)
    if run.on_its_way:
        return None  # its runner looks for a cancel request by itself
    if run.cancel:
        return Cancel(run.run_id, run.attempt, "canceled before it was started")
    if run.compute not in view.slots:
        known = ", ".join(sorted(view.slots)) or "none"
        return Refuse(run.run_id, run.attempt, f"there is no compute target {run.compute!r}; there are: {known}")
    if not run.launched:
        return None
    if run.failures >= MAX_RELAUNCHES:
        return Refuse(run.run_id, run.attempt, f"its runner could not be started, {run.failures} times: {run.how}")
    return Launch(run.run_id, run.attempt, run.compute, again=True)


def _settle_claimed(run: RunView) -> Action | None:
    if run.alive is not False:
        return Nudge(run.run_id, run.attempt, run.compute, run.pid) if run.cancel and run.alive else None
    if run.on_its_way:
        return None  # its driver is about to say how it ended
    how = f" ({run.how})" if run.how else ""
    if run.begun:
        return Lose(run.run_id, run.attempt, run.compute, run.pid, f"its runner was lost while the script ran{how}")
    if run.cancel:
        return Cancel(run.run_id, run.attempt, "canceled before it was started")
    if run.attempt > MAX_RELAUNCHES:
        return Lose(run.run_id, run.attempt, run.compute, run.pid, f"its runner was lost {run.attempt} times before the script began{how}")
    return Launch(run.run_id, run.attempt + 1, run.compute)
