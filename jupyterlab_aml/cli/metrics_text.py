"""Metrics as a table, as values, as points."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.metrics import Summary, by_rank, collect, is_number, read_metrics, summarise
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.record import iso

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.workspace.run import Run

Points = Iterator[dict[str, Any]]
_BATCH = 10_000
_LONG = 60
_NAME = 12


def read(run: "Run", name: str | None) -> Points:
    """Yield every point of the current attempt, or those of one metric; they are read while they are used.

    Raises
    ------
    NotFoundError
        The run has logged no metric of that name.
    """
    points = read_metrics(run.experiment.workspace.paths.run(run.id).attempt(run.record().attempt))
    if name is None:
        return points
    others: dict[str, None] = {}
    for point in points:
        if point["n"] == name:
            return chain([point], (later for later in points if later["n"] == name))
        others[point["n"]] = None
    hint = did_you_mean(name, list(others)) if others else "It has logged no metrics."
    raise NotFoundError(f"Run {run.id} has logged no metric {name!r}.", hint, known=list(others))


def values(points: Points) -> dict[str, Any]:
    """Return what ``Run.get_metrics`` returns."""
    return collect(points)


@dataclass
class Overview:
    """What there is to say of each metric in one line, in the order of their first points."""

    series: dict[str, Summary]
    others: dict[str, Any]
    names: list[str]


def overview(points: Points) -> Overview:
    """Sum up points; of numbers none is kept."""
    series: dict[str, Summary] = {}
    others: dict[str, list[dict[str, Any]]] = {}
    names: dict[str, None] = {}
    while batch := list(islice(points, _BATCH)):
        series = summarise(batch, series)
        for point in batch:
            names[point["n"]] = None
            if "k" in point or not is_number(point["v"]):
                others.setdefault(point["n"], []).append(point)
    return Overview(series, {name: collect(kept)[name] for name, kept in others.items()}, list(by_rank(names)))


def show(session: "Session", run_id: str, found: Overview) -> None:
    """Print one line a metric."""
    if not found.names:
        session.notice(f"run {run_id} has logged no metrics")
        return
    rows = []
    for name in found.names:
        summary = found.series.get(name)
        if summary is None:
            texts = [words.short(words.one_line(str(found.others[name])), _LONG), "", "", ""]
        else:
            texts = [words.number(number) for number in (summary.last, summary.minimum, summary.maximum, summary.points)]
        rows.append([Cell(name, "bold"), *map(Cell, texts)])
    columns = [Column("METRIC", least=_NAME), Column("LAST", right=True, least=_NAME)]
    columns += [Column(title, right=True, drop=drop) for title, drop in (("MIN", 2), ("MAX", 2), ("POINTS", 1))]
    Table(columns, rows).show()


def show_csv(points: Points) -> None:
    """Print one line a point; lists, rows and tables as JSON."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["name", "step", "time", "value"])
    for point in points:
        table.writerow([point["n"], point.get("s", ""), iso(point.get("t")) or "", _csv_value(point["v"])])


def _csv_value(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list)) else value
