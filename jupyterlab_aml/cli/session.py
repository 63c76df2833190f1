"""One call of the grammar: which workspace it is about, and what its door does with an answer."""

import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

import jupyterlab_aml
from jupyterlab_aml.cli.outcome import exit_status, summary
from jupyterlab_aml.runfiles.paths import AML, WorkspacePaths
from jupyterlab_aml.workspace.names import workspace_name_from
from jupyterlab_aml.workspace.strict_json import strict

if TYPE_CHECKING:
    from jupyterlab_aml.training.run_spec import RunSpec
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.workspace import Workspace


class Session:
    """The terminal's session: answers are printed, the end of a run is an exit status.

    The notebook's session is a subclass (``jupyterlab_aml.notebook.session``) that hands values to the cell instead.

    Attributes
    ----------
    folder : str or None
        The value of ``--workspace``; None looks for the nearest workspace.
    cell : str or None
        The code of the cell under ``%%aml submit``; None everywhere else.
    prompt : str
        What stands before a command in hints: ``aml`` or ``%aml``.
    environment : mapping
        Where ``--env NAME`` finds the value of a variable.
    """

    prompt = "aml"
    hands_over = False
    """Whether this door hands values to who asks, and does not only show them."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder
        self.cell: str | None = None
        self.environment: Mapping[str, str] = os.environ

    @property
    def cwd(self) -> str:
        """Where relative paths begin."""
        return os.getcwd()

    def workspace(self, *, create: bool = False) -> "Workspace":
        """Return the workspace of ``--workspace``, else the nearest one.

        Raises
        ------
        NotFoundError
            There is none and ``create`` is false.
        """
        home: type[Workspace] = jupyterlab_aml.Workspace
        if self.folder is None:
            return home.nearest(create=create)
        folder = os.path.abspath(os.path.expanduser(self.folder))
        folder = os.path.dirname(folder) if os.path.basename(folder) == AML else folder
        if create and not os.path.exists(WorkspacePaths(os.path.join(folder, AML)).config):
            return home.create(workspace_name_from(os.path.basename(folder)), path=folder, exist_ok=True)
        return home.open(folder)

    def settled(self, spec: "RunSpec") -> "RunSpec":
        """Return what is submitted in the end; a door that sends something else than a folder says so here."""
        return spec

    def answer(self, value: Any, *, show: Callable[[], None], data: Callable[[], Any], as_json: bool = False) -> Any:
        """Give an answer: as JSON if asked for, else as this door shows it."""
        if as_json:
            self.print_json(data())
        else:
            show()
        return value

    def print_json(self, value: Any) -> None:
        """Print strict JSON: NaN and the infinities become null."""
        click.echo(json.dumps(strict(value), indent=2, ensure_ascii=False, default=str))

    def notice(self, text: str) -> None:
        """Say something that is not the answer, on standard error."""
        click.echo(text, err=True)

    def ended(self, record: "RunRecord", *, quiet: bool = False) -> None:
        """Say how a run that was waited for ended, and leave with its exit status."""
        if not quiet:
            for warning in record.warnings:
                self.notice(f"warning: {warning}")
            self.notice(summary(record))
        click.get_current_context().exit(exit_status(record))

    def take_terminal(self) -> None:
        """Ask for the terminal, for a command that never returns."""


def current() -> Session:
    """Return the session of the running command."""
    return click.get_current_context().ensure_object(Session)
