"""``aml workspace``: the folder that keeps everything."""

import os
from typing import TYPE_CHECKING, Any

import click

import jupyterlab_aml
from jupyterlab_aml.cli import options
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.errors import ConflictError
from jupyterlab_aml.workspace.names import workspace_name_from

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.workspace import Workspace

_HERE = "jupyterlab_aml.cli.workspace:"


@click.group(cls=LazyGroup, commands_at={"show": _HERE + "show", "create": _HERE + "create"})
@options.workspace_option
def workspace() -> None:
    """See or create a workspace: the folder that keeps everything."""


@click.command()
@options.json_option
@options.workspace_option
def show(as_json: bool) -> None:
    """Show the workspace that commands use here."""
    session = current()
    _answer(session, session.workspace(), as_json=as_json)


@click.command()
@click.argument("name", required=False)
@click.option("--exist-ok", is_flag=True, help="Be content if it is there already.")
@options.json_option
@options.workspace_option
def create(name: str | None, exist_ok: bool, as_json: bool) -> None:
    """Create a workspace in the current folder, or in the one of --workspace. NAME is the folder's name unless given."""
    session = current()
    folder = os.path.abspath(session.folder or os.getcwd())
    name = name or workspace_name_from(os.path.basename(folder))
    try:
        made = jupyterlab_aml.Workspace.create(name, path=folder, exist_ok=exist_ok, show_output=False)
    except ConflictError as error:
        raise ConflictError(error.message, f"Commands here use it already: `{session.prompt} workspace show`.", **error.details) from error
    _answer(session, made, as_json=as_json)


def _answer(session: Session, found: "Workspace", *, as_json: bool) -> None:
    facts = _facts(found)

    def show_lines() -> None:
        for key, value in facts.items():
            click.echo(f"{key:<16} {value}")

    session.answer(None, show=show_lines, data=lambda: facts, as_json=as_json)


def _facts(found: "Workspace") -> dict[str, Any]:
    return {
        "name": found.name,
        "folder": found.folder,
        "id": found.id,
        "location": found.location,
        "resource_group": found.resource_group,
        "subscription_id": found.subscription_id,
        "runs": sum(1 for _ in found.paths.run_ids()),
        "experiments": len(found.experiments),
        "agent": found.agent.status()["state"],
    }
