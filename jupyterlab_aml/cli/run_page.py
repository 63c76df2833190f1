"""The page of ``aml runs show``."""

import os
import shlex
from collections import Counter
from typing import TYPE_CHECKING

import click

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.models_text import use_text
from jupyterlab_aml.runfiles.files import walk_files
from jupyterlab_aml.runfiles.order import natural
from jupyterlab_aml.workspace.data_words import data_words
from jupyterlab_aml.workspace.details import log_files, packages_of_run
from jupyterlab_aml.workspace.lineage import lineage_of_run

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.runfiles.paths import RunPaths
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.run import Run

_LABEL = 12
_LONG = 200
_ASSETS = {"data": "data_in", "made data": "data_out", "loaded": "models_in", "made models": "models"}
_MOST = 20  # metrics or files that are listed


def show_page(session: "Session", run: "Run") -> None:
    """Print everything about a run on one page."""
    record = run.record()
    paths = run.experiment.workspace.paths.run(record.id)
    _head(record)
    _what(record)
    _when(record)
    _children(session, run)
    _data(record, paths)
    metrics = {name: words.short(words.number(value), _LONG) for name, value in record.metrics.items()}
    _pairs("metrics", metrics, f"`{session.prompt} runs metrics {record.id}` shows all")
    _assets(session, run)
    _line("packages", words.one_line(", ".join(packages_of_run(paths, record.attempt) or ())))
    _pairs("tags", record.tags)
    _pairs("properties", record.properties)
    _files(session, record, paths)
    for problem in record.problems:
        _line("problem", click.style(words.one_line(problem), fg="red"))
    _line("folder", paths.folder)


def _line(label: str, value: str | None) -> None:
    if value:
        click.echo(f"{label:<{_LABEL}} {value}")


def _head(record: "RunRecord") -> None:
    colour, _ = words.look(record.status)
    click.echo(click.style(words.one_line(record.display_name), bold=True))
    if record.display_name != record.id:
        _line("id", record.id)
    _line("description", words.one_line(record.description or ""))
    status = click.style(record.status, fg=colour, bold=True)
    _line("status", f"{status}: {words.one_line(record.status_reason)}" if record.status_reason else status)
    _line("progress", words.progress(record.progress))
    if record.exit_code is not None:
        _line("exit code", str(record.exit_code))
    if record.attempt > 1:
        _line("attempt", str(record.attempt))
    for warning in record.warnings:
        _line("warning", click.style(words.one_line(warning), fg="yellow"))


def _what(record: "RunRecord") -> None:
    _line("experiment", record.experiment)
    line = list(record.command) or ([record.script, *record.arguments] if record.script else [])
    _line("ran", words.one_line(shlex.join(line)))
    _line("from", words.one_line(record.source_directory or ""))
    _line("variables", ", ".join(record.env_names) + " (values not shown)" if record.env_names else "")
    _line("processes", words.processes(record.distribution, record.nodes))
    _line("where", record.compute)
    _line("by", record.user)
    _line("child of", record.parent)


def _when(record: "RunRecord") -> None:
    _line("created", words.moment(record.created))
    _line("started", words.moment(record.started))
    _line("ended", words.moment(record.ended))
    _line("duration", words.duration(record.duration_s))
    _line("timeout", words.duration(record.timeout_s))


def _children(session: "Session", run: "Run") -> None:
    statuses = Counter(child.status for child in run.experiment.workspace.list_runs(parent=run.id))
    if statuses:
        counts = ", ".join(f"{amount} {status}" for status, amount in statuses.items())
        _line("children", f"{counts}; `{session.prompt} runs list --parent {run.id}` lists them")


def _data(record: "RunRecord", paths: "RunPaths") -> None:
    """Tell what the placeholders among the arguments became."""
    inputs, outputs = data_words(paths.attempt(record.attempt)) if record.inputs or record.outputs else ({}, {})
    _pairs("inputs", {f"${{{{inputs.{name}}}}}": word for name, word in inputs.items()})
    _pairs("outputs", {f"${{{{outputs.{name}}}}}": word for name, word in outputs.items()})


def _assets(session: "Session", run: "Run") -> None:
    found = lineage_of_run(run.experiment.workspace, run.id)
    if found["environment"]:
        _line("environment", words.one_line(use_text(found["environment"])))
    for label, key in _ASSETS.items():
        _line(label, words.one_line(", ".join(map(use_text, found[key]))))
    if found["models"]:
        _line("", f"`{session.prompt} models show {found['models'][0]['asset']}` tells more")


def _pairs(title: str, pairs: dict[str, str], more: str = "--json shows all") -> None:
    if not pairs:
        return
    click.echo(title)
    shown = list(pairs.items())[:_MOST]
    width = max(len(name) for name, _ in shown)
    for name, value in shown:
        click.echo(f"  {words.one_line(name):<{width}}  {words.one_line(value)}")
    if len(pairs) > _MOST:
        click.echo(f"  ... and {len(pairs) - _MOST} more; {more}")


def _files(session: "Session", record: "RunRecord", paths: "RunPaths") -> None:
    found: list[tuple[str, str]] = []
    for folder, prefix in ((paths / "outputs", "outputs/"), (paths / "logs", "logs/"), (paths / "uploads", "")):
        found += [(prefix + name, path) for name, path in sorted(walk_files(folder), key=lambda file: natural(file[0]))]
    found += [(name, path) for name, path in log_files(paths, record.attempt).items() if name.startswith("user_logs/")]
    if not found:
        return
    click.echo("files")
    for name, path in found[:_MOST]:
        click.echo(f"  {words.one_line(name)}  {_size(path)}")
    if len(found) > _MOST:
        click.echo(f"  ... and {len(found) - _MOST} more; `{session.prompt} runs download {record.id}` fetches all")


def _size(path: str) -> str:
    try:
        return words.size(os.path.getsize(path))
    except OSError:
        return "gone"
