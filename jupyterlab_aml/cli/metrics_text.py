"""Metrics as a table, as values, as points."""

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.metrics import collect, read_metrics, summarise
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.record import iso

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.workspace.run import Run

Points = list[dict[str, Any]]
_LONG = 60
_NAME = 12


def read(run: "Run", name: str | None) -> Points:
    """Return every point of the current attempt, or those of one metric.

    Raises
    ------
    NotFoundError
        The run has logged no metric of that name.
    """
    points = read_metrics(run.experiment.workspace.paths.run(run.id).attempt(run.record().attempt))
    if name is None:
        return points
    chosen = [point for point in points if point["n"] == name]
    if not chosen:
        known = list(dict.fromkeys(str(point["n"]) for point in points))
        hint = did_you_mean(name, known) if known else "It has logged no metrics."
        raise NotFoundError(f"Run {run.id} has logged no metric {name!r}.", hint, known=known)
    return chosen


def values(points: Points) -> dict[str, Any]:
    """Return what ``Run.get_metrics`` returns."""
    return collect(points)


def show(session: "Session", run_id: str, points: Points) -> None:
    """Print one line a metric."""
    if not points:
        session.notice(f"run {run_id} has logged no metrics")
        return
    series = summarise(points)
    rows = []
    for name, value in values(points).items():
        summary = series.get(name)
        numbers = ("", "", "", "") if summary is None else (summary.last, summary.minimum, summary.maximum, summary.points)
        texts = [words.number(number) for number in numbers] if summary else [words.short(words.one_line(str(value)), _LONG), "", "", ""]
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
