"""The line and cell magic ``aml``: the grammar of the terminal in a cell."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand

from jupyterlab_aml.cli.report import translate
from jupyterlab_aml.cli.root import aml
from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.notebook import display
from jupyterlab_aml.notebook.cell_code import check_cell
from jupyterlab_aml.notebook.completion import complete_line
from jupyterlab_aml.notebook.expand import split
from jupyterlab_aml.notebook.failure import shorten
from jupyterlab_aml.notebook.session import NotebookSession

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_LINE = r"(?s).*%%?aml\s"


def load(ipython: "InteractiveShell") -> None:
    """Register ``%aml``, ``%%aml`` and their completion in a shell; in a kernel, show runs live."""
    ipython.register_magics(AmlMagics)
    ipython.set_hook("complete_command", complete_line, re_key=_LINE)  # type: ignore[no-untyped-call]
    display.install(ipython)


@magics_class
class AmlMagics(Magics):
    """Submit scripts and look at runs from a cell."""

    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def aml(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> Any:
        """Train models the Azure Machine Learning way: ``%aml submit train.py``, ``%aml runs list``; ``%aml --help`` shows all.

        ``%%aml submit`` sends the code of the cell as the script.
        """
        names = self.shell.user_ns if self.shell is not None else {}
        try:
            args = split(line, {**names, **(local_ns or {})})
            return run(args, cell)
        except click.Abort:
            raise KeyboardInterrupt from None
        except (click.ClickException, AmlError, OSError) as error:
            raise shorten(translate(error)) from None


def run(args: Sequence[str], cell: str | None) -> Any:
    """Run one command and return its value."""
    if cell is not None:
        _check(args, cell)
    try:
        value = aml.main(list(args) or ["--help"], prog_name="%aml" if cell is None else "%%aml", standalone_mode=False, obj=NotebookSession(cell))
    except click.exceptions.NoArgsIsHelpError as page:
        click.echo(page.format_message())
        return None
    return None if isinstance(value, int) else value  # the exit status of --help


def _check(args: Sequence[str], cell: str) -> None:
    if "--help" in args or "-h" in args:
        return
    if not args or args[0] != "submit":
        wrote = f"`%%aml {args[0]}`" if args else "`%%aml`"
        raise UserError(f"{wrote} has no use for the code of a cell.", "Write `%%aml submit`, or a line with one %.")
    check_cell(cell, other_python=any(word == "--python" or word.startswith("--python=") for word in args))
