"""``aml datastores``: where data is."""

import os

import click

from jupyterlab_aml.assets.data_view import describe_datastores
from jupyterlab_aml.assets.datastores import Datastore
from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.data_text import show_datastores
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.runner.places import is_uri

_HERE = "jupyterlab_aml.cli.datastores:"
_COMMANDS = {
    "list": _HERE + "list_datastores",
    "create": _HERE + "create",
    "set-default": _HERE + "set_default",
    "delete": _HERE + "delete",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def datastores() -> None:
    """See and register datastores: names for places where data is."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_datastores(as_json: bool) -> None:
    """List the datastores."""
    session = current()
    found = describe_datastores(session.workspace())
    session.answer(None, show=lambda: show_datastores(session, found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("uri", shell_complete=complete.paths)
@click.option("--overwrite", is_flag=True, help="Replace one of this name.")
@options.json_option
@options.workspace_option
def create(name: str, uri: str, overwrite: bool, as_json: bool) -> None:
    """Register a folder or a URI (s3://bucket/folder, abfs://container@account.dfs.core.windows.net, https://...) as NAME.

    Credentials are never stored: they come from environment variables, or from the configuration of fsspec.
    """
    session = current()
    place = uri if is_uri(uri) else os.path.join(session.cwd, os.path.expanduser(uri))
    workspace = session.workspace(create=True)
    Datastore.register(workspace, name, place, overwrite=overwrite)
    _answer(name, as_json=as_json)


@click.command("set-default")
@click.argument("name", metavar="DATASTORE", shell_complete=complete.datastores)
@options.json_option
@options.workspace_option
def set_default(name: str, as_json: bool) -> None:
    """Choose where outputs are kept that name no datastore."""
    current().workspace().set_default_datastore(name)
    _answer(name, as_json=as_json)


@click.command()
@click.argument("name", metavar="DATASTORE", shell_complete=complete.datastores)
@options.json_option
@options.workspace_option
def delete(name: str, as_json: bool) -> None:
    """Forget a datastore. What is in it stays."""
    session = current()
    Datastore(session.workspace(), name).unregister()
    session.answer(None, show=lambda: click.echo(f"deleted {name}"), data=lambda: {"deleted": name}, as_json=as_json)


def _answer(name: str, *, as_json: bool) -> None:
    session = current()
    found = next(each for each in describe_datastores(session.workspace()) if each["name"] == name)
    session.answer(None, show=lambda: show_datastores(session, [found]), data=lambda: found, as_json=as_json)
