"""One ``%aml`` line: values go to the cell, and a run that failed fails the cell."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jupyterlab_aml.cli.outcome import summary
from jupyterlab_aml.cli.run_list import RunList
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.errors import ActivityFailedError, UserError
from jupyterlab_aml.notebook.run_table import RunTable

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord


class NotebookSession(Session):
    """The session of a cell.

    A command that has a value (a Run, a table of runs, metrics) returns it; one that has none prints. ``--json`` always prints.
    """

    prompt = "%aml"
    hands_over = True

    def __init__(self, cell: str | None = None) -> None:
        super().__init__()
        self.cell = cell

    def answer(self, value: Any, *, show: Callable[[], None], data: Callable[[], Any], as_json: bool = False) -> Any:
        """Return the value; print only what has none, or JSON."""
        if as_json:
            self.print_json(data())
            return None
        if value is None:
            show()
        return RunTable(value) if isinstance(value, RunList) else value

    def notice(self, text: str) -> None:
        """Say something that is not the answer; not on standard error, which a notebook shows like a failure."""
        click.echo(text)

    def ended(self, record: "RunRecord", *, quiet: bool = False) -> None:
        """Fail the cell if the run did not complete."""
        if record.status != "Completed":
            raise ActivityFailedError(summary(record), f"`%aml runs logs {record.id}` shows what it printed.", run=record.id, status=record.status)

    def take_terminal(self) -> NoReturn:
        """Refuse: the kernel cannot become another program."""
        raise UserError("`agent run` takes a terminal for itself.", "Here the agent starts by itself with the first run; nothing is to be done.")
