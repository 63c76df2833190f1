"""The exit status of a command that waited for a run."""

from typing import TYPE_CHECKING

from jupyterlab_aml.cli import words

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord

CANCELED = INTERRUPTED = 130  # what a shell shows for Ctrl-C
TIMED_OUT = 124  # what timeout(1) answers
_SIGNALED = 128


def exit_status(record: "RunRecord") -> int:
    """Return the exit status for a run.

    It is the script's own exit code, 128+n if signal n ended it, 130 for a canceled run, 124 for one that
    has not ended in time, 1 for any other failure.
    """
    if record.status == "Canceled":
        return CANCELED
    if record.status == "Completed":
        return 0
    if not record.final:
        return TIMED_OUT
    code = record.exit_code
    if not code:
        return 1
    return _SIGNALED - code if code < 0 else code


def summary(record: "RunRecord") -> str:
    """Return one line: ``run train_1_ab is Failed after 2.1s: exit code 3``."""
    lasted = words.duration(record.duration_s)
    after = f" after {lasted}" if lasted else ""
    reason = f": {words.one_line(record.status_reason)}" if record.status_reason else ""
    return f"run {record.id} is {record.status}{after}{reason}"
