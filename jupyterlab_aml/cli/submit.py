"""``aml submit``: send a script, a notebook, a command or a cell to run."""

import dataclasses
import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

import jupyterlab_aml
from jupyterlab_aml.cli import complete, configuration, distribution, dry_run, options, run_data, what, what_file
from jupyterlab_aml.cli.configuration import configuration_options
from jupyterlab_aml.cli.distribution import process_options
from jupyterlab_aml.cli.report import UsageMistake
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.cli.watch import stream, watch
from jupyterlab_aml.cli.what import What
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.checks import about

if TYPE_CHECKING:
    from jupyterlab_aml.training.run_spec import RunSpec
    from jupyterlab_aml.workspace.run import Run
    from jupyterlab_aml.workspace.workspace import Workspace

_AS_GIVEN = {  # parameter of ScriptRunConfig -> option
    "compute_target": "compute",
    "description": "description",
    "display_name": "name",
    "grace_s": "grace",
    "max_run_duration_seconds": "timeout",
    "python": "python",
}
_TYPO = 0.75  # how alike a mistyped option is; `--fail` is no misspelt `--wait`


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A run that is decided and checked; ``Experiment.submit`` takes it."""

    spec: "RunSpec"

    def to_run_spec(self) -> "RunSpec":
        """Return what is to run."""
        return self.spec


class Submit(click.Command):
    """The command, which knows that an option it lacks is mostly one of the script's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words after ``submit``."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            near = difflib.get_close_matches(error.option_name, _options(self), n=1, cutoff=_TYPO)
            meant = f" Did you mean {near[0]}?" if near else ""
            if "--command" in given:
                hint = f"The command goes after --: `{ctx.command_path} --command -- COMMAND {error.option_name} ...`."
            else:
                script = next((word for word in given if not word.startswith("-")), "SCRIPT") if ctx.ensure_object(Session).cell is None else ""
                hint = f"An option of the script goes after --: `{' '.join([ctx.command_path, *filter(None, [script])])} -- {error.option_name} ...`."
            raise UsageMistake(
                f"`{ctx.command_path}` has no option {error.option_name}.{meant}", f"{hint} `{ctx.command_path} --help` shows ours."
            ) from error


def _options(command: click.Command) -> list[str]:
    return [name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts if name.startswith("--")]


# The settings are its own, too: forms make contexts of it alone, and click keeps the first --help that it made.
@click.command(cls=Submit, context_settings=options.SETTINGS)
@click.argument("words", metavar="SCRIPT [ARGS]...", nargs=-1, type=click.UNPROCESSED, shell_complete=complete.paths)
@click.option("-e", "--experiment", metavar="NAME", shell_complete=complete.experiments, help="[default: the name of the script]")
@click.option("-c", "--compute", metavar="NAME", shell_complete=complete.compute, help="Where it runs.  [default: the default compute target]")
@click.option(
    "-d",
    "--source-directory",
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    help="The folder that is sent along.  [default: the current folder if the script is in it, else the script's own]",
)
@click.option("--name", metavar="TEXT", help="What the run is called.")
@click.option("--description", metavar="TEXT", help="What the run is about.")
@click.option("--tag", "tags", metavar="KEY=VALUE", multiple=True, type=options.KeyValue(), shell_complete=complete.tags, help="May be repeated.")
@click.option(
    "--env",
    "variables",
    metavar="NAME[=VALUE]",
    multiple=True,
    type=options.Variable(),
    help="An environment variable of the script; without a value, the one it has here. Kept secret. May be repeated.",
)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    metavar="NAME=VALUE",
    multiple=True,
    type=options.Parameter(),
    help="A value for a parameter of a notebook: JSON, else a text. May be repeated.",
)
@configuration_options
@process_options
@run_data.data_options
@click.option("--timeout", metavar="DURATION", type=options.Duration(zero=False), help="End it after so long: 90s, 5m, 2h, 1d.")
@click.option("--grace", metavar="DURATION", type=options.Duration(), help="Time to end in peace before it is killed.  [default: 10s]")
@click.option("--python", metavar="PATH", type=click.Path(), help="The interpreter.  [default: the one that runs aml]")
@click.option("--command", "is_command", is_flag=True, help="What follows -- is the whole command, not the arguments of a script.")
@click.option("-s", "--stream", is_flag=True, help="Print the log as it grows; exit with the script's exit code.")
@click.option("--wait", is_flag=True, help="Wait for the end without printing the log; exit with the script's exit code.")
@click.option("--allow-large-snapshot", is_flag=True, help="Send the folder even if it is over 300 MB or 2,000 files.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Print the id of the run and nothing else.")
@options.json_option
@options.workspace_option
def submit(words: tuple[str, ...], **given: Any) -> Any:
    """Run a script or a notebook, and keep what it logs.

    SCRIPT is a .py, .sh or .ipynb file, or a file that says what to run: a run configuration (.runconfig, .yml), or an Azure ML v2
    file (.yml) of the type command.
    Arguments for a script follow it; those that begin with a dash follow after --.
    A notebook takes parameters, which its cell tagged "parameters" gives defaults to; it is kept in outputs/ with what its cells gave.

    \b
    aml submit train.py
    aml submit train.py --stream -- --alpha 0.5
    aml submit train.ipynb -p alpha=0.5 -p kind=ridge
    aml submit --command -- python -m package.train --epochs 3
    """  # noqa: D301 - the mark that keeps click from filling lines is a backspace
    session = current()
    if given["quiet"] and (given["stream"] or given["as_json"]):
        raise click.UsageError("--quiet goes neither with --stream nor with --json.")
    if given["is_command"] and session.cell is not None:
        raise click.UsageError("--command does not go with a cell: the cell is the script.")
    subject = _subject(session, words, given)
    spec = session.settled(_spec(subject, given, session.cwd))
    spec = run_data.with_data(session, spec if subject.plan is None else what_file.with_plan(session, spec, subject.plan), given)
    name = given["experiment"] or subject.experiment
    if given["is_dry"]:
        return dry_run.answer(session, name, spec, as_json=given["as_json"])
    workspace = _workspace(session, spec)
    with about("experiment"):
        experiment = jupyterlab_aml.Experiment(workspace, name)
    run: Run = experiment.submit(Prepared(spec))
    if not (given["stream"] or given["wait"]):
        return session.answer(run, show=_announce(session, run, quiet=given["quiet"]), data=lambda: run.record().to_dict(), as_json=given["as_json"])
    if given["quiet"]:
        click.echo(run.id)
    elif not given["as_json"]:
        session.notice(f"run {run.id}")
    record = stream(session, run, log_to_stderr=given["as_json"]) if given["stream"] else watch(session, run, quiet=given["quiet"])
    if given["as_json"]:
        session.print_json(record.to_dict())
    session.ended(record, quiet=given["quiet"] or given["as_json"])
    return None if given["as_json"] else run


def _workspace(session: Session, spec: "RunSpec") -> "Workspace":
    """Return the workspace, made if there is none and the run can be in a new one."""
    try:
        return session.workspace()
    except NotFoundError:
        dry_run.check_for_new_workspace(spec)
        return session.workspace(create=True)


def _subject(session: Session, words: tuple[str, ...], given: dict[str, Any]) -> What:
    folder = given["source_directory"]
    if session.cell is not None:
        return what.from_cell(session.cell, words, folder)
    if given["is_command"]:
        with about("command"):
            return what.from_command(words, folder, session.cwd)
    with about("script"):
        return what_file.from_file(words, folder, session.cwd) if what_file.is_file(words) else what.from_script(words, folder, session.cwd)


def _spec(subject: What, given: dict[str, Any], cwd: str) -> "RunSpec":
    settings = subject.settings()
    if subject.notebook is not None:
        settings["parameters"] = dict(given["parameters"])
    elif given["parameters"]:
        raise UserError(
            "--parameter is for notebooks.", "The arguments of a script go after --: `aml submit train.py -- --alpha 0.5`.", field="parameter"
        )
    if given["distribution"]:
        settings.pop("distributed_job_config", None)
    settings |= configuration.settings(given, distribution.settings(given, notebook=subject.notebook is not None), cwd, subject)
    settings |= {name: given[option] for name, option in _AS_GIVEN.items() if given[option] is not None}
    for name, option in (("environment_variables", "variables"), ("tags", "tags")):
        settings[name] = {**settings.get(name, {}), **dict(given[option])}
    describe = jupyterlab_aml.ScriptRunConfig if subject.notebook is None else jupyterlab_aml.NotebookRunConfig
    config = describe(**settings, allow_large_snapshot=given["allow_large_snapshot"])
    with about("script" if subject.notebook is None else "parameter"):
        spec: RunSpec = config.to_run_spec()
    alone = subject.cell is not None and subject.source_directory is None
    return dataclasses.replace(spec, source_directory=None) if alone else spec


def _announce(session: Session, run: "Run", *, quiet: bool) -> Callable[[], None]:
    def show() -> None:
        click.echo(run.id)
        if not quiet:
            for warning in run.record().warnings:
                session.notice(f"warning: {warning}")
            session.notice(f"submitted; watch it with `{session.prompt} runs logs -f @last`, see it with `{session.prompt} runs show @last`")

    return show
