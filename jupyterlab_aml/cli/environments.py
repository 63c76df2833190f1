"""``aml environments``: what the interpreters of runs must have."""

import click

from jupyterlab_aml.assets.environments import describe_environment, describe_environments
from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.environments_text import show_environment, show_list
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current

_HERE = "jupyterlab_aml.cli.environments:"
_CHANGE = "jupyterlab_aml.cli.environments_change:"
_COMMANDS = {
    "list": _HERE + "list_environments",
    "show": _HERE + "show",
    "create": _CHANGE + "create",
    "build": _CHANGE + "build",
    "prune": _CHANGE + "prune_built",
    "delete": _CHANGE + "delete",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def environments() -> None:
    """See, make and build environments: the packages that runs need."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_environments(as_json: bool) -> None:
    """List the environments, their newest versions, and whether they are built."""
    session = current()
    found = describe_environments(session.workspace())
    session.answer(None, show=lambda: show_list(found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("ref", metavar="NAME[:VERSION]", shell_complete=complete.environments)
@options.json_option
@options.workspace_option
def show(ref: str, as_json: bool) -> None:
    """Show an environment: what it asks for, what that came to, who uses it."""
    session = current()
    name, _, version = ref.partition(":")
    found = describe_environment(session.workspace(), name, version or None)
    session.answer(None, show=lambda: show_environment(found), data=lambda: found, as_json=as_json)
