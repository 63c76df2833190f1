"""``aml runs list|show|logs|metrics``: looking at runs."""

from typing import Any

import click

from jupyterlab_aml.cli import complete, logs_text, metrics_text, options
from jupyterlab_aml.cli.run_list import RunList
from jupyterlab_aml.cli.run_page import show_page
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.cli.watch import watch

_METRIC = "metric:"


@click.command("list")
@click.option("-e", "--experiment", metavar="NAME", shell_complete=complete.experiments, help="Only those of this experiment.")
@click.option(
    "--status",
    metavar="WORD",
    multiple=True,
    type=click.Choice(complete.STATUSES, case_sensitive=False),
    shell_complete=complete.statuses,
    help="Only those in this state. May be repeated.",
)
@click.option("-c", "--compute", metavar="NAME", shell_complete=complete.compute, help="Only those on this compute target.")
@click.option("--type", "kind", metavar="TYPE", help="Only those of this type: azureml.scriptrun, interactive.")
@click.option("--tag", "tags", metavar="KEY[=VALUE]", multiple=True, shell_complete=complete.tags, help="Only those with this tag. May be repeated.")
@click.option("--text", metavar="TEXT", help="Only those with this text in their id, name, description or tags.")
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@click.option("-a", "--all", "everything", is_flag=True, help="All of them, however many.")
@click.option(
    "--sort",
    metavar="KEY",
    default="created",
    show_default=True,
    shell_complete=complete.sort_keys,
    help="created, or metric:NAME for its highest last value first.",
)
@click.option("--children", is_flag=True, help="Child runs, too.")
@options.json_option
@options.workspace_option
def list_runs(**given: Any) -> Any:
    """List runs, the newest first."""
    session = current()
    sort = given["sort"]
    if sort != "created" and not (sort.startswith(_METRIC) and sort != _METRIC):
        raise click.BadParameter(f"{sort!r} is not a sort key; allowed are created and metric:NAME.", param_hint="--sort")
    records = session.workspace().list_runs(
        experiment=given["experiment"],
        status=list(given["status"]) or None,
        compute=given["compute"],
        type=given["kind"],
        tags=_tag_filter(given["tags"]),
        text=given["text"],
        include_children=given["children"],
        order_by=sort,
        limit=None if given["everything"] else given["limit"],
    )
    found = RunList(records, sort[len(_METRIC) :] if sort != "created" else None)
    return session.answer(
        found, show=lambda: _show_list(session, found, given), data=lambda: [record.to_dict() for record in found], as_json=given["as_json"]
    )


def _tag_filter(tags: tuple[str, ...]) -> dict[str, str | None] | None:
    pairs = (tag.partition("=") for tag in tags)
    return {key: value if equals else None for key, equals, value in pairs} or None


def _show_list(session: Session, found: RunList, given: dict[str, Any]) -> None:
    if found:
        found.table().show()
        if not given["everything"] and len(found) == given["limit"]:
            session.notice(f"the first {len(found)}; --limit N or --all shows more")
        return
    filtered = any(given[name] for name in ("experiment", "status", "compute", "kind", "tags", "text"))
    session.notice("no run is like that; leave a filter out" if filtered else f"no runs yet; start one with `{session.prompt} submit SCRIPT`")


@click.command()
@options.run_argument()
@options.json_option
@options.workspace_option
def show(run: str, as_json: bool) -> Any:
    """Show everything about a run."""
    session = current()
    found = session.workspace().find_run(run)
    return session.answer(found, show=lambda: show_page(session, found), data=lambda: found.record().to_dict(), as_json=as_json)


@click.command()
@options.run_argument()
@click.option("-f", "--follow", is_flag=True, help="Go on printing until the run ends; exit with its exit code.")
@click.option("-n", "--tail", metavar="N", type=click.IntRange(min=0), help="Only the last N lines of what is there.")
@click.option("--file", metavar="NAME", help="Another file than user_logs/std_log.txt.")
@options.workspace_option
def logs(run: str, follow: bool, tail: int | None, file: str | None) -> None:
    """Print what a run printed."""
    session = current()
    if follow and (file is not None or tail is not None):
        raise click.UsageError("--follow prints user_logs/std_log.txt from its beginning; it goes neither with --file nor with --tail.")
    found = session.workspace().find_run(run)
    if follow:
        session.ended(watch(session, found, stream=True))
        return
    path = logs_text.find(found, file)
    if path is None:
        record = found.record()
        session.notice(f"run {found.id} has printed nothing; it is {record.status}" + (f": {record.status_reason}" if record.status_reason else ""))
        return
    logs_text.show(path, tail)


@click.command()
@options.run_argument()
@click.argument("name", required=False)
@click.option("--csv", "as_csv", is_flag=True, help="Print every point: name, step, time, value.")
@options.json_option
@options.workspace_option
def metrics(run: str, name: str | None, as_csv: bool, as_json: bool) -> Any:
    """Print what a run logged: all metrics, or the one called NAME."""
    session = current()
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other.")
    found = session.workspace().find_run(run)
    points = metrics_text.read(found, name)
    if as_csv:
        metrics_text.show_csv(points)
        return None
    values = metrics_text.values(points)
    return session.answer(values, show=lambda: metrics_text.show(session, found.id, points), data=lambda: values, as_json=as_json)
