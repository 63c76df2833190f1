"""``aml runs list|show|logs|metrics``: looking at runs."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from jupyterlab_aml.cli import complete, logs_text, metrics_text, options
from jupyterlab_aml.cli.run_list import RunList
from jupyterlab_aml.cli.run_page import show_page
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.cli.watch import stream
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.feed_log import STANDARD

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.workspace import Workspace

_METRIC = "metric:"


@click.command("list")
@click.option("-e", "--experiment", metavar="NAME", shell_complete=complete.experiments, help="Only those of this experiment.")
@click.option(
    "--status",
    metavar="WORD",
    multiple=True,
    type=options.Status(),
    shell_complete=complete.statuses,
    help="Only those in this state. May be repeated.",
)
@click.option("-c", "--compute", metavar="NAME", shell_complete=complete.compute, help="Only those on this compute target.")
@click.option("--type", "kind", metavar="TYPE", shell_complete=complete.types, help=f"Only those of this type: {', '.join(complete.TYPES)}.")
@click.option("--tag", "tags", metavar="KEY[=VALUE]", multiple=True, shell_complete=complete.tags, help="Only those with this tag. May be repeated.")
@click.option("--text", metavar="TEXT", help="Only those with this text in their id, name, description or tags.")
@click.option("-n", "--limit", metavar="N", type=options.Count(1), default=20, show_default=True, help="How many at most.")
@click.option("-a", "--all", "everything", is_flag=True, help="All of them, however many.")
@click.option(
    "--sort",
    metavar="KEY",
    default="created",
    show_default=True,
    shell_complete=complete.sort_keys,
    help="created, or metric:NAME for its highest last value first.",
)
@click.option("--reverse", is_flag=True, help="The other way round: the oldest or the lowest first.")
@click.option("--children", is_flag=True, help="Child runs, too.")
@click.option("--parent", metavar="RUN", shell_complete=complete.runs, help="Only the child runs of this one.")
@options.json_option
@options.workspace_option
def list_runs(**given: Any) -> Any:
    """List runs, the newest first, or sorted by a metric."""
    session = current()
    sort = given["sort"]
    if sort != "created" and not (sort.startswith(_METRIC) and sort != _METRIC):
        raise click.BadParameter(f"{sort!r} is not a sort key; allowed are created and metric:NAME.", param_hint="--sort")
    tags = _tag_filter(given["tags"])
    workspace = session.workspace()
    parent = None if given["parent"] is None else workspace.find_run(given["parent"]).id
    records = workspace.list_runs(
        experiment=given["experiment"],
        status=list(given["status"]) or None,
        compute=given["compute"],
        type=given["kind"],
        tags=tags,
        text=given["text"],
        parent=parent,
        include_children=given["children"] or parent is not None,
        order_by=sort,
        descending=not given["reverse"],
        limit=None if given["everything"] else given["limit"] + 1,
    )
    cut = not given["everything"] and len(records) > given["limit"]
    found = RunList(records[: given["limit"]] if cut else records, sort[len(_METRIC) :] if sort != "created" else None)

    def show() -> None:
        if found:
            found.table().show()
        if cut:
            session.notice(f"the first {len(found)}; --limit N or --all shows more")
        for note in _nothing_like_that(session, workspace, found, given):
            session.notice(note)

    return session.answer(found, show=show, data=lambda: [record.to_dict() for record in found], as_json=given["as_json"])


def _tag_filter(tags: tuple[str, ...]) -> dict[str, str | None] | None:
    pairs = [tag.partition("=") for tag in tags]
    if not all(key for key, _, _ in pairs):
        raise click.BadParameter("a tag is KEY or KEY=VALUE.", param_hint="--tag")
    return {key: value if equals else None for key, equals, value in pairs} or None


def _nothing_like_that(session: Session, workspace: "Workspace", found: RunList, given: dict[str, Any]) -> Iterator[str]:
    """Say why there is nothing to see: mostly a name that is not quite right."""
    if found:
        metric = found.sorted_by
        if metric is not None and not any(metric in record.metrics for record in found):
            known = sorted({name for record in found for name in record.metrics})
            yield f"none of them has logged {metric!r}. {did_you_mean(metric, known)}".rstrip()
        return
    for option, names in (("experiment", workspace.experiments), ("compute", workspace.compute_targets), ("kind", complete.TYPES)):
        if given[option] is not None and given[option] not in names:
            yield f"there is no {'type' if option == 'kind' else option} {given[option]!r}. {did_you_mean(given[option], list(names))}".rstrip()
            return
    if any(given[name] for name in ("experiment", "status", "compute", "kind", "tags", "text", "parent")):
        yield "no run is like that; leave a filter out"
    else:
        yield f"no runs yet; start one with `{session.prompt} submit SCRIPT`"


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
@click.option("-n", "--tail", metavar="N", type=options.Count(0), help="Only the last N lines of what is there.")
@click.option("--file", metavar="NAME", shell_complete=complete.logs, help=f"Another file than {STANDARD}.")
@click.option("--rank", metavar="K", type=options.Rank(), help="What process K of a distributed run printed; `all` for all of them.  [default: 0]")
@options.workspace_option
def logs(run: str, follow: bool, tail: int | None, file: str | None, rank: int | str | None) -> None:
    """Print what a run printed."""
    session = current()
    if file is not None and rank is not None:
        raise click.UsageError("--file and --rank exclude each other.")
    if follow and rank == options.ALL:
        raise click.UsageError("--follow follows one process: --rank 1, not --rank all.")
    found = session.workspace().find_run(run)
    if rank == options.ALL and logs_text.show_ranks(found, tail):
        return
    name = file or (logs_text.of_rank(rank) if isinstance(rank, int) else STANDARD)
    path = logs_text.find(found, name)
    if follow:
        session.ended(stream(session, found, name=name, tail=tail))
    elif path is None or not os.path.getsize(path):
        record = found.record()
        what = "printed nothing" if name == STANDARD else f"written nothing to {name}"
        session.notice(f"run {found.id} has {what}; it is {record.status}" + (f": {record.status_reason}" if record.status_reason else ""))
    else:
        logs_text.show(path, tail)


@click.command()
@options.run_argument()
@click.argument("name", required=False, shell_complete=complete.metrics)
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
    values = metrics_text.values(points) if as_json or session.hands_over else None

    def show() -> None:
        metrics_text.show(session, found.id, metrics_text.overview(points))

    return session.answer(values, show=show, data=lambda: values, as_json=as_json)
