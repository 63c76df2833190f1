"""Compute targets and their kinds, as a terminal shows them."""

from typing import Any

import click

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.training.problems import allowed

_STYLES = {"busy": "blue", "stopped": "yellow", "unusable": "red"}


def show_list(session: Session, found: list[dict[str, Any]]) -> None:
    """Print a table of compute targets, and what is wrong with those that cannot be used."""
    numbers = ("slots", "used", "queued")
    columns = [Column("NAME", least=12), Column("TYPE", drop=1), Column("STATE"), *(Column(key.upper(), right=True) for key in numbers), Column("")]
    rows = [
        [
            Cell(item["name"], "bold"),
            Cell(item["type"]),
            Cell(item["state"], _STYLES.get(item["state"], "")),
            *(Cell(str(item[key])) for key in numbers),
            Cell("default" if item["default"] else ""),
        ]
        for item in found
    ]
    Table(columns, rows).show()
    for item in found:
        if item["problem"]:
            session.notice(words.one_line(f"{item['name']} cannot be used: {item['problem']}"))


def show_target(found: dict[str, Any]) -> None:
    """Print what is known about one compute target, a line for each fact."""
    facts = {key: value for key, value in found.items() if key != "settings"} | found["settings"]
    facts["default"] = "yes" if found["default"] else "no"
    facts["created"] = found["created"] or "unknown"
    if not found["problem"]:
        del facts["problem"]
    width = max(map(len, facts))
    for key, value in facts.items():
        click.echo(words.one_line(f"{key:<{width}}  {value}"))


def show_kinds(found: list[dict[str, Any]]) -> None:
    """Print the kinds of compute targets with their settings."""
    for kind in found:
        click.echo(f"{click.style(kind['type'], bold=True)}  {kind['title']}. {kind['description']}")
        lines = setting_lines(kind["schema"], defaults=True)
        width = max((len(name) for name, _ in lines), default=0)
        for name, text in lines:
            click.echo(f"  {name:<{width}}  {text}")


def setting_lines(schema: dict[str, Any], *, defaults: bool = False) -> list[tuple[str, str]]:
    """Return (name, what it is and takes) of each setting; the value of a default may depend on the machine, so it is given only if asked for."""
    lines = []
    for name, field in schema["properties"].items():
        notes = [allowed(field)]
        if name in schema.get("required", ()):
            notes.append("needed")
        elif defaults and field.get("default") is not None:
            notes.append(f"default: {field['default']}")
        notes = [note for note in notes if note]
        lines.append((name, field.get("description", "") + (f"  [{'; '.join(notes)}]" if notes else "")))
    return lines
