"""Datasets and datastores, as a terminal shows them."""

from typing import Any

import click

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.table import Cell, Column, Table

_SHOWN = 10
_LONGEST = 40


def show_list(session: Session, found: list[dict[str, Any]]) -> None:
    """Print a table of the newest versions."""
    if not found:
        session.notice("no datasets yet; `aml data create NAME PATH` registers one")
        return
    numbers = [Column("FILES", right=True, drop=1), Column("SIZE", right=True), Column("RUNS", right=True, drop=2)]
    columns = [Column("NAME", least=12), Column("VERSION", right=True), Column("TYPE"), *numbers, Column("MADE BY", least=12, drop=3)]
    rows = [
        [
            Cell(each["name"], "bold"),
            Cell(each["version"]),
            Cell(each["type"]),
            Cell(str(each["file_count"])),
            Cell(words.size(each["size_bytes"])),
            Cell(str(len(each["used_by"]))),
            Cell(each["run"] or each["user"]),
        ]
        for each in found
    ]
    Table(columns, rows).show()


def show_dataset(found: dict[str, Any]) -> None:
    """Print what is known about one version, a line for each fact."""
    used = found["used_by"]
    facts = {
        "name": found["name"],
        "version": f"{found['version']} of {', '.join(found['versions'])}",
        "type": found["type"] + (f" ({found['format'].replace('_', ' ')})" if found["format"] else ""),
        "created": f"{words.moment(found['created'])} by {found['user']}",
        "description": found["description"],
        "tags": ", ".join(f"{key}={value}" if value else key for key, value in found["tags"].items()),
        "made by": found["run"] and f"run {found['run']}",
        "used by": f"{words.count(len(used), 'run')}: {'..., ' if len(used) > _SHOWN else ''}{', '.join(used[-_SHOWN:])}" if used else "no run",
        "path": ", ".join(found["paths"]),
        "steps": ", ".join(_step(step) for step in found["steps"]),
        "files": f"{words.count(found['file_count'], 'file')}, {words.size(found['size_bytes'])}",
        "problem": found["problem"],
    }
    for key, value in facts.items():
        if value:
            click.echo(words.one_line(f"{key:<12} {value}"))
    for file in found["files"][:_SHOWN]:
        size = "" if file["size_bytes"] is None else words.size(file["size_bytes"])
        click.echo(words.one_line(f"  {size:>8}  {file['path']}"))
    if found["file_count"] > _SHOWN:
        click.echo(f"  ... and {found['file_count'] - _SHOWN} more")


def _step(step: dict[str, Any]) -> str:
    given = " ".join(str(step[key]) for key in ("count", "columns", "probability") if key in step)
    return f"{step['do'].replace('_', ' ')} {given}".strip()


def show_preview(session: Session, found: dict[str, Any]) -> None:
    """Print rows, or files."""
    if "files" in found:
        rows = [[Cell(file["path"]), Cell("" if file["size_bytes"] is None else words.size(file["size_bytes"]))] for file in found["files"]]
        Table([Column("FILE", least=12), Column("SIZE", right=True)], rows).show()
        more = found["total"] - len(rows)
        if more:
            session.notice(f"and {words.count(more, 'more file')}")
        return
    columns = [Column(words.short(words.one_line(name), _LONGEST), least=4) for name in found["columns"]]
    Table(columns, [[Cell(words.short("" if value is None else str(value), _LONGEST)) for value in row] for row in found["rows"]]).show()
    if found["total"] is None:
        session.notice(f"the first {words.count(len(found['rows']), 'row')}")


def show_datastores(session: Session, found: list[dict[str, Any]]) -> None:
    """Print a table of datastores, and what is wrong with those that cannot be used."""
    rows = [
        [Cell(each["name"], "bold"), Cell(each["type"] or ""), Cell("default" if each["default"] else ""), Cell(each["uri"] or "")] for each in found
    ]
    Table([Column("NAME", least=12), Column("TYPE"), Column(""), Column("WHERE", least=12)], rows).show()
    for each in found:
        if each["problem"]:
            session.notice(words.one_line(each["problem"]))
