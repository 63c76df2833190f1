"""Reading what ``run.log*`` wrote: one JSON line a call, one file a writer.

``{"n": name, "t": time, "v": value, "k": kind, "s": step, "d": description}``; without ``k`` it is a single number or text.
"""

import os
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from .files import Json, names, read_lines
from .paths import AttemptPaths


class Summary(NamedTuple):
    """A numeric series in five numbers."""

    last: float
    minimum: float
    maximum: float
    points: int
    step: Optional[float]  # of the last point


def metric_files(attempt: AttemptPaths) -> List[str]:
    """The metric files of an attempt: ranks in order, then other writers by name."""

    def order(name: str) -> Tuple[int, int, str]:
        stem = name[: -len(".jsonl")]
        return (0, int(stem), "") if stem.isdigit() else (1, 0, stem)

    files = sorted((name for name in names(attempt.metrics) if name.endswith(".jsonl")), key=order)
    return [os.path.join(attempt.metrics, name) for name in files]


def read_metrics(attempt: AttemptPaths) -> List[Json]:
    """All metric lines of an attempt, in the order of time over all writers."""
    files = metric_files(attempt)
    records: List[Json] = []
    for path in files:
        records.extend(record for record in read_lines(path).records if "n" in record and "v" in record)
    if len(files) > 1:
        records.sort(key=lambda record: record.get("t") or 0)
    return records


def is_number(value: Any) -> bool:
    """Tell whether a metric value belongs in a series."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def collect(records: Iterable[Json]) -> Dict[str, Any]:
    """Give metrics the shape of the SDK's ``Run.get_metrics``.

    A number logged once is a number, logged again a list; lists are joined; rows are columns ``{column: value}`` or, from the second row on,
    ``{column: [values]}``; tables, images and the curve kinds are their last value.
    """
    found: Dict[str, Any] = {}
    calls: Dict[str, int] = {}
    for record in records:
        name, value, kind = record["n"], record["v"], record.get("k")
        calls[name] = count = calls.get(name, 0) + 1
        if kind == "list":
            found[name] = (found[name] if isinstance(found.get(name), list) else []) + list(value)
        elif kind == "row":
            found[name] = value if count == 1 else _add_row(found[name], value, count)
        elif kind is not None or count == 1:
            found[name] = value
        elif count == 2:
            found[name] = [found[name], value]
        else:
            found[name].append(value)
    return found


def _add_row(columns: Any, row: Any, count: int) -> Any:
    if not isinstance(columns, dict):
        return row
    if count == 2:
        columns = {key: [value] for key, value in columns.items()}
    for key, value in row.items():
        columns.setdefault(key, []).append(value)
    return columns


def last_values(records: Iterable[Json]) -> Dict[str, Any]:
    """The newest number or text of each single-valued metric: what tables show."""
    return {record["n"]: record["v"] for record in records if "k" not in record}


def summarise(records: Iterable[Json], known: Optional[Dict[str, Summary]] = None) -> Dict[str, Summary]:
    """Fold numeric metrics into summaries, going on from ``known``. NaN is never the minimum or the maximum of a series that has a number."""
    found: Dict[str, List[Any]] = {name: list(summary) for name, summary in known.items()} if known else {}
    for record in records:
        value = record["v"]
        if "k" in record or not (type(value) is float or is_number(value)):
            continue
        summary = found.get(record["n"])
        if summary is None:
            found[record["n"]] = [value, value, value, 1, record.get("s")]
            continue
        summary[0] = value
        if value < summary[1] or summary[1] != summary[1]:
            summary[1] = value
        if value > summary[2] or summary[2] != summary[2]:
            summary[2] = value
        summary[3] += 1
        summary[4] = record.get("s")
    return {name: Summary(*summary) for name, summary in found.items()}
