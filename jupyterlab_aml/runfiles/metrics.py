"""Reading what ``run.log*`` wrote: one JSON line a call, one file a writer.

``{"n": name, "t": time, "v": value, "k": kind, "s": step, "d": description}``; without ``k`` it is a single number or text.
"""

import os
import re
from heapq import merge
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple, TypeVar

from .files import Json, names_or_problem, parse_lines, read_bytes
from .paths import AttemptPaths, numbered
from .shapes import is_metric, time_of

_WRITER = re.compile(r"(?:run-.*\.rank)?(0|[1-9][0-9]{0,3})\.jsonl")
_RANK = re.compile(r" \[rank ([1-9][0-9]{0,3})\]$")
_FIRST = 16 * 1024  # bytes; most files have less
_CHUNK = 1024 * 1024  # parsed in one go, while all other threads wait
_Value = TypeVar("_Value")


class Summary(NamedTuple):
    """A numeric series in five numbers."""

    last: float
    minimum: float
    maximum: float
    points: int
    step: Optional[float]  # of the last point


def metric_files(attempt: AttemptPaths, problems: Optional[List[str]] = None) -> List[str]:
    """The metric files of an attempt: ranks in order, then other writers by name."""

    def order(name: str) -> Tuple[int, int, str]:
        stem = name[: -len(".jsonl")]
        rank = 0 if stem == "0" else numbered(stem, "")
        return (1, 0, stem) if rank is None else (0, rank, "")

    inside = names_or_problem(attempt.metrics, [] if problems is None else problems)
    files = sorted((name for name in inside if name.endswith(".jsonl")), key=order)
    return [os.path.join(attempt.metrics, name) for name in files]


def usable_lines(path: str, records: List[Json]) -> List[Json]:
    """Return the lines of a metric file that can be used.

    What rank 0 of a distributed run logs has its name as it is, that of another ``name [rank 1]``: the values of two processes never mix.
    """
    usable = [record for record in records if is_metric(record)]
    writer = _WRITER.fullmatch(os.path.basename(path))
    if writer and writer.group(1) != "0":
        suffix = " [rank {}]".format(writer.group(1))
        for record in usable:
            record["n"] += suffix
    return usable


def by_rank(found: Dict[str, _Value]) -> Dict[str, _Value]:
    """Return metrics with those of rank 0 first, then those of the other ranks in order."""

    def rank(name: str) -> int:
        other = _RANK.search(name) if name[-1:] == "]" else None
        return int(other.group(1)) if other else 0

    ranks = {name: rank(name) for name in found}
    return {name: found[name] for name in sorted(found, key=lambda name: ranks[name])} if any(ranks.values()) else found


def read_metrics(attempt: AttemptPaths, problems: Optional[List[str]] = None) -> Iterator[Json]:
    """Yield the usable metric lines of an attempt in the order of time over all writers; those of one writer stay in their order.

    What cannot be used is added to ``problems``, at the end of its file.
    """
    problems = [] if problems is None else problems
    lines = [_lines(path, problems) for path in metric_files(attempt, problems)]
    return lines[0] if len(lines) == 1 else merge(*lines, key=time_of)


def _lines(path: str, problems: List[str]) -> Iterator[Json]:
    known = [0, 0, 0]
    try:
        for records in read_pieces(path, known):
            for record in records:
                yield record
    except OSError as error:
        problems.append("{} cannot be read: {}".format(os.path.basename(path), error.strerror))
    if known[2]:
        problems.append("{} has {} damaged line(s)".format(os.path.basename(path), known[2]))


def read_pieces(path: str, known: List[int]) -> Iterator[List[Json]]:
    """Yield the metric lines written since ``known`` = [inode, offset, damaged], a megabyte at a time, and move it on."""
    size = min(_FIRST, _CHUNK)
    while True:
        data = read_bytes(path, known[1], size)
        if not data:
            return
        end = data.rfind(b"\n") + 1
        if end:
            known[1] += end
            records, damaged = parse_lines(data[:end])
            usable = usable_lines(path, records)
            known[2] += damaged + len(records) - len(usable)
            yield usable
        if len(data) < size:
            return  # what is left, if anything, is a line that is still being written
        size = min(size * 8, _CHUNK) if end else size * 2


def is_number(value: Any) -> bool:
    """Tell whether a metric value belongs in a series."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def collect(records: Iterable[Json]) -> Dict[str, Any]:
    """Give metrics the shape of the SDK's ``Run.get_metrics``.

    A number logged once is a number, logged again a list; lists are joined; rows are columns ``{column: value}`` or, from the second row on,
    ``{column: [values]}``; tables, images and the curve kinds are their last value.
    """
    found: Dict[str, Any] = {}
    calls: Dict[str, List[Any]] = {}  # name -> how it was logged last, and how often in a row
    for record in records:
        name, value, kind = record["n"], record["v"], record.get("k")
        call = calls.get(name)
        if call is None or call[0] != kind:
            before = found.get(name) if kind in (None, "list") and call is not None and call[0] in (None, "list") else None
            call = calls[name] = [kind, 0]
            if before is not None:  # numbers and lists of one name are one series; any other kind begins anew
                call[1] = 2
                found[name] = before if isinstance(before, list) else [before]
        call[1] += 1
        if kind == "row":
            found[name] = _add_row(found[name], value, call[1]) if call[1] > 1 else value
        elif kind == "list" and call[1] > 1:
            found[name].extend(value)
        elif kind is not None or call[1] == 1:
            found[name] = list(value) if kind == "list" else value
        elif call[1] == 2:
            found[name] = [found[name], value]
        else:
            found[name].append(value)
    return by_rank(found)


def _add_row(columns: Json, row: Json, count: int) -> Json:
    if count == 2:
        columns = {key: [value] for key, value in columns.items()}
    for key, value in row.items():
        columns.setdefault(key, []).append(value)
    return columns


def summarise(records: Iterable[Json], known: Optional[Dict[str, Summary]] = None) -> Dict[str, Summary]:
    """Fold numeric metrics into summaries, going on from ``known``. NaN is never the minimum or the maximum of a series that has a number."""
    found: Dict[str, List[Any]] = {name: list(summary) for name, summary in known.items()} if known else {}
    for record in records:
        value, step = record["v"], record.get("s")
        if "k" in record or not (type(value) is float or is_number(value)):
            continue
        if step is not None and not is_number(step):
            step = None
        summary = found.get(record["n"])
        if summary is None:
            found[record["n"]] = [value, value, value, 1, step]
            continue
        summary[0] = value
        if value < summary[1] or summary[1] != summary[1]:
            summary[1] = value
        if value > summary[2] or summary[2] != summary[2]:
            summary[2] = value
        summary[3] += 1
        summary[4] = step
    return {name: Summary(*summary) for name, summary in found.items()}
