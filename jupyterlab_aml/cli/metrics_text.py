"""Metrics as a table, as values, as points."""

import csv
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
        texts = [words.number(number) for number in numbers] if summary else [_short(value), "", "", ""]
        rows.append([Cell(name, "bold"), *map(Cell, texts)])
    columns = [Column("METRIC"), *(Column(title, right=True) for title in ("LAST", "MIN", "MAX", "POINTS"))]
    Table(columns, rows).show()


def _short(value: Any) -> str:
    text = words.one_line(str(value))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def show_csv(points: Points) -> None:
    """Print one line a point."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["name", "step", "time", "value"])
    for point in points:
        table.writerow([point["n"], point.get("s", ""), iso(point.get("t")) or "", point["v"]])
