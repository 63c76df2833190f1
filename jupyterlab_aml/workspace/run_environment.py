"""The registered environment that a run uses: looked up before the run is made, noted when it is."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.environment_build.conda import existing, find_tool
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.errors import AmlError, NotFoundError
from jupyterlab_aml.runner.environment import asks_for_more
from jupyterlab_aml.training.conda_map import unmapped_error
from jupyterlab_aml.training.run_spec import RunSpec

if TYPE_CHECKING:
    from jupyterlab_aml.training.configuration.docker import DockerSection
    from jupyterlab_aml.training.configuration.environment import Environment
    from jupyterlab_aml.training.configuration.plan import EnvironmentPlan

    from .workspace import Workspace


def usable(environment: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return an environment as a run on this machine gets it: with the path of the conda environment that it names.

    Raises
    ------
    NotFoundError
        There is no such conda environment; the message says which there are.
    UserError
        Only conda can install some of it, and there is none.
    """
    if not environment:
        return None
    conda = environment.get("conda")
    if conda and find_tool(os.environ) is None:
        raise unmapped_error(conda.get("unmapped") or conda["packages"])
    if not environment.get("conda_environment"):
        return dict(environment)
    try:
        python = existing(environment["conda_environment"], os.environ)
    except BuildError as error:
        raise NotFoundError(f"{str(error)[:1].upper()}{str(error)[1:]}.", "Give its name, or its path.") from None
    return {**environment, "conda_environment": os.path.dirname(os.path.dirname(python))}


def looked_up(spec: RunSpec, workspace: "Workspace") -> RunSpec:
    """Return what is to run with the registered environment that it names in full.

    An environment that was changed since it was registered has no version; with an interpreter as it is, nothing is left of it.

    Raises
    ------
    NotFoundError
        It is not registered; the hint names the nearest.
    """
    named = spec.environment
    if not named or not (named.get("lookup") or named.get("version")):
        return spec
    if named.get("lookup"):
        plan = _registered(workspace, named["name"], named["version"])
        return replace(
            spec,
            environment=plan.environment,
            python=spec.python or plan.python,
            environment_variables={**plan.variables, **spec.environment_variables},
            warnings=(*spec.warnings, *plan.warnings),
        )
    as_it_is = not asks_for_more(named)
    try:
        plan = _registered(workspace, named["name"], named["version"])
        same = plan.environment == named and (plan.python == spec.python or not as_it_is)
    except AmlError:  # gone, or from another workspace
        same = False
    if same:
        return spec
    return replace(spec, environment=None if as_it_is else {**named, "version": None})


def note_use(workspace: "Workspace", environment: Mapping[str, Any] | None, run_id: str) -> None:
    """Note with a registered environment that a run uses it."""
    if not (environment and environment.get("version")):
        return
    store = workspace.environment_store
    with suppress(AmlError):  # removed in this moment: the run has it in full
        store.mark_used(store.get(environment["name"], environment["version"]), run_id)


def _registered(workspace: "Workspace", name: str, version: str | None) -> "EnvironmentPlan":
    from jupyterlab_aml.training.configuration.environment import Environment  # noqa: PLC0415 runs without one do not pay for it

    return Environment.get(workspace, name, version).to_spec()


def environment_of_run(workspace: "Workspace", told: Mapping[str, Any] | None, python: str | None) -> "Environment":
    """Return the environment that a run was told of, as ``run.json`` has it; ``python`` is its interpreter where nothing is built."""
    from jupyterlab_aml.training.configuration.environment import Environment  # noqa: PLC0415 - few ask for it

    if told and told.get("version"):
        with suppress(AmlError):  # removed since: the run has it in full
            return Environment.get(workspace, told["name"], told["version"])
    environment = Environment(told["name"] if told else "user-managed")
    section = environment.python
    if told is None or not asks_for_more(told):
        section.user_managed_dependencies, section.interpreter_path = True, python
        return environment
    packages = section.conda_dependencies
    if told.get("conda"):
        for package in told["conda"]["packages"]:
            packages.add_conda_package(package)
    elif told.get("python_version"):
        packages.set_python_version(told["python_version"])
    for requirement in told.get("requirements") or ():
        packages.add_pip_package(requirement)
    for option in told.get("pip_options") or ():
        packages.set_pip_option(option)
    section.base_conda_environment = told.get("conda_environment")
    if told.get("docker"):
        _give_image(environment.docker, told["docker"])
    return environment


def _give_image(section: "DockerSection", docker: Mapping[str, Any]) -> None:
    from jupyterlab_aml.training.configuration.docker import DockerBuildContext  # noqa: PLC0415 - as above
    from jupyterlab_aml.training.configuration.docker_build import KEPT  # noqa: PLC0415 - as above

    build = docker.get("build") or {}
    section.enabled, section.base_image, section.base_dockerfile = True, docker.get("image"), build.get("dockerfile")
    if build.get("context"):
        section.build_context = DockerBuildContext("storageaccount", KEPT + build["context"], build["dockerfile_path"])
