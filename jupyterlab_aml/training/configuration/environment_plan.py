"""From an environment to what a run of it is told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.conda_map import map_conda
from jupyterlab_aml.training.uri_secrets import check_package_lines

from .docker_build import IMAGES, plan_build
from .plan import ANY, EnvironmentPlan

if TYPE_CHECKING:
    from .conda_dependencies import CondaDependencies
    from .environment import Environment

CURATED = "AzureML-"
"""How the names of Azure's own environments begin."""
CURATED_ID = "azureml://registries/azureml/environments/"
"""How their ids begin."""


def plan_environment(environment: "Environment", folder: str = "", started: Mapping[str, Any] | None = None) -> EnvironmentPlan:
    """Return what a run is told of its environment.

    Parameters
    ----------
    environment : Environment
        The description.
    folder : str
        Where relative paths of files begin.
    started : Mapping, optional
        How containers are started, where the environment does not say it.

    Raises
    ------
    UserError
        Settings conflict, a conda package cannot be understood, or a URI holds a password.
    """
    python = environment.python
    packages = python.dependencies(folder)
    lines = [*packages.conda_channels, *packages.conda_packages, *packages.pip_options, *packages.pip_packages]
    check_package_lines(lines, f"The environment {environment.name!r}")
    _check_conflicts(environment, packages)
    in_container = environment.docker.enabled or bool((started or {}).get("use_docker"))
    docker = _docker(environment, started or {}, folder) if in_container else None
    taken_as_it_is = python.user_managed_dependencies or python.base_conda_environment
    mapped = map_conda([] if taken_as_it_is else packages.as_dict()["dependencies"], list(packages.conda_channels))
    warnings = [*mapped.warnings, *_not_here(environment, in_container=in_container, has_image=docker is not None)]
    interpreter = None if python.interpreter_path in ANY else python.interpreter_path
    wanted = {
        "python_version": mapped.python_version,
        "requirements": mapped.requirements,
        "pip_options": mapped.pip_options,
        "conda": mapped.rest,
        "conda_environment": python.base_conda_environment,
        "docker": docker,
    }
    curated = _curated(environment)
    asks = any(wanted.values())
    if curated and mapped.requirements:
        warnings.append(f"The packages of {curated}, an environment of Azure's own, are not known here: the run has only those that were added.")
    elif curated and not asks:
        warnings.append(f"{curated} is an environment of Azure's own: the run has the packages of the interpreter it was submitted from.")
    spec = {"name": environment.name, "version": environment.version, **wanted} if asks or environment.version else None
    return EnvironmentPlan(spec, interpreter, environment.environment_variables, tuple(warnings))


def _curated(environment: "Environment") -> str | None:
    """Return which of Azure's own environments it is, or is a clone of."""
    origin = environment.asset_id or ""
    if origin.startswith(CURATED_ID):
        return origin[len(CURATED_ID) :]
    return environment.name if environment.name.startswith(CURATED) else None


def _check_conflicts(environment: "Environment", packages: "CondaDependencies") -> None:
    python, problems = environment.python, []
    # The SDK writes these into every file, also where it installs nothing.
    asked = [each for each in [*packages.conda_packages, *packages.pip_packages] if not each.startswith(("python=", "azureml-"))]
    named = python.interpreter_path not in ANY
    if python.user_managed_dependencies and asked:
        problems.append(
            "environment.python.user_managed_dependencies is true, so nothing is installed, but environment.python.conda_dependencies "
            f"asks for {', '.join(asked[:5])}"
        )
    if python.base_conda_environment and asked:
        problems.append(
            f"environment.python.base_conda_environment is {python.base_conda_environment!r}, which is taken as it is, but "
            f"environment.python.conda_dependencies asks for {', '.join(asked[:5])}"
        )
    if named and python.base_conda_environment:
        problems.append(
            f"environment.python.interpreter_path is {python.interpreter_path!r}, but environment.python.base_conda_environment is "
            f"{python.base_conda_environment!r}"
        )
    if problems:
        raise UserError(
            f"Settings of the environment {environment.name!r} conflict: {'; '.join(problems)}.", "Keep one of them.", field="environment"
        )


def _docker(environment: "Environment", started: Mapping[str, Any], folder: str) -> dict[str, Any] | None:
    section = environment.docker
    build = plan_build(section, environment.name, folder)
    if not section.base_image and not build:
        return None
    return {
        "image": section.base_image,
        "build": build,
        "registry": section.base_image_registry.address,
        "arguments": [*section.arguments, *started.get("arguments", ())],
        "shm_size": section.shm_size or started.get("shm_size"),
        "shared_volumes": section.shared_volumes and started.get("shared_volumes", True),
        "gpu": section.gpu_support,
    }


def _not_here(environment: "Environment", *, in_container: bool, has_image: bool) -> list[str]:
    """Say what is kept without an effect."""
    section, found = environment.docker, []
    given = [name for name in IMAGES if getattr(section, name)]
    if not in_container:
        found = [f"environment.docker.{name} has no effect: environment.docker.enabled is false." for name in given]
    elif section.build_context and not has_image:
        found.append(
            f"environment.docker.build_context has no effect: it is of the type {section.build_context.location_type!r}, which is not fetched here. "
            "Give a folder of this machine, by DockerBuildContext.from_local_directory."
        )
    elif not given:
        found.append("Docker is enabled, but environment.docker.base_image names no image: the run has the Python environment of the machine.")
    if section.base_image_registry.password:
        found.append("environment.docker.base_image_registry.password is not sent along: log in to the registry with docker or podman.")
    if environment.r is not None:
        found.append("environment.r has no effect: R packages are not installed.")
    return found
