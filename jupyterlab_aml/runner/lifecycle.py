"""Starting and ending a run, and asking how it is."""

import os
import time

from ..errors import ConflictError
from .lazy import endings, exits, files, process, status, wake
from .logging_calls import LoggingCalls
from .storage import storing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional

    from ..runfiles.status import Status
    from .endings import Outcome


class Lifecycle(LoggingCalls):
    """A submitted run ends with its script; the script only leaves a verdict. Every other run is ended by whoever uses it."""

    @property
    def type(self) -> str:
        """``azureml.scriptrun`` for a submitted script, ``interactive`` or ``offline`` for others."""
        return str(self._readable_spec.get("type") or "unknown")

    @property
    def status(self) -> str:
        """One of the status words of Azure ML, folded from the run's files now."""
        return self._status().status

    def get_status(self) -> str:
        """Return the status as it is now."""
        return self.status

    def get_detailed_status(self) -> "Dict[str, str]":
        """Return ``{"status", "details"}``; the details are words, for example what a queued run waits for."""
        found = self._status()
        return {"status": found.status, "details": found.reason}

    def start(self) -> None:
        """Mark a run as Running; nothing happens if it is already."""
        if self._status().status != "NotStarted":
            return
        attempt = self._attempt()
        with storing("run {} cannot be started".format(self.id)):
            os.makedirs(attempt.folder, exist_ok=True)
            if files.write_once(attempt.started, files.dumps(process.claim_record())):
                files.append(attempt.events, {"t": time.time(), "status": "Running", "pid": os.getpid()})
                exits.end_at_exit(self.paths)

    def complete(self, _set_status: bool = True) -> None:
        """End the run as Completed. In a submitted script this does nothing: the exit code decides.

        Raises
        ------
        ConflictError
            The run has ended otherwise, or it is a submitted run seen from outside.
        """
        if not self._is_submitted:
            self._end(endings.Outcome("Completed"))
        elif not self._is_ours and self.status != "Completed":
            raise self._not_from_outside("completed")

    def fail(self, error_details: "Any" = None, error_code: "Optional[str]" = None, _set_status: bool = True) -> None:
        """End the run as Failed, with the reason.

        Parameters
        ----------
        error_details
            A text or an exception.
        error_code
            A short word for programs; by default the exception's type.
        """
        outcome = endings.failed(error_details, error_code)
        if not self._is_submitted:
            self._end(outcome)
        elif self._is_ours:
            self._leave_verdict(outcome)
        elif self.status != "Failed":
            raise self._not_from_outside("failed")

    def cancel(self) -> None:
        """End the run as Canceled: a submitted run with everything it started.

        Raises
        ------
        ConflictError
            The run has ended already.
        """
        if not self._is_submitted:
            self._end(endings.Outcome("Canceled", "canceled by {}".format(process.user_name())))
        elif self._is_ours:
            self._leave_verdict(endings.Outcome("Canceled", "canceled by the script"))
        else:
            self._request_cancel()

    def flush(self, timeout_seconds: float = 300) -> None:
        """Do nothing: whatever was logged is in the run folder when the call returns."""

    # -- what the calls stand on

    @property
    def _is_submitted(self) -> bool:
        return bool(self._spec.get("submit", True))

    def _status(self) -> "Status":
        facts = self._facts()
        with storing("run {} cannot be read".format(self.id)):
            if endings.notice_lost(self.paths, facts):
                facts = self._facts()
        return status.fold(facts)

    def _is_ended(self) -> bool:
        """Whether the last word about the run is written; a run that was only thought lost can still be ended."""
        facts = self._facts()
        if self._is_submitted and self._is_ours:
            return os.path.exists(self._attempt().verdict)
        return status.fold(facts).final if self._is_submitted else endings.final_status(facts) is not None

    def _end(self, outcome: "Outcome") -> None:
        with storing("the end of run {} cannot be written".format(self.id)):
            endings.end(self.paths, outcome)
        self._metrics.forget()  # what is logged from now on is late
        exits.ended_already(self.paths)

    def _leave_verdict(self, outcome: "Outcome") -> None:
        """Write what the runner shall make of the script's end."""
        verdict = self._attempt().verdict
        record = {"t": time.time(), "status": outcome.status, "reason": outcome.reason, "error": outcome.error}
        with storing("the verdict of run {} cannot be written".format(self.id)):
            if files.write_once(verdict, files.dumps(record)):
                return
        known = str((files.read_json(verdict) or {}).get("status"))
        if known != outcome.status:
            raise endings.ended(self.id, known)

    def _request_cancel(self) -> None:
        found = self._status()
        if found.status in status.FINAL:
            raise endings.ended(self.id, found.status)
        request = self.paths.request("cancel", found.attempt)
        with storing("the cancel of run {} cannot be asked for".format(self.id)):
            try:
                os.mkdir(os.path.dirname(request))
            except FileExistsError:
                pass
            files.write_once(request, files.dumps({"t": time.time(), "by": process.user_name()}))
        self._wake_agent()

    def _wake_agent(self) -> None:
        """Tell the agent, if one listens; the next one finds the request by itself."""
        wake.wake(self.paths.workspace.agent_file("wake"), self.id)

    def _not_from_outside(self, done: str) -> ConflictError:
        return ConflictError(
            "Run {} is a submitted run: it ends with its script and cannot be {} from outside.".format(self.id, done), "Use run.cancel() to end it."
        )
