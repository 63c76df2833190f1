"""Doing one thing to several runs: every reference is resolved first, and one failure does not keep the others from their turn."""

from typing import TYPE_CHECKING

import click

from jupyterlab_aml.cli.session import current
from jupyterlab_aml.errors import AmlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyterlab_aml.workspace.run import Run


def each(references: tuple[str, ...], act: "Callable[[Run], object]", done: str, *, as_json: bool) -> None:
    """Act on each run and say so.

    Raises
    ------
    AmlError
        The last thing that went wrong, after everything else is done. The earlier ones are told on standard error,
        or, for JSON, in its ``details["before"]``.
    """
    session = current()
    workspace = session.workspace()
    found = list({run.id: run for run in map(workspace.find_run, references)}.values())
    finished = []
    failed: list[AmlError] = []
    for run in found:
        try:
            act(run)
        except AmlError as error:
            failed.append(error)
            continue
        finished.append(run.id)
        if not as_json:
            click.echo(f"{run.id}: {done}")
    if as_json:
        session.print_json({"runs": finished})
    if not failed:
        return
    *before, last = failed
    if as_json and before:
        last.details["before"] = [error.to_dict() for error in before]
    elif not as_json:
        for earlier in before:
            session.notice(f"error: {earlier.message}")
    raise last
