"""From facts to status: read a run folder and say what is true of it."""

import os
from typing import Any, Dict, List, NamedTuple, Optional

from .files import Damaged, Json, names, read_json, read_lines
from .paths import RunPaths, numbered
from .process import ProcessIdentity

FINAL = frozenset(["Completed", "Failed", "Canceled"])
ACTIVE = (
    "NotStarted",
    "Queued",
    "Preparing",
    "Provisioning",
    "Starting",
    "Running",
    "Finalizing",
    "CancelRequested",
    "NotResponding",
)


class Facts(NamedTuple):
    """What the files of a run say, before anything is concluded. Missing files are empty values."""

    run_id: str
    spec: Json
    attempt: int
    launched: int  # highest attempt the agent has launched, 0 if none
    dispatch: List[Json]  # of this attempt
    cancel: Optional[Json]  # of this attempt
    retry: bool  # this attempt was asked for by a client
    started: Optional[Json]
    events: List[Json]
    lost: Optional[Json]
    problems: List[str]

    @property
    def claimant(self) -> Optional[ProcessIdentity]:
        return ProcessIdentity.from_record(self.started) if self.started else None

    @property
    def script_may_have_begun(self) -> bool:
        return any(event.get("status") not in (None, "Preparing") for event in self.events)


class Status(NamedTuple):
    """The state of a run. Times in seconds UTC, None if it has not happened."""

    status: str
    reason: str
    attempt: int
    started: Optional[float]
    ended: Optional[float]
    exit_code: Optional[int]
    error: Optional[Json]

    @property
    def final(self) -> bool:
        return self.status in FINAL


def read_facts(paths: RunPaths) -> Facts:
    """Read all facts of a run. Damage is reported in ``problems``, never raised."""
    problems: List[str] = []
    inside = names(paths.folder)
    present = set(inside)

    def one(path: str) -> Optional[Json]:
        try:
            return read_json(path)
        except Damaged as error:
            problems.append(str(error))
            return {}

    def lines(path: str) -> List[Json]:
        try:
            found = read_lines(path)
        except OSError as error:
            problems.append("{} cannot be read: {}".format(os.path.basename(path), error.strerror))
            return []
        if found.damaged:
            problems.append("{} has {} damaged line(s)".format(os.path.basename(path), found.damaged))
        return found.records

    spec = one(paths.spec) if "run.json" in present else None
    if not spec and not problems:
        problems.append("run.json is missing" if spec is None else "run.json is empty")
    dispatch = lines(paths.dispatch) if "dispatch.jsonl" in present else []
    requests = names(paths / "request") if "request" in present else []
    launched = max([_number(line) for line in dispatch if line.get("event") == "launch"] or [0])
    attempt = max([1, launched] + [numbered(name, "attempt-") or 0 for name in inside] + [numbered(name, "retry-") or 0 for name in requests])
    there = paths.attempt(attempt)
    attempt_names = set(names(there.folder)) if "attempt-{}".format(attempt) in present else set()
    return Facts(
        run_id=paths.run_id,
        spec=spec or {},
        attempt=attempt,
        launched=launched,
        dispatch=[line for line in dispatch if _number(line) == attempt],
        cancel=one(paths.request("cancel", attempt)) if "cancel-{}".format(attempt) in requests else None,
        retry="retry-{}".format(attempt) in requests,
        started=one(there.started) if "started" in attempt_names else None,
        events=lines(there.events) if "events.jsonl" in attempt_names else [],
        lost=one(there.lost) if "lost" in attempt_names else None,
        problems=problems,
    )


def _number(line: Json) -> int:
    value = line.get("attempt")
    return value if isinstance(value, int) else 0


def fold(facts: Facts) -> Status:
    """Conclude the status from the facts; the table is in ``docs/run-folder.md``."""
    begun = _first_time(facts.events, "Running")

    def status(word: str, reason: str, fact: Optional[Json] = None, **more: Any) -> Status:
        ended = _time(fact) if word in FINAL else None
        values: Dict[str, Any] = {"started": begun, "ended": ended, "exit_code": None, "error": None}
        values.update(more)
        return Status(word, reason, facts.attempt, **values)

    if not facts.spec:
        return status("Failed", "the run cannot be read: " + "; ".join(facts.problems))
    for event in facts.events:
        if event.get("status") in FINAL:
            return status(
                event["status"],
                str(event.get("reason") or ""),
                event,
                exit_code=event.get("exit_code"),
                error=event.get("error"),
            )
    if facts.lost is not None:
        reason = str(facts.lost.get("reason") or "the process that ran it ended without a word")
        return status("Failed", reason, facts.lost, error={"code": "RunLost", "message": reason})
    for line in facts.dispatch:
        reason = str(line.get("reason") or "")
        if line.get("event") == "canceled":
            return status("Canceled", reason, line)
        if line.get("event") == "refused":
            return status("Failed", reason, line, error={"code": "Refused", "message": reason})
    if facts.cancel is not None:
        return status("CancelRequested", "asked by {}".format(facts.cancel.get("by", "a client")))
    if facts.events:
        last = facts.events[-1]
        return status(str(last.get("status") or "Running"), str(last.get("reason") or ""))
    if facts.started is not None:
        return status("Preparing", "")
    if not facts.spec.get("submit", True):
        return status("NotStarted", "")
    return status("Queued", "")


def _time(record: Optional[Json]) -> Optional[float]:
    value = (record or {}).get("t")
    return float(value) if isinstance(value, (int, float)) else None


def _first_time(events: List[Json], word: str) -> Optional[float]:
    for event in events:
        if event.get("status") == word:
            return _time(event)
    return None
