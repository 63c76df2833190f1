"""The group ``aml runs``."""

import click

from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.options import workspace_option

_READ = "jupyterlab_aml.cli.runs_read:"
_ACT = "jupyterlab_aml.cli.runs_act:"
_COMMANDS = {
    "list": _READ + "list_runs",
    "show": _READ + "show",
    "logs": _READ + "logs",
    "metrics": _READ + "metrics",
    "wait": _ACT + "wait",
    "cancel": _ACT + "cancel",
    "retry": _ACT + "retry",
    "tag": _ACT + "tag",
    "download": _ACT + "download",
    "delete": _ACT + "delete",
    "prune": "jupyterlab_aml.cli.runs_prune:prune",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@workspace_option
def runs() -> None:
    """See runs, wait for them, end them, run them again.

    RUN is an id, the beginning of one or its last eight characters, a display name, @last for the newest run or @last-1 for the one before it.
    """
