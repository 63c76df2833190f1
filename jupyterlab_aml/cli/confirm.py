"""Asking before something is deleted."""

import sys

import click

from jupyterlab_aml.errors import UserError


def confirm(what: str, question: str) -> None:
    """Ask whether to delete ``what``.

    Raises
    ------
    UserError
        The answer is no, or nobody can be asked.
    """
    if not sys.stdin.isatty():
        raise UserError(f"Deleting {what} needs a yes, and nobody can be asked here.", "Add --yes.")
    if not click.confirm(question):
        raise UserError("Nothing is deleted.")
