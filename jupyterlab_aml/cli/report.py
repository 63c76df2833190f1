"""Errors in the words of this door: one translation for everything a command can raise."""

import json
import os
import traceback

import click

from jupyterlab_aml.errors import AmlError, UserError, WorkspaceError
from jupyterlab_aml.workspace.strict_json import strict

DEFECT_STATUS = 70  # EX_SOFTWARE: the mistake is ours


class UsageMistake(UserError):
    """A line that the grammar does not allow: an unknown command or option, a missing argument, a value of the wrong kind."""

    code = "Usage"


class Defect(AmlError):
    """An error that nobody foresaw: a mistake in this package."""

    code = "Defect"
    exit_status = DEFECT_STATUS


def translate(error: Exception) -> AmlError:
    """Return ``error`` as one of ours, with a message and a hint."""
    if isinstance(error, AmlError):
        return error
    if isinstance(error, click.UsageError):
        return UsageMistake(" ".join(error.format_message().split("\n\t")), _usage_hint(error))
    if isinstance(error, click.ClickException):
        return UserError(error.format_message())
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return WorkspaceError(f"{error.strerror or error}{where}", "Check that the folder exists, has room and may be written.")
    return Defect(f"{type(error).__name__}: {error}", "This is a defect of jupyterlab_aml; with AML_DEBUG=1 it shows where it happened.")


def _usage_hint(error: click.UsageError) -> str:
    return "" if error.ctx is None else f"`{error.ctx.command_path} --help` shows how to write it."


def colour() -> bool | None:
    """Return what click takes for "none at all", if NO_COLOR says so, else for "where it can be seen"."""
    return False if os.environ.get("NO_COLOR") else None


def print_error(error: Exception, *, as_json: bool) -> int:
    """Print one error on standard error; return the exit status."""
    if os.environ.get("AML_DEBUG", "0") not in ("", "0"):
        traceback.print_exception(error)
    ours = translate(error)
    if as_json:
        click.echo(json.dumps({"error": strict(ours.to_dict())}, ensure_ascii=False, default=str), err=True)
    else:
        click.echo(f"{click.style('error:', fg='red', bold=True)} {ours.message}", err=True, color=colour())
        if ours.hint:
            click.echo(f"{click.style('hint:', fg='cyan')} {ours.hint}", err=True, color=colour())
    return ours.exit_status
