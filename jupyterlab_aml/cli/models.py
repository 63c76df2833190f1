"""``aml models``: what was trained, by whom it was made and used."""

from typing import Any

import click

from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.models_text import show_list, show_page
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.model import Model
from jupyterlab_aml.workspace.asset_view import list_assets, show_asset
from jupyterlab_aml.workspace.lineage import model_details, model_facts
from jupyterlab_aml.workspace.workspace import Workspace

_HERE = "jupyterlab_aml.cli.models:"
_ACT = "jupyterlab_aml.cli.models_act:"
_COMMANDS = {
    "list": _HERE + "list_models",
    "show": _HERE + "show",
    "register": _ACT + "register",
    "download": _ACT + "download",
    "delete": _ACT + "delete",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def models() -> None:
    """See, keep and fetch models: versions that never change, who made and who used them."""


@click.command("list")
@options.json_option
@options.workspace_option
def list_models(as_json: bool) -> Any:
    """List the newest version of each model."""
    workspace = current().workspace()
    found = list_assets(workspace, workspace.model_store, model_facts)
    return current().answer(list(workspace.models.values()), show=lambda: show_list(current(), found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("model", metavar="NAME[:VERSION]", shell_complete=complete.models)
@options.json_option
@options.workspace_option
def show(model: str, as_json: bool) -> Any:
    """Show one version, by default the newest: which run made it and from what, and which runs used it."""
    workspace = current().workspace()
    asset = workspace.model_store.find(model)
    found = describe(workspace, asset)
    return current().answer(Model.of(workspace, asset), show=lambda: show_page(asset, found), data=lambda: found, as_json=as_json)


def describe(workspace: Workspace, asset: Asset) -> dict[str, Any]:
    """Return everything about a version, as ``--json`` prints it."""
    return show_asset(workspace, workspace.model_store, asset, lambda found: model_details(workspace, found))
