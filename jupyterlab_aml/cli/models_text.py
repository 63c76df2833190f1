"""Models, as a terminal shows them."""

from typing import Any

import click

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.model_store import path_of

_LABEL = 12
_MOST = 20


def show_list(session: Session, found: list[dict[str, Any]]) -> None:
    """Print a table of the newest versions."""
    if not found:
        session.notice("no models yet; run.register_model(name, 'outputs/...') in a script makes one")
        return
    columns = [
        Column("NAME", least=12),
        Column("VERSION", right=True),
        Column("FRAMEWORK", drop=3),
        Column("MADE BY", least=12, drop=2),
        Column("USES", right=True, drop=1),
        Column("SIZE", right=True),
    ]
    Table(columns, [_row(item) for item in found]).show()


def _row(item: dict[str, Any]) -> list[Cell]:
    return [
        Cell(item["name"], "bold"),
        Cell(item["version"]),
        Cell(item["framework"] or ""),
        Cell(_run(item["run"]) if item["run"] else item["user"] or ""),
        Cell(str(item["uses"])),
        Cell(words.size(item["size_bytes"])),
    ]


def show_page(asset: Asset, found: dict[str, Any]) -> None:
    """Print everything about one version."""
    click.echo(click.style(asset.ref, bold=True))
    framework = " ".join(filter(None, (found["framework"], found["framework_version"])))
    others = [version for version in found["versions"] if version != asset.version]
    facts = {
        "description": found["description"],
        "framework": framework,
        "created": words.moment(asset.created),
        "by": found["user"],
        "made by run": _run(found["run"]) if found["run"] else None,
        "trained on": ", ".join(use_text(use) for use in found["data"]),
        "used by": ", ".join(_run(link) for link in found["used_by"][:_MOST]) + (" ..." if len(found["used_by"]) > _MOST else ""),
        "versions": ", ".join(others),
        "path": path_of(asset),
    }
    for label, value in facts.items():
        if value:
            click.echo(f"{label:<{_LABEL}} {words.one_line(value)}")
    for title in ("tags", "properties"):
        _pairs(title, found[title])
    _pairs("files", {file["path"]: words.size(file["size"]) for file in found["files"]})


def use_text(use: dict[str, str | None]) -> str:
    """Return how something that a run took or made is written: its name, and what it is if that is not the same."""
    name, what = str(use["name"]), use["asset"] or use["path"]
    return name if what is None else what if what.partition(":")[0] == name else f"{name} ({what})"


def _run(link: dict[str, Any]) -> str:
    """A run by its id; what it is called, or that it is gone, behind that."""
    return f"{link['id']} ({'deleted' if link['status'] is None else link['display_name']})"


def _pairs(title: str, pairs: dict[str, Any]) -> None:
    if not pairs:
        return
    click.echo(title)
    width = max(map(len, list(pairs)[:_MOST]))
    for name, value in list(pairs.items())[:_MOST]:
        click.echo(f"  {words.one_line(name):<{width}}  {words.one_line(value or '')}".rstrip())
    if len(pairs) > _MOST:
        click.echo(f"  ... and {len(pairs) - _MOST} more; --json shows all")
