"""What the agent needs from a kind of compute target."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class RunRef(NamedTuple):
    """One attempt of one run: the key of every driver call."""

    run_id: str
    attempt: int


class Ended(NamedTuple):
    """A runner this driver had launched is gone; ``how`` says in words how it went, ``by_itself`` is False if somebody ended what starts runners."""

    ref: RunRef
    how: str
    by_itself: bool = True


class ComputeDriver(Protocol):
    """Launches runners on one kind of target.

    Every call is idempotent: the runner's claim decides who runs, so launching twice is harmless, and "it is gone" is success for :meth:`nudge` and
    :meth:`wipe`. The agent is the only caller, from one thread.
    """

    def launch(self, ref: RunRef) -> None:
        """Start a runner for this attempt and return at once.

        Raises
        ------
        OSError
            No process can be started now; the agent tries again.
        """

    def launched(self, ref: RunRef) -> bool:
        """Whether a launch by this driver is still on its way or running."""

    def nudge(self, ref: RunRef, pid: int) -> None:
        """Make the runner look at its requests now."""

    def wipe(self, ref: RunRef, pid: int) -> int:
        """End whatever is left of an attempt whose runner, ``pid`` there, is gone; return how many processes that were."""

    def fileno(self) -> int | None:
        """Return a descriptor that becomes readable when :meth:`ended` has news; None if it must be polled."""

    def ended(self) -> Iterable[Ended]:
        """Return the runners that ended since the last call."""

    def close(self) -> None:
        """Let go of everything; the runners go on."""
