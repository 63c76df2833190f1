"""``aml environments create``, ``build``, ``prune``, ``delete``."""

import os

import click

from jupyterlab_aml.assets.environment_prune import UNUSED_S, prune
from jupyterlab_aml.assets.environments import build_environment, describe_environment, upgrade_environment
from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.cli.asset_delete import delete_versions
from jupyterlab_aml.cli.environments_text import show_built, show_environment, show_pruned
from jupyterlab_aml.cli.session import Session, current
from jupyterlab_aml.environment_build.build import Report
from jupyterlab_aml.environment_build.conda import find_tool
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.conda_map import unmapped_error
from jupyterlab_aml.training.configuration.docker import DockerBuildContext
from jupyterlab_aml.training.configuration.docker_build import text_of_dockerfile
from jupyterlab_aml.training.configuration.environment import Environment

_CONDA_FILES = (".yml", ".yaml")


class Live(Report):
    """Tells how a build goes while it goes, beside the answer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def line(self, text: str) -> None:
        """Pass a line on."""
        self._session.notice(text)


@click.command()
@click.argument("name")
@click.option("--file", "path", metavar="FILE", type=click.Path(), help="A conda file (.yml, .yaml) or a requirements file.")
@click.option("--dockerfile", metavar="FILE", type=click.Path(), help="A Dockerfile to build its image from; of a build context, its path there.")
@click.option("--build-context", "context", metavar="FOLDER", type=click.Path(), help="A folder to build its image from; it is kept as it is now.")
@click.option("--python", "version", metavar="VERSION", help="The version of Python, such as 3.11.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--tag", "tags", metavar="KEY=VALUE", multiple=True, type=options.KeyValue(), help="A tag. May be repeated.")
@options.json_option
@options.workspace_option
def create(
    name: str,
    path: str | None,
    dockerfile: str | None,
    context: str | None,
    version: str | None,
    description: str | None,
    tags: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Register an environment under NAME: packages from a conda file or a requirements file, an image from a Dockerfile or a folder with one.

    The same content again is the same version; anything else is the next one.
    """
    session = current()
    if path is None and dockerfile is None and context is None:
        raise UserError("Nothing says what the environment has.", "Give --file, --dockerfile or --build-context.")
    path = None if path is None else _there(session, path)
    made = Environment(name) if path is None else _from_file(name, path)
    docker = made.docker
    docker.enabled = dockerfile is not None or context is not None
    if context is not None:
        docker.build_context = DockerBuildContext("localdirectory", _there(session, context), dockerfile or "Dockerfile")
    elif dockerfile is not None:
        docker.base_dockerfile = text_of_dockerfile(_there(session, dockerfile))
    if version is not None:
        made.python.conda_dependencies.set_python_version(version)
    _check(made, path)
    workspace = session.workspace(create=True)
    registered = made.register(workspace)
    store = workspace.environment_store
    if tags or description is not None:
        asset = store.get(registered.name, registered.version)
        store.label(asset, tags={**asset.tags, **dict(tags)}, description=description)
    found = describe_environment(workspace, registered.name, registered.version)
    session.answer(registered, show=lambda: show_environment(found), data=lambda: found, as_json=as_json)


def _there(session: Session, path: str) -> str:
    return os.path.join(session.cwd, os.path.expanduser(path))


def _from_file(name: str, path: str) -> Environment:
    is_conda = path.lower().endswith(_CONDA_FILES)
    return Environment.from_conda_specification(name, path) if is_conda else Environment.from_pip_requirements(name, path)


def _check(environment: Environment, path: str | None) -> None:
    """Refuse what cannot be used here before it is registered, and say what is left out."""
    plan = environment.to_spec()
    for warning in plan.warnings:
        current().notice(f"warning: {warning}")
    conda = (plan.environment or {}).get("conda")
    if path and conda and find_tool(os.environ) is None:
        with open(path, encoding="utf-8") as file:
            raise unmapped_error(conda["unmapped"], file.read())


@click.command()
@click.argument("ref", metavar="NAME[:VERSION]", shell_complete=complete.environments)
@click.option("--upgrade", "upgraded", is_flag=True, help="Resolve it anew, and tell which packages are others now.")
@options.json_option
@options.workspace_option
def build(ref: str, upgraded: bool, as_json: bool) -> None:
    """Build an environment now, so that no run has to wait for it.

    What it asks for is resolved once on this machine, and stays; with --upgrade it is resolved again, for all that ask for the same. Runs that go on
    keep what they have.
    """
    session = current()
    name, _, version = ref.partition(":")
    make = upgrade_environment if upgraded else build_environment
    found = make(session.workspace(), name, version or None, Live(session))
    session.answer(None, show=lambda: show_built(found), data=lambda: found, as_json=as_json)


@click.command("prune")
@click.option("--unused-for", metavar="DURATION", type=options.Duration(), default=UNUSED_S, help="What no run used for so long.  [default: 30d]")
@click.option("--all", "everything", is_flag=True, help="All that no run uses now; descriptions are then resolved anew.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@options.json_option
@options.workspace_option
def prune_built(unused_for: float, everything: bool, dry_run: bool, as_json: bool) -> None:
    """Remove built environments from the cache of this machine. What is registered stays, and is built again when a run needs it."""
    found = prune(unused_for, everything=everything, dry_run=dry_run)
    current().answer(None, show=lambda: show_pruned(found, dry_run=dry_run), data=lambda: found, as_json=as_json)


@click.command()
@click.argument("refs", metavar="NAME:VERSION...", nargs=-1, required=True, shell_complete=complete.environments)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@options.json_option
@options.workspace_option
def delete(refs: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Delete versions of environments. Runs that used them keep what they know of them; the numbers are not given again."""
    session = current()
    delete_versions(session, session.workspace().environment_store, refs, lambda what, _: f"Delete {what}?", yes=yes, as_json=as_json)
