"""The exit status of a command that waited for a run."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord

CANCELED = INTERRUPTED = 130  # what a shell shows for Ctrl-C
TIMED_OUT = 124  # what timeout(1) answers
_SIGNALED = 128


def exit_status(record: "RunRecord") -> int:
    """Return the script's own exit code, 128+n if signal n ended it, 130 for a canceled run, 1 for any other failure."""
    if record.status == "Canceled":
        return CANCELED
    if record.status == "Completed":
        return 0
    code = record.exit_code
    if not code:
        return 1
    return _SIGNALED - code if code < 0 else code
