"""From a run folder to what the index keeps of it."""

import json
import os
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from jupyterlab_aml.runfiles.files import RACY_NS, names_or_problem
from jupyterlab_aml.runfiles.metrics import is_number
from jupyterlab_aml.runfiles.notes import Notes, read_notes
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.progress import read_progress
from jupyterlab_aml.runfiles.status import SILENT_S, Facts, read_facts
from jupyterlab_aml.workspace.index_schema import clean
from jupyterlab_aml.workspace.metric_fold import MetricFold
from jupyterlab_aml.workspace.record import RunRecord, make_record

_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode
_FOREIGN = (OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
_TUPLES = ("command", "arguments", "env_names", "problems", "warnings")


class Row(NamedTuple):
    """What was read of one run."""

    record: RunRecord
    settled: bool
    whole: bool
    progress: str


def read_row(paths: RunPaths, progress: str = "", most: int | None = None) -> Row | None:
    """Read a run, its metrics from where ``progress`` of an earlier call ends, of long ones about ``most`` bytes.

    None: there is no such run folder any more.
    """
    try:
        facts = read_facts(paths)
        if not facts.spec and not os.path.isdir(paths.folder):
            return None
        known = MetricFold.from_json(json.loads(progress)) if progress else MetricFold(facts.attempt)
        notes = read_notes(paths, facts.spec, facts.problems)
        attempt = paths.attempt(facts.attempt)
        fold = known.go_on(attempt, facts.problems, most)
        record = make_record(facts, notes, fold.values(), read_progress(attempt, facts.problems))
    except _FOREIGN as error:  # content that nobody thought of: this run has a problem, the others do not
        return Row(_unreadable(paths, error), settled=False, whole=True, progress="")
    settled = record.final and bool(facts.spec) and fold.whole
    return Row(record, settled, fold.whole, "" if settled else json.dumps(fold.to_json()))


def _unreadable(paths: RunPaths, error: Exception) -> RunRecord:
    told = f"the run folder cannot be read: {error}"
    facts = Facts(
        run_id=paths.run_id,
        spec={},
        attempt=1,
        launched=0,
        dispatch=[],
        cancel=None,
        retry=False,
        started=None,
        events=[],
        lost=None,
        problems=[told],
    )
    return make_record(facts, Notes({}, {}, None, None), {}, None)


def fingerprint(paths: RunPaths, attempt: int, *, metrics: bool = True) -> str:
    """Return a text that changes when the files of a run do, from ``stat`` alone; "" if they were touched just now. ``metrics``: those as well."""
    there = paths.attempt(attempt)
    racy_from = time.time_ns() - RACY_NS
    parts: list[int] = []
    for folder in (paths.folder, paths.notes, paths / "request", there.folder, *([there.metrics] if metrics else [])):
        try:
            changed = os.stat(folder).st_mtime_ns
        except OSError:
            changed = 0
        if changed > racy_from:
            return ""
        parts.append(changed)
    files = [paths.spec, paths.dispatch, there.events, there.progress, *_inside(paths.notes, parts[1])]
    files += _inside(there.metrics, parts[4]) if metrics else []
    for file in files:
        try:
            facts = os.stat(file)
        except OSError:
            parts.append(0)
        else:
            parts += (facts.st_ino, facts.st_size)
    parts.append(_is_silent(there.started))
    return " ".join(map(str, parts))


def _inside(folder: str, exists: int) -> Iterable[str]:
    return [os.path.join(folder, name) for name in sorted(names_or_problem(folder, []))] if exists else ()


def _is_silent(started: str) -> int:
    """Tell whether the runner's last sign of life is so old that the status may be NotResponding; the clock alone changes that."""
    try:
        return int(time.time() - os.stat(started).st_mtime > SILENT_S)
    except OSError:
        return 0


def to_text(record: RunRecord) -> str:
    """Return a record as JSON."""
    return _encode(vars(record))


def from_text(text: str) -> RunRecord:
    """Return the record of :func:`to_text`."""
    values = json.loads(text)
    for key in _TUPLES:
        values[key] = tuple(values[key])
    return RunRecord(**values)


def columns(row: Row, number: int, mark: str, text: str) -> tuple[Any, ...]:
    """Return a row of the table ``runs``."""
    record = row.record
    words = "\n".join([record.id, str(record.display_name), str(record.script or ""), record.experiment, *map(_tag, record.tags.items())])
    return (
        number,
        clean(record.id),
        None if clean(record.id) == record.id else json.dumps(record.id),
        record.attempt,
        clean(record.experiment),
        real(record.created) or 0.0,
        clean(record.status),
        name(record.compute),
        clean(record.type),
        name(record.parent),
        int(row.settled),
        clean(str(record.display_name)),
        clean(words.casefold()),
        mark,
        row.progress,
        text,
    )


def _tag(item: tuple[str, str]) -> str:
    return f"{item[0]}={item[1]}"


def name(value: Any) -> str | None:
    """Return a value of a column that is looked up by equality."""
    return None if value is None else clean(str(value))


def real(value: Any) -> float | None:
    """Return a number as SQLite orders it; NaN and what is no number become NULL."""
    if type(value) is float and value == value:  # noqa: PLR0124 - not NaN; the usual case, at once
        return value
    if not is_number(value):
        return None
    try:
        found = float(value)
    except OverflowError:
        found = float("inf") if value > 0 else float("-inf")
    return found if found == found else None  # noqa: PLR0124 - NaN
