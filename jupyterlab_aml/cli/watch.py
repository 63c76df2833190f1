"""Waiting for a run in front of a person: its log as it grows, or how it is, until it ends."""

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.cli.raw import writer

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.run import Run


def watch(session: "Session", run: "Run", *, quiet: bool = False, timeout_s: float | None = None) -> "RunRecord":
    """Wait until a run ends and return its record, with a line that says how it is on a terminal."""
    with _telling_that_it_goes_on(session, run):
        if quiet or not sys.stderr.isatty():
            return run.wait(timeout_s)
        from jupyterlab_aml.cli.progress import wait  # noqa: PLC0415 - rich costs time that only a terminal repays

        return wait(run, timeout_s)


def stream(session: "Session", run: "Run", *, log_to_stderr: bool = False, **which: Any) -> "RunRecord":
    """Print a log of a run until it ends and return its record; ``which`` is the ``name`` and ``tail`` of ``Run.stream``."""
    with _telling_that_it_goes_on(session, run):
        return run.stream(writer(sys.stderr if log_to_stderr else sys.stdout), **which)


@contextlib.contextmanager
def _telling_that_it_goes_on(session: "Session", run: "Run") -> Iterator[None]:
    """Ctrl-C ends the watching, never the run."""
    try:
        yield
    except KeyboardInterrupt:
        session.notice(
            f"\nnot watching any more; the run goes on\n"
            f"  see its log:  {session.prompt} runs logs --follow {run.id}\n"
            f"  end it:       {session.prompt} runs cancel {run.id}"
        )
        raise
