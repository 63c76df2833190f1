"""The group ``aml``: the root of the grammar."""

import click

import jupyterlab_aml
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.options import SETTINGS, workspace_option

_HOME = "jupyterlab_aml.cli."
_COMMANDS = {
    "submit": _HOME + "submit:submit",
    "runs": _HOME + "runs:runs",
    "experiments": _HOME + "experiments:experiments",
    "environments": _HOME + "environments:environments",
    "data": _HOME + "data:data",
    "datastores": _HOME + "datastores:datastores",
    "models": _HOME + "models:models",
    "compute": _HOME + "compute:compute",
    "workspace": _HOME + "workspace:workspace",
    "agent": _HOME + "agent:agent",
    "completion": _HOME + "completion:completion",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS, context_settings=SETTINGS)
@click.version_option(jupyterlab_aml.__version__, prog_name="aml", message="%(prog)s %(version)s")
@workspace_option
def aml() -> None:
    """Train models the Azure Machine Learning way, on this machine, without an account.

    \b
    aml submit train.py --stream -- --alpha 0.5     run a script and watch it
    aml runs list                                   what ran, and how it went
    aml runs show @last                             everything about the newest run

    In a notebook, after %load_ext jupyterlab_aml, the same lines begin with %aml.
    """  # noqa: D301 - the mark that keeps click from filling lines is a backspace
