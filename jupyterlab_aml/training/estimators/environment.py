"""The environment that an estimator asks for."""

import os
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.checks import check_environment_variables
from jupyterlab_aml.training.configuration import environment_files
from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.environment import Environment

from .framework import Packages, packages_of
from .settings import Settings
from .versions import Framework


def environment_of(estimator: str, framework: Framework | None, folder: str, given: Settings) -> tuple[Environment, Packages]:
    """Return the environment and what the framework has brought into it.

    Parameters
    ----------
    estimator : str
        The name of its class.
    framework : Framework or None
        What it is an estimator of.
    folder : str
        The source folder, where relative paths of files begin.
    given : Settings
        What the estimator was given.

    Raises
    ------
    UserError
        A file cannot be read, a package is given twice, or a version is not supported.
    NotFoundError
        A file is not there.
    """
    variables = check_environment_variables(given.environment_variables)
    if given.environment_definition is not None:
        if not isinstance(given.environment_definition, Environment):
            raise UserError(f"environment_definition is a {type(given.environment_definition).__name__}; an Environment is needed.")
        environment = given.environment_definition.copied()
        packages = Packages(environment.name, warnings=_unheeded(given))
    else:
        packages = _framework_packages(estimator, framework, given, variables)
        environment = Environment(packages.name)
        environment.python.user_managed_dependencies = given.user_managed
        environment.python.conda_dependencies = _dependencies(folder, given, packages)
        _set_image(environment, given)
    if given.shm_size:
        environment.docker.shm_size = given.shm_size
    environment.environment_variables = {**environment.environment_variables, **variables}
    return environment, packages


def _framework_packages(estimator: str, framework: Framework | None, given: Settings, variables: dict[str, str]) -> Packages:
    if framework is None:
        return Packages(estimator)
    if given.user_managed or given.conda_file:
        return Packages(estimator, warnings=_unheeded(given))
    return packages_of(framework, given.framework_version, gpu=given.use_gpu, variables=variables)


def _unheeded(given: Settings) -> tuple[str, ...]:
    if given.framework_version is None:
        return ()
    source = "environment_definition" if given.environment_definition is not None else "user_managed" if given.user_managed else "the conda file"
    return (f"framework_version={given.framework_version!r} has no effect: {source} says what the run has.",)


def _dependencies(folder: str, given: Settings, packages: Packages) -> CondaDependencies:
    found = CondaDependencies(_path(folder, given.conda_file)) if given.conda_file else CondaDependencies()
    for requirement in packages.accepted:
        found.add_pip_package(requirement)
    framework = list(found.pip_packages)
    for package in given.conda_packages or ():
        found.add_conda_package(package)
    for package in given.pip_packages or ():
        found.add_pip_package(package)
    if given.pip_file:
        holder = Environment("file")
        holder.python.conda_dependencies = found
        environment_files.from_pip(holder, _path(folder, given.pip_file))
        found = holder.python.conda_dependencies
    replaced = [each for each in framework if each not in list(found.pip_packages)]
    if given.framework_version and replaced:
        raise UserError(
            f"framework_version={given.framework_version!r} stands for {replaced[0]}, but the packages name another version.",
            "Leave one of them out.",
            field="framework_version",
        )
    for option in packages.options:
        found.set_pip_option(option)
    return found


def _path(folder: str, file: Any) -> str:
    return os.path.join(folder, os.path.expanduser(os.fspath(file)))


def _set_image(environment: Environment, given: Settings) -> None:
    """Ask for a container only where an image is named: ``use_docker`` is true by default, and the default images are Azure's."""
    if given.image is None:
        return
    environment.docker.enabled = True
    environment.docker.base_image = given.image
    environment.docker.gpu_support = given.use_gpu
    if given.image_registry_details is not None:
        environment.docker.base_image_registry = given.image_registry_details
