"""The last words about a run that is its own runner: an interactive, child or offline run."""

import time
from typing import Any, NamedTuple, Optional

from ..errors import ConflictError
from ..runfiles.files import Json, append, dumps, write_once
from ..runfiles.paths import RunPaths
from ..runfiles.status import FINAL, Facts, read_facts
from .lazy import traceback

_MAX_MESSAGE = 4000


class Outcome(NamedTuple):
    """How a run ended."""

    status: str
    reason: str = ""
    error: Optional[Json] = None


def outcome_of(error: Optional[BaseException]) -> Outcome:
    """Return how a block or a script ended that left with ``error``, or with None."""
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return Outcome("Completed")
    if isinstance(error, KeyboardInterrupt):
        return Outcome("Canceled", "interrupted from the keyboard")
    if isinstance(error, SystemExit):
        return failed("the script exited with {!r}".format(error.code), "SystemExit")
    return failed(error)


def failed(details: Any, code: Optional[str] = None) -> Outcome:
    """Return the outcome of ``run.fail(details, code)``; details are a text, an exception or anything with a readable ``str``."""
    if isinstance(details, BaseException):
        message = "".join(traceback.format_exception_only(type(details), details)).strip()
        code = code or type(details).__name__
    else:
        message = "" if details is None else str(details)
    message = message[:_MAX_MESSAGE]
    return Outcome("Failed", message or "failed by the script", {"code": str(code or "UserError"), "message": message})


def end(paths: RunPaths, outcome: Outcome) -> None:
    """Write the final line, once.

    Raises
    ------
    ConflictError
        The run has ended otherwise.
    """
    facts = read_facts(paths)
    known = final_status(facts)
    if known is None:
        attempt = paths.attempt(facts.attempt)
        append(attempt.events, _final_line(outcome))
        if facts.lost is not None:
            append(paths.workspace.edits, {"t": time.time(), "run": paths.run_id})
    elif known != outcome.status:
        raise ended(paths.run_id, known)


def final_status(facts: Facts) -> Optional[str]:
    """The status of the final line, None before it. A run that was only thought lost has none."""
    for event in facts.events:
        if event.get("status") in FINAL:
            return str(event["status"])
    return None


def ended(run_id: str, status: str) -> ConflictError:
    """Return the error for changing how a run ended."""
    return ConflictError("Run {} has ended as {} already.".format(run_id, status), "An ended run stays as it is.", run=run_id, status=status)


def notice_lost(paths: RunPaths, facts: Facts) -> bool:
    """Write down that the process of a run that is its own runner died before it ended the run; True if so."""
    if facts.spec.get("submit", True) or facts.lost is not None or facts.claimant is None or final_status(facts):
        return False
    if facts.claimant.alive() is not False:
        return False
    reason = "the process that made the run (pid {}) ended without ending it".format(facts.claimant.pid)
    write_once(paths.attempt(facts.attempt).lost, dumps({"t": time.time(), "reason": reason}))
    return True


def _final_line(outcome: Outcome) -> Json:
    return {
        "t": time.time(),
        "status": outcome.status,
        "exit_code": None,
        "signal": None,
        "reason": outcome.reason,
        "error": outcome.error,
        "cpu_s": None,
        "max_rss_bytes": None,
    }
