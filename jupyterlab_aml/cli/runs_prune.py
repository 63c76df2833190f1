"""``aml runs prune``: freeing now what deleted runs left."""

from dataclasses import asdict

import click

from jupyterlab_aml.cli import options, words
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.workspace.sweep import Swept, sweep


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@options.json_option
@options.workspace_option
def prune(dry_run: bool, as_json: bool) -> None:
    """Remove snapshots that no run and no environment refers to any more. Deletions do so by themselves, but with many runs only now and then."""
    session = current()
    with storing("nothing is removed, because a run or an environment cannot be read"):
        found = sweep(session.workspace().paths, wait=True, dry_run=dry_run)
    if found is None:
        raise WorkspaceError("Nothing is removed: the file system of the workspace has no locks.", "Copy the workspace to one that has.")
    session.answer(None, show=lambda: _show(found, dry_run=dry_run), data=lambda: asdict(found), as_json=as_json)


def _show(found: Swept, *, dry_run: bool) -> None:
    verb, freed = ("would remove", "would free") if dry_run else ("removed", "freed")
    what = f"{words.count(found.snapshots, 'snapshot')} and {words.count(found.files, 'file')}"
    click.echo(f"{verb} {what}, {freed} {words.size(found.freed_bytes)}")
