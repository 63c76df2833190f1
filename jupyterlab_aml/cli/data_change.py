"""``aml data create``, ``download``, ``delete``."""

import os
from typing import TYPE_CHECKING

import click

from jupyterlab_aml.assets.data_view import describe_dataset
from jupyterlab_aml.assets.dataset import Dataset, of_asset
from jupyterlab_aml.assets.run_data import path_of
from jupyterlab_aml.assets.table_at import format_at, table_at
from jupyterlab_aml.cli import complete, options, words
from jupyterlab_aml.cli.asset_delete import delete_versions
from jupyterlab_aml.cli.data_text import show_dataset
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.errors import ConflictError, UserError
from jupyterlab_aml.runner.tables import DELIMITED

if TYPE_CHECKING:
    from jupyterlab_aml.assets.file_dataset import FileDataset
    from jupyterlab_aml.assets.tabular_dataset import TabularDataset

_TABLES = (".csv", ".tsv", ".jsonl", ".parquet")
_TAB = "\t"


@click.command()
@click.argument("name")
@click.argument("path", shell_complete=complete.paths)
@click.option(
    "--type", "kind", type=click.Choice(["tabular", "file"]), help="A table, or files.  [default: tabular for .csv, .tsv, .jsonl and .parquet]"
)
@click.option("--separator", metavar="CHARACTER", help="What stands between the values of delimited text.  [default: a comma; a tab for .tsv]")
@click.option("--description", metavar="TEXT", help="What it is about.")
@click.option("--tag", "tags", metavar="KEY=VALUE", multiple=True, type=options.KeyValue(), help="May be repeated.")
@options.json_option
@options.workspace_option
def create(
    name: str, path: str, kind: str | None, separator: str | None, description: str | None, tags: tuple[tuple[str, str], ...], as_json: bool
) -> None:
    """Register what is at PATH as the dataset NAME, or as its next version.

    PATH is a file, a folder, a pattern in quotes, a URI, or azureml://datastores/NAME/paths/PATH. The files stay where they are; their sizes and
    checksums are taken down. The same content again is the same version.
    """
    session = current()
    workspace = session.workspace(create=True)
    source = path_of(path, session.cwd)
    extension = os.path.splitext(path.partition("?")[0].rstrip("*"))[1].lower()
    if (kind or ("tabular" if extension in _TABLES else "file")) == "file":
        if separator is not None:
            raise UserError("--separator is for tables.", "Leave it out, or add --type tabular.", field="separator")
        found: TabularDataset | FileDataset = Dataset.File.from_files(source)
    else:
        if separator is not None and format_at(source) != DELIMITED:
            raise UserError("--separator is for delimited text.", "Leave it out.", field="separator")
        found = table_at(source, separator and separator.replace("\\t", _TAB))
    made = found.bound_to(workspace).register(workspace, name, description, dict(tags), create_new_version=True)
    page = describe_dataset(workspace, name, made.version)
    session.answer(made, show=lambda: show_dataset(page), data=lambda: page, as_json=as_json)


@click.command()
@click.argument("ref", metavar="NAME[:VERSION]", shell_complete=complete.datasets)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False), help="Where to.  [default: a folder of its name]")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@options.json_option
@options.workspace_option
def download(ref: str, output: str | None, force: bool, as_json: bool) -> None:
    """Copy the files of a dataset, and compare each with what was registered."""
    session = current()
    workspace = session.workspace()
    asset = workspace.dataset_store.find(ref)
    folder = os.path.join(session.cwd, os.path.expanduser(output or asset.name))
    try:
        paths = of_asset(workspace.paths, asset).copy_into(folder, overwrite=force)
    except ConflictError as error:
        raise ConflictError(error.message, "Choose another --output, or add --force to write over it.") from None
    told = f"{words.count(len(paths), 'file')} in {folder}"
    session.answer(None, show=lambda: click.echo(words.one_line(told)), data=lambda: {"id": asset.ref, "files": paths}, as_json=as_json)


@click.command()
@click.argument("refs", metavar="NAME:VERSION...", nargs=-1, required=True, shell_complete=complete.dataset_versions)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.json_option
@options.workspace_option
def delete(refs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Forget versions of datasets. The files stay, and so do the runs; the numbers are not given again."""
    session = current()
    delete_versions(session, session.workspace().dataset_store, refs, lambda what, _: f"Forget {what}? The files stay.", yes=yes, as_json=as_json)
