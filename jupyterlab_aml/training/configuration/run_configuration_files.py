"""Run configurations as YAML files: ``.azureml/<name>.runconfig`` and where older versions of the SDK kept them."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.source import did_you_mean

from .conda_dependencies import CondaDependencies
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from .run_configuration import RunConfiguration

_Configuration = TypeVar("_Configuration", bound="RunConfiguration")
SUFFIX, PACKAGES = ".runconfig", "environment.yml"
FOLDERS = (".azureml", "aml_config")
_NAME = re.compile(r"[^/\\\0]{1,200}\Z")
Path = str | os.PathLike[str]


def save(settings: "RunConfiguration", path: Path | None, name: str | None, *, separate: bool) -> str:
    """Write a run configuration; return the path of its file."""
    file = _file_to_write(path, name)
    content = settings.to_dict()
    content["environment"]["python"] = _packages(settings, file, separate=separate)
    text = to_yaml(content)
    os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
    new = f"{file}.new"
    with open(new, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(new, file)
    return file


def load(kind: type[_Configuration], path: Path, name: str | None) -> _Configuration:
    """Read a run configuration and the file of its packages, if it names one."""
    file = find(path, name)
    try:
        with open(file, encoding="utf-8") as stream:
            values = yaml.safe_load(stream)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(
            f"{file!r} cannot be read as YAML: {' '.join(str(error).split())}.", "docs/run-configuration.md shows a whole file."
        ) from None
    settings = kind.from_dict({} if values is None else values, file)
    python = settings.environment.python
    if python.conda_dependencies_file and python.conda_dependencies.is_empty:
        python.conda_dependencies = CondaDependencies(_beside(python.conda_dependencies_file, file))
    return settings


def delete(path: Path, name: str | None) -> None:
    """Remove the file of a run configuration."""
    os.remove(find(path, name))


def find(path: Path, name: str | None = None) -> str:
    """Return the file of a run configuration.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    """
    start = os.path.expanduser(os.fspath(path))
    if name is None:
        if os.path.isfile(start):
            return start
        raise NotFoundError(f"There is no run configuration file {start!r}.", _nearest(os.path.dirname(start) or ".", os.path.basename(start)))
    for folder in _folders(start):
        for file in (name + SUFFIX, name):
            if os.path.isfile(os.path.join(folder, file)):
                return os.path.join(folder, file)
    raise NotFoundError(f"There is no run configuration {name!r} in {start!r}.", _nearest(start, name))


def _folders(start: str) -> Iterator[str]:
    yield from (os.path.join(start, folder) for folder in FOLDERS)
    yield start


def _nearest(start: str, name: str) -> str:
    there = {
        file.removesuffix(SUFFIX)
        for folder in _folders(start)
        if os.path.isdir(folder)
        for file in os.listdir(folder)
        if file.endswith(SUFFIX) or os.path.basename(folder) in FOLDERS
    }
    return did_you_mean(name.removesuffix(SUFFIX), sorted(there))


def _file_to_write(path: Path | None, name: str | None) -> str:
    start = "." if path is None else os.path.expanduser(os.fspath(path))
    if name is None:
        return start if not os.path.isdir(start) else os.path.join(start, FOLDERS[0], f"default{SUFFIX}")
    if not isinstance(name, str) or not _NAME.match(name) or name in (".", ".."):
        raise UserError(f"{name!r} cannot be the name of a run configuration.", "Use letters, digits, '-' and '_'.", field="name")
    return os.path.join(start, FOLDERS[0], name.removesuffix(SUFFIX) + SUFFIX)


def _packages(settings: "RunConfiguration", file: str, *, separate: bool) -> dict[str, Any]:
    """Return the section of the interpreter; packages that are in a file, unchanged, are left to that file."""
    python = settings.environment.python
    content = python.to_dict()
    if separate:
        python.dependencies().save_to_file(os.path.dirname(file) or ".", PACKAGES)
        return {**_without_packages(content), "condaDependenciesFile": PACKAGES}
    if python.conda_dependencies_file and _unchanged(python.conda_dependencies, python.conda_dependencies_file, file):
        return _without_packages(content)
    return {**content, "condaDependenciesFile": None if not python.conda_dependencies.is_empty else python.conda_dependencies_file}


def _without_packages(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "condaDependencies"}


def _unchanged(packages: CondaDependencies, name: str, file: str) -> bool:
    try:
        return packages.is_empty or CondaDependencies(_beside(name, file)) == packages
    except UserError:
        return False


def _beside(name: str, file: str) -> str:
    """Return where a file is that a run configuration names: beside it, or below the folder that holds ``.azureml``."""
    beside = os.path.dirname(os.path.abspath(file))
    above = os.path.dirname(beside)
    places = [os.path.join(folder, os.path.expanduser(name)) for folder in (beside, above)]
    return next((place for place in places if os.path.isfile(place)), places[0])
