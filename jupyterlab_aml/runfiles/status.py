"""From facts to status: read a run folder and say what is true of it."""

import os
import time
from typing import Any, Dict, List, NamedTuple, Optional

from .files import Damaged, Json, lines_or_problem, names_or_problem, read_json
from .paths import AttemptPaths, RunPaths, numbered
from .process import HOST, ProcessIdentity
from .shapes import attempt_of, clean_spec, error_of, exit_code_of, is_time, text_of

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
SILENT_S = 60.0  # a runner on another host gives a sign of life every 5 seconds
STATUSES = (*ACTIVE, "Completed", "Failed", "Canceled")  # in the order of a run's life


class Facts(NamedTuple):
    """What the files of a run say, before anything is concluded. Missing files are empty values."""

    run_id: str
    spec: Json
    attempt: int
    launched: int  # highest attempt the agent has launched, 0 if none
    dispatch: List[Json]  # of this attempt
    cancel: Optional[Json]  # of this attempt
    retry: bool  # this attempt was asked for by a client
    started: Optional[Json]  # None also after the end: nobody asks then
    events: List[Json]
    lost: Optional[Json]
    problems: List[str]
    silent_s: float = 0.0  # how long a runner on another host has given no sign of life

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
    inside = names_or_problem(paths.folder, problems)
    present = set(inside)

    def one(path: str) -> Optional[Json]:
        try:
            return read_json(path)
        except Damaged as error:
            problems.append(str(error))
            return {}

    spec = one(paths.spec) if "run.json" in present else None
    if not spec and not problems:
        problems.append("run.json is missing" if spec is None else "run.json is empty")
    spec = clean_spec(spec, problems) if spec else {}
    dispatch = lines_or_problem(paths.dispatch, problems) if "dispatch.jsonl" in present else []
    requests = names_or_problem(paths / "request", problems) if "request" in present else []
    launched = max([attempt_of(line) for line in dispatch if line.get("event") == "launch"] or [0])
    attempt = max([1, launched] + [numbered(name, "attempt-") or 0 for name in inside] + [numbered(name, "retry-") or 0 for name in requests])
    there = paths.attempt(attempt)
    tried = "attempt-{}".format(attempt) in present
    events = _known(lines_or_problem(there.events, problems), problems) if tried else []
    going_on = tried and not any(event["status"] in FINAL for event in events)  # an end that was told counts more than what else there is
    started = one(there.started) if going_on else None
    return Facts(
        run_id=paths.run_id,
        spec=spec,
        attempt=attempt,
        launched=launched,
        dispatch=[line for line in dispatch if attempt_of(line) == attempt],
        cancel=one(paths.request("cancel", attempt)) if "cancel-{}".format(attempt) in requests else None,
        retry="retry-{}".format(attempt) in requests,
        started=started,
        events=events,
        lost=one(there.lost) if going_on else None,
        problems=problems,
        silent_s=_silence(there, started, events) if spec.get("submit", True) else 0.0,
    )


def _known(events: List[Json], problems: List[str]) -> List[Json]:
    known = [event for event in events if text_of(event, "status") in STATUSES]
    if len(known) < len(events):
        problems.append("events.jsonl has {} line(s) without a status".format(len(events) - len(known)))
    return known


def _silence(there: AttemptPaths, started: Optional[Json], events: List[Json]) -> float:
    """Seconds since the last sign of life of a runner that cannot be asked, because it is on another host."""
    if not started or started.get("host") in (None, HOST):
        return 0.0
    try:
        heard = os.stat(there.started).st_mtime
    except OSError:
        return 0.0
    if events and is_time(events[-1].get("t")):
        heard = max(heard, events[-1]["t"])
    return max(0.0, time.time() - heard)


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
                text_of(event, "reason"),
                event,
                exit_code=exit_code_of(event),
                error=error_of(event),
            )
    if facts.lost is not None:
        reason = text_of(facts.lost, "reason") or "the process that ran it ended without a word"
        return status("Failed", reason, facts.lost, error={"code": "RunLost", "message": reason})
    for line in facts.dispatch:
        reason = text_of(line, "reason")
        if line.get("event") == "canceled":
            return status("Canceled", reason, line)
        if line.get("event") == "refused":
            return status("Failed", reason, line, error={"code": "Refused", "message": reason})
    asked = "" if facts.cancel is None else "cancel asked by {}".format(text_of(facts.cancel, "by") or "a client")
    if facts.silent_s > SILENT_S:
        silence = "no sign of life from its runner on host {} for {:.0f} s".format(text_of(facts.started or {}, "host"), facts.silent_s)
        return status("NotResponding", silence + ("; " + asked if asked else ""))
    if facts.cancel is not None:
        return status("CancelRequested", asked[len("cancel ") :])
    if facts.events:
        last = facts.events[-1]
        return status(last["status"], text_of(last, "reason"))
    if facts.started is not None:
        return status("Preparing", "")
    if not facts.spec.get("submit", True):
        return status("NotStarted", "")
    return status("Queued", "")


def _time(record: Optional[Json]) -> Optional[float]:
    value = (record or {}).get("t")  # type: Any
    return float(value) if is_time(value) else None


def _first_time(events: List[Json], word: str) -> Optional[float]:
    for event in events:
        if event.get("status") == word:
            return _time(event)
    return None
