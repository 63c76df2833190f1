"""``aml data``: datasets, their versions, and what is in them."""

import click

from jupyterlab_aml.assets.data_view import describe_data, describe_dataset, preview_dataset
from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.data_text import show_dataset, show_list, show_preview
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current

_HERE = "jupyterlab_aml.cli.data:"
_CHANGE = "jupyterlab_aml.cli.data_change:"
_COMMANDS = {
    "list": _HERE + "list_data",
    "show": _HERE + "show",
    "preview": _HERE + "preview",
    "create": _CHANGE + "create",
    "download": _CHANGE + "download",
    "delete": _CHANGE + "delete",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def data() -> None:
    """See, register and fetch datasets: the data that runs use and make."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_data(as_json: bool) -> None:
    """List the datasets and their newest versions."""
    session = current()
    found = describe_data(session.workspace())
    session.answer(None, show=lambda: show_list(session, found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("ref", metavar="NAME[:VERSION]", shell_complete=complete.datasets)
@options.json_option
@options.workspace_option
def show(ref: str, as_json: bool) -> None:
    """Show a dataset: its files, which run made it, which runs used it, and whether it is still what was registered."""
    session = current()
    name, _, version = ref.partition(":")
    found = describe_dataset(session.workspace(), name, version or None)
    session.answer(None, show=lambda: show_dataset(found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("ref", metavar="NAME[:VERSION]", shell_complete=complete.datasets)
@click.option("-n", "--rows", type=options.Count(1), default=10, show_default=True, help="At most so many rows, or files.")
@options.json_option
@options.workspace_option
def preview(ref: str, rows: int, as_json: bool) -> None:
    """Show the first rows of a table, or the files of a dataset that is none."""
    session = current()
    name, _, version = ref.partition(":")
    found = preview_dataset(session.workspace(), name, version or None, rows)
    session.answer(None, show=lambda: show_preview(session, found), data=lambda: found, as_json=as_json)
