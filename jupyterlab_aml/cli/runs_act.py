"""``aml runs wait|cancel|retry|tag|download|delete``: doing something to runs."""

from typing import TYPE_CHECKING, Any

import click

from jupyterlab_aml.cli import complete, options, words
from jupyterlab_aml.cli.confirm import confirm
from jupyterlab_aml.cli.each import each
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.cli.watch import watch
from jupyterlab_aml.errors import ConflictError, NotFoundError
from jupyterlab_aml.training.source import did_you_mean

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run


@click.command()
@options.run_argument()
@click.option(
    "--timeout", "timeout_s", metavar="DURATION", type=options.Duration(), help="Give up after so long with exit code 124; the run goes on."
)
@options.json_option
@options.workspace_option
def wait(run: str, timeout_s: float | None, as_json: bool) -> None:
    """Wait until a run ends; exit with the script's exit code."""
    session = current()
    found = session.workspace().find_run(run)
    record = watch(session, found, timeout_s=timeout_s)
    if as_json:
        session.print_json(record.to_dict())
    session.ended(record, quiet=as_json)


@click.command()
@options.run_argument(many=True)
@options.json_option
@options.workspace_option
def cancel(runs: tuple[str, ...], as_json: bool) -> None:
    """End runs: politely, and after their grace by force. Queued ones never start."""
    each(runs, lambda run: run.cancel(), "cancel asked for", as_json=as_json)


@click.command()
@options.run_argument()
@options.json_option
@options.workspace_option
def retry(run: str, as_json: bool) -> Any:
    """Run an ended run again, as its next attempt: same code, same arguments."""
    session = current()
    found = session.workspace().find_run(run)
    found.retry()
    return session.answer(found, show=lambda: click.echo(f"{found.id}: queued again"), data=lambda: found.record().to_dict(), as_json=as_json)


@click.command()
@options.run_argument()
@click.argument("tags", metavar="[KEY=VALUE]...", nargs=-1, type=options.KeyValue(), shell_complete=complete.tags)
@click.option("--remove", "removed", metavar="KEY", multiple=True, shell_complete=complete.tags_of_run, help="Take this tag away. May be repeated.")
@options.json_option
@options.workspace_option
def tag(run: str, tags: tuple[tuple[str, str], ...], removed: tuple[str, ...], as_json: bool) -> None:
    """Mark a run with tags, or take tags away."""
    if not tags and not removed:
        raise click.UsageError("There is neither KEY=VALUE nor --remove KEY.")
    session = current()
    found = session.workspace().find_run(run)
    there = found.record().tags
    missing = [key for key in removed if key not in there]
    if missing:
        raise NotFoundError(f"Run {found.id} has no tag {missing[0]!r}.", did_you_mean(missing[0], list(there)), known=sorted(there))
    for key in removed:
        found.remove_tags([key])
    found.set_tags(dict(tags))

    def show() -> None:
        for key, value in sorted(found.record().tags.items()):
            click.echo(words.one_line(f"{key}={value}"))

    session.answer(None, show=show, data=lambda: found.record().to_dict(), as_json=as_json)


@click.command()
@options.run_argument()
@click.argument("prefix", required=False, shell_complete=complete.files)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False), help="Where to.  [default: a folder named like the run]")
@options.json_option
@options.workspace_option
def download(run: str, prefix: str | None, output: str | None, as_json: bool) -> None:
    """Copy the files of a run: all, or those whose name begins with PREFIX, such as outputs/."""
    session = current()
    found = session.workspace().find_run(run)
    known = found.get_file_names()
    names = [name for name in known if name.startswith(prefix or "")]
    if not names:
        if prefix is None:
            raise NotFoundError(f"Run {found.id} has no files.")
        raise NotFoundError(f"Run {found.id} has no file whose name begins with {prefix!r}.", did_you_mean(prefix, known), known=known)
    folder = output or found.id
    found.download_files(prefix=prefix, output_directory=folder)
    session.answer(
        None,
        show=lambda: click.echo(f"{words.count(len(names), 'file')} in {folder}"),
        data=lambda: {"id": found.id, "folder": folder, "files": names},
        as_json=as_json,
    )


@click.command()
@options.run_argument(many=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.json_option
@options.workspace_option
def delete(runs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Delete ended runs with everything they made. Active runs are refused: cancel them first."""
    session = current()
    workspace = session.workspace()
    found = [workspace.find_run(reference) for reference in runs]
    active = [run.id for run in found if not run.record().final]
    if active:
        hint = f"`{session.prompt} runs cancel {active[0]}` ends it."
        raise ConflictError(f"{', '.join(active)} has not ended; nothing is deleted.", hint, active=active)
    if not yes:
        _confirm(found)
    each(tuple(run.id for run in found), lambda run: run.delete(), "deleted", as_json=as_json)


def _confirm(found: "list[Run]") -> None:
    what = found[0].id if len(found) == 1 else words.count(len(found), "run")
    confirm(what, f"Delete {what} with everything it made?")
