"""``aml agent``: the process that starts runs. It comes and goes by itself; these commands are for looking and for care."""

import os
import sys

import click

from jupyterlab_aml.cli import options, words
from jupyterlab_aml.cli.lazy import LazyGroup
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.errors import ConflictError
from jupyterlab_aml.workspace.record import iso

_HERE = "jupyterlab_aml.cli.agent:"
_COMMANDS = {"status": _HERE + "status", "stop": _HERE + "stop", "run": _HERE + "run"}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
@options.workspace_option
def agent() -> None:
    """See or stop the process that starts runs.

    It is started by the first run and leaves when there is nothing to do; runs go on without it.
    """


@click.command()
@options.json_option
@options.workspace_option
def status(as_json: bool) -> None:
    """Tell whether the agent runs, and how many runs have not ended."""
    session = current()
    facts = session.workspace().agent.status()

    def show() -> None:
        since = f" since {words.moment(facts['since'])}, process {facts['pid']}, version {facts['version']}" if facts["state"] == "running" else ""
        click.echo(f"{facts['state']}{since}; {words.count(facts['active'], 'active run')}")

    session.answer(None, show=show, data=lambda: {**facts, "since": iso(facts["since"])}, as_json=as_json)


@click.command()
@options.json_option
@options.workspace_option
def stop(as_json: bool) -> None:
    """Stop the agent. Runs that have begun go on; queued ones wait until an agent is started again."""
    session = current()
    was_running = session.workspace().agent.stop()
    session.answer(
        None,
        show=lambda: click.echo("stopped" if was_running else "it was not running"),
        data=lambda: {"stopped": was_running},
        as_json=as_json,
    )


@click.command()
@options.workspace_option
def run() -> None:
    """Be the agent, here in the foreground, until there is nothing to do or Ctrl-C."""
    session = current()
    session.take_terminal()
    found = session.workspace()
    facts = found.agent.status()
    if facts["state"] == "running":
        raise ConflictError(f"An agent runs already, as process {facts['pid']}.", f"`{session.prompt} agent stop` stops it.")
    root = found.paths.root
    os.chdir("/")  # -m puts the current folder on the path, and a user's random.py must not be the agent's
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab_aml.agent", root])
