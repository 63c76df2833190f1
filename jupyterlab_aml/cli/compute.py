"""``aml compute``: where runs can run."""

from typing import Any

import click

from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.training.source import did_you_mean

_HERE = "jupyterlab_aml.cli.compute:"


@click.group(cls=LazyGroup, commands_at={"list": _HERE + "list_compute", "show": _HERE + "show"})
@options.workspace_option
def compute() -> None:
    """See compute targets: where runs can run."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_compute(as_json: bool) -> None:
    """List the compute targets and how busy they are."""
    session = current()
    found = [target.to_dict() for target in session.workspace().compute_targets.values()]
    session.answer(None, show=lambda: _show_list(found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("name", metavar="COMPUTE", shell_complete=complete.compute)
@options.json_option
@options.workspace_option
def show(name: str, as_json: bool) -> None:
    """Show one compute target."""
    session = current()
    targets = session.workspace().compute_targets
    if name not in targets:
        raise NotFoundError(f"There is no compute target {name!r}.", did_you_mean(name, list(targets)), known=sorted(targets))
    found = targets[name].to_dict()

    def show_lines() -> None:
        for key, value in found.items():
            click.echo(f"{key:<7} {value}")

    session.answer(None, show=show_lines, data=lambda: found, as_json=as_json)


def _show_list(found: list[dict[str, Any]]) -> None:
    numbers = ("slots", "used", "queued")
    columns = [Column("NAME", least=12), Column("TYPE", drop=1), Column("STATE"), *(Column(key.upper(), right=True) for key in numbers)]
    rows = [[Cell(item["name"], "bold"), Cell(item["type"]), Cell(item["state"]), *(Cell(str(item[key])) for key in numbers)] for item in found]
    Table(columns, rows).show()
