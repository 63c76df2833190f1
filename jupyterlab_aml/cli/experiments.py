"""``aml experiments``: the names under which runs are gathered."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from jupyterlab_aml.cli import complete, options, words
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.cli.table import Cell, Column, Table
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.record import iso

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.workspace import Workspace

_HERE = "jupyterlab_aml.cli.experiments:"


@click.group(cls=LazyGroup, commands_at={"list": _HERE + "list_experiments", "show": _HERE + "show"})
@options.workspace_option
def experiments() -> None:
    """See experiments: the names under which runs are gathered."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_experiments(as_json: bool) -> None:
    """List the experiments with their runs."""
    session = current()
    workspace = session.workspace()
    found = [_facts(workspace, name) for name in workspace.experiments]
    session.answer(None, show=lambda: _show_list(session, found), data=lambda: [_shape(facts) for facts in found], as_json=as_json)


@click.command()
@click.argument("experiment", shell_complete=complete.experiments)
@options.json_option
@options.workspace_option
def show(experiment: str, as_json: bool) -> None:
    """Show one experiment."""
    session = current()
    workspace = session.workspace()
    known = list(workspace.experiments)
    if experiment not in known:
        raise NotFoundError(f"There is no experiment {experiment!r}.", did_you_mean(experiment, known), known=sorted(known))
    facts = _facts(workspace, experiment)
    session.answer(None, show=lambda: _show(session, facts), data=lambda: _shape(facts), as_json=as_json)


def _facts(workspace: "Workspace", name: str) -> dict[str, Any]:
    runs = workspace.list_runs(experiment=name)
    experiment = workspace.experiments[name]
    return {
        "name": name,
        "id": experiment.id,
        "tags": dict(experiment.tags),
        "archived": experiment.archived_time is not None,
        "runs": len(runs),
        "statuses": dict(Counter(run.status for run in runs)),
        "last_run": runs[0].id if runs else None,
        "last_created": runs[0].created if runs else None,
    }


def _shape(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "last_created": iso(facts["last_created"])}


def _show_list(session: Session, found: list[dict[str, Any]]) -> None:
    if not found:
        session.notice(f"no experiments yet; the first run makes one: `{session.prompt} submit SCRIPT`")
        return
    columns = [Column("EXPERIMENT", least=12), Column("RUNS", right=True), Column("STATES", drop=1, least=12), Column("LAST", right=True)]
    rows = [[Cell(item["name"], "bold"), Cell(str(item["runs"])), Cell(_states(item)), Cell(words.age(item["last_created"]))] for item in found]
    Table(columns, rows).show()


def _show(session: Session, facts: dict[str, Any]) -> None:
    click.echo(click.style(facts["name"], bold=True) + (" (archived)" if facts["archived"] else ""))
    click.echo(f"id        {facts['id']}")
    click.echo(f"runs      {facts['runs']}" + (f" ({_states(facts)})" if facts["runs"] else ""))
    if facts["last_run"]:
        click.echo(f"last run  {facts['last_run']}, {words.moment(facts['last_created'])}")
    for key, value in facts["tags"].items():
        click.echo(words.one_line(f"tag       {key}={value}"))
    session.notice(f"`{session.prompt} runs list --experiment {facts['name']}` lists its runs")


def _states(facts: dict[str, Any]) -> str:
    return ", ".join(f"{amount} {status}" for status, amount in facts["statuses"].items())
