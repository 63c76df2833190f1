"""``aml compute create``, ``update``, ``stop``, ``start``, ``set-default``, ``delete``."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.compute_text import setting_lines, show_target
from jupyterlab_aml.cli.session import current
from jupyterlab_aml.compute.registry import kinds
from jupyterlab_aml.workspace.targets import ComputeTarget, add_target

Command = TypeVar("Command", bound=Callable[..., Any])


class WithSettings(click.Command):
    """A command whose help says what each kind of compute target takes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the settings of every kind below the options."""
        for kind in kinds().values():
            with formatter.section(f"Settings of type {kind.type}"):
                formatter.write_dl(setting_lines(kind.schema()))


def _compute_argument(command: Command) -> Command:
    return click.argument("name", metavar="COMPUTE", shell_complete=complete.compute)(command)


def _set_option(*, required: bool) -> Callable[[Command], Command]:
    return click.option(
        "--set",
        "settings",
        metavar="KEY=VALUE",
        multiple=True,
        required=required,
        type=options.KeyValue(),
        shell_complete=complete.settings,
        help="A setting. May be repeated.",
    )


@click.command(cls=WithSettings)
@click.argument("name")
@click.option("--type", "kind", metavar="TYPE", default="local", show_default=True, shell_complete=complete.kinds, help="The kind of target.")
@_set_option(required=False)
@options.json_option
@options.workspace_option
def create(name: str, kind: str, settings: tuple[tuple[str, str], ...], as_json: bool) -> None:
    """Make a compute target, NAME: 2 to 24 letters, digits and "-"."""
    _answer(add_target(current().workspace(create=True), name, kind, dict(settings)), as_json=as_json)


@click.command(cls=WithSettings)
@_compute_argument
@_set_option(required=True)
@options.json_option
@options.workspace_option
def update(name: str, settings: tuple[tuple[str, str], ...], as_json: bool) -> None:
    """Change settings of a compute target; it takes them up at once."""
    target = ComputeTarget(current().workspace(), name)
    target.update(**dict(settings))
    _answer(target, as_json=as_json)


@click.command()
@_compute_argument
@options.json_option
@options.workspace_option
def stop(name: str, as_json: bool) -> None:
    """Start no more runs there. What runs goes on, what is queued waits."""
    target = ComputeTarget(current().workspace(), name)
    target.stop()
    _answer(target, as_json=as_json)


@click.command()
@_compute_argument
@options.json_option
@options.workspace_option
def start(name: str, as_json: bool) -> None:
    """Start runs there again; those that wait start at once."""
    target = ComputeTarget(current().workspace(), name)
    target.start()
    _answer(target, as_json=as_json)


@click.command("set-default")
@_compute_argument
@options.json_option
@options.workspace_option
def set_default(name: str, as_json: bool) -> None:
    """Choose where runs go that name no compute target."""
    workspace = current().workspace()
    workspace.set_default_compute_target(name)
    _answer(ComputeTarget(workspace, name), as_json=as_json)


@click.command()
@_compute_argument
@options.json_option
@options.workspace_option
def delete(name: str, as_json: bool) -> None:
    """Remove a compute target. Refused while runs have not ended there."""
    session = current()
    ComputeTarget(session.workspace(), name).delete()
    session.answer(None, show=lambda: click.echo(f"deleted {name}"), data=lambda: {"deleted": name}, as_json=as_json)


def _answer(target: ComputeTarget, *, as_json: bool) -> None:
    found = target.to_dict()
    current().answer(None, show=lambda: show_target(found), data=lambda: found, as_json=as_json)
