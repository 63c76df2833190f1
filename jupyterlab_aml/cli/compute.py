"""``aml compute``: where runs can run."""

import click

from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.compute_text import show_kinds, show_list, show_target
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.compute.registry import kinds
from jupyterlab_aml.workspace.targets import ComputeTarget, describe_targets

_HERE = "jupyterlab_aml.cli.compute:"
_CHANGE = "jupyterlab_aml.cli.compute_change:"
_COMMANDS = {
    "list": _HERE + "list_compute",
    "show": _HERE + "show",
    "create": _CHANGE + "create",
    "update": _CHANGE + "update",
    "stop": _CHANGE + "stop",
    "start": _CHANGE + "start",
    "set-default": _CHANGE + "set_default",
    "delete": _CHANGE + "delete",
    "kinds": _HERE + "list_kinds",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def compute() -> None:
    """See, make and change compute targets: where runs can run."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_compute(as_json: bool) -> None:
    """List the compute targets and how busy they are."""
    session = current()
    found = describe_targets(session.workspace())
    session.answer(None, show=lambda: show_list(session, found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("name", metavar="COMPUTE", shell_complete=complete.compute)
@options.json_option
@options.workspace_option
def show(name: str, as_json: bool) -> None:
    """Show one compute target."""
    session = current()
    found = ComputeTarget(session.workspace(), name).to_dict()
    session.answer(None, show=lambda: show_target(found), data=lambda: found, as_json=as_json)


@click.command("kinds")
@options.json_option
@options.workspace_option
def list_kinds(as_json: bool) -> None:
    """List the kinds of compute targets and what can be set on each."""
    found = [kind.to_dict() for kind in kinds().values()]
    current().answer(None, show=lambda: show_kinds(found), data=lambda: found, as_json=as_json)
