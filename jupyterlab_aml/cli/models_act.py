"""``aml models register|download|delete``."""

from typing import Any

import click

from jupyterlab_aml.cli import complete, options, words
from jupyterlab_aml.cli.asset_delete import delete_versions
from jupyterlab_aml.cli.models import describe
from jupyterlab_aml.cli.models_text import show_page
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.errors import ConflictError
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.model import Model


@click.command()
@click.argument("name")
@click.argument("path", shell_complete=complete.model_paths)
@click.option("--run", metavar="RUN", shell_complete=complete.runs, help="The run that made it: PATH is one of its files, such as outputs/model.pkl.")
@click.option("--tag", "tags", metavar="KEY=VALUE", multiple=True, type=options.KeyValue(), help="A tag. May be repeated.")
@click.option("--property", "properties", metavar="KEY=VALUE", multiple=True, type=options.KeyValue(), help="As a tag, but it never changes.")
@click.option("--description", metavar="TEXT", help="A text about it.")
@click.option("--framework", metavar="NAME", help="What it was made with, such as ScikitLearn.")
@click.option("--framework-version", metavar="VERSION", help="Which version of that.")
@options.json_option
@options.workspace_option
def register(name: str, path: str, run: str | None, as_json: bool, **given: Any) -> Any:
    """Keep a file or folder as a new version of the model NAME."""
    session = current()
    workspace = session.workspace()
    facts: dict[str, Any] = {
        "tags": dict(given["tags"]),
        "properties": dict(given["properties"]),
        "description": given["description"],
        "model_framework": given["framework"],
        "model_framework_version": given["framework_version"],
    }
    made = run and workspace.find_run(run)
    model = made.register_model(name, path, **facts) if made else Model.register(workspace, path, name, **facts)
    found = describe(workspace, model.asset)
    return session.answer(model, show=lambda: show_page(model.asset, found), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("model", metavar="NAME[:VERSION]", shell_complete=complete.models)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False), default=".", help="Where to.  [default: here]")
@click.option("--force", is_flag=True, help="Put it in the place of what is there.")
@options.json_option
@options.workspace_option
def download(model: str, output: str, force: bool, as_json: bool) -> None:
    """Copy a version, by default the newest, and compare every file with its checksum."""
    session = current()
    workspace = session.workspace()
    found = Model.of(workspace, workspace.model_store.find(model))
    try:
        path = found.download(output, exist_ok=force)
    except ConflictError as error:
        raise ConflictError(error.message, "Choose another --output, or add --force to put it in its place.") from None
    session.answer(None, show=lambda: click.echo(path), data=lambda: {"id": found.id, "path": path}, as_json=as_json)


@click.command()
@click.argument("models", metavar="NAME:VERSION...", nargs=-1, required=True, shell_complete=complete.model_versions)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.json_option
@options.workspace_option
def delete(models: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Delete versions of models. The runs that made and used them stay; the numbers are not given again."""
    session = current()
    delete_versions(
        session,
        session.workspace().model_store,
        models,
        lambda what, found: f"Delete {what}{_used(found)}?",
        yes=yes,
        as_json=as_json,
    )


def _used(found: list[Asset]) -> str:
    runs = {run for asset in found for run in asset.used_by()}
    return f", used by {words.count(len(runs), 'run')}" if runs else ""
