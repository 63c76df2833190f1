"""The options of ``aml submit`` for settings that are kept somewhere: a registered environment, a file of a run configuration."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

import jupyterlab_aml
from jupyterlab_aml.cli import complete
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.checks import about

if TYPE_CHECKING:
    from jupyterlab_aml.cli.what import What
    from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration

Command = TypeVar("Command", bound=Callable[..., Any])


def configuration_options(command: Command) -> Command:
    """Add the options."""
    for add in reversed(
        (
            click.option(
                "--environment",
                metavar="NAME[:VERSION]",
                shell_complete=complete.environments,
                help="A registered environment.  [default: the interpreter as it is]",
            ),
            click.option(
                "--run-config",
                metavar="FILE|NAME",
                help="Settings from a file, or from .azureml/NAME.runconfig; the other options go before them.",
            ),
        )
    ):
        command = add(command)
    return command


def settings(given: Mapping[str, Any], others: Mapping[str, Any], cwd: str, subject: "What") -> dict[str, Any]:
    """Return what the options mean as parameters of ScriptRunConfig.

    Parameters
    ----------
    given : Mapping
        The options.
    others : Mapping
        Parameters that other options come to.
    cwd : str
        Where relative paths begin.
    subject : What
        What is submitted; it may be a file that has such settings itself.

    Raises
    ------
    NotFoundError
        There is no such file; the hint names the nearest.
    UserError
        Something in it does not fit, or the options do not go together.
    """
    found: dict[str, Any] = {**others}
    if given["environment"]:
        found["environment"] = given["environment"]
    name = given["run_config"]
    submitted = subject.run_config
    if not name and submitted is None:
        return found
    if name and (submitted is not None or subject.plan is not None):
        raise UserError("The file that is submitted has settings, and --run-config names others.", "Leave one of them out.", field="run_config")
    if "run_config" in others:
        what = "--run-config" if name else "a run configuration"
        raise UserError(f"--distribution {given['distribution']} and {what} do not go together.", "Set framework in the file.", field="run_config")
    found["run_config"] = submitted or _load(name, os.path.join(cwd, given["source_directory"] or ""), cwd)
    return found


def _load(name: str, folder: str, cwd: str) -> "RunConfiguration":
    path = os.path.join(cwd, os.path.expanduser(name))
    is_path = os.path.isfile(path) or os.sep in name or name.endswith((".yml", ".yaml"))
    with about("run_config"):
        kind: type[RunConfiguration] = jupyterlab_aml.RunConfiguration
        return kind.load(path) if is_path else kind.load(folder, name)


def fields_of(environment: Any) -> dict[str, Any]:
    """Return the fields that mean the ``environment`` of a run, to submit it again; nothing for one that is not registered."""
    if not isinstance(environment, dict) or not environment.get("version"):
        return {}
    return {"environment": f"{environment.get('name')}:{environment['version']}"}
