"""From a command line to an exit status."""

import os
import sys
from collections.abc import Sequence

import click

from jupyterlab_aml.cli.completion import COMPLETE, prepare
from jupyterlab_aml.cli.outcome import INTERRUPTED
from jupyterlab_aml.cli.report import colour, print_error
from jupyterlab_aml.cli.root import aml
from jupyterlab_aml.cli.session import Session

# click 8.1 prints the help itself; later versions raise it.
_NO_ARGS_IS_HELP: tuple[type[click.ClickException], ...] = tuple(
    kind for kind in (getattr(click.exceptions, "NoArgsIsHelpError", None),) if kind is not None
)


def run(args: Sequence[str], prog_name: str = "aml", session: Session | None = None) -> int:
    """Run one command line and return the exit status; errors are one line and a hint on standard error."""
    if COMPLETE in os.environ:
        prepare()
    try:
        result = aml.main(list(args), prog_name=prog_name, complete_var=COMPLETE, standalone_mode=False, obj=session or Session(), color=colour())
        sys.stdout.flush()
    except _NO_ARGS_IS_HELP as help_page:
        click.echo(help_page.format_message(), err=True)
        return help_page.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the door is where every error becomes words
        return print_error(error, as_json=wants_json(args))
    # Without standalone mode click returns the status of ctx.exit(), else what the command returned.
    return result if isinstance(result, int) else 0


def wants_json(args: Sequence[str]) -> bool:
    """Tell whether a command line asks for JSON, even one that cannot be parsed."""
    ours = args[: args.index("--")] if "--" in args else args
    return "--json" in ours
