"""Environments from files and into files."""

import json
import os
from typing import TYPE_CHECKING, TypeVar

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.training.source import did_you_mean

from .conda_dependencies import CondaDependencies

if TYPE_CHECKING:
    from .environment import Environment

_Environment = TypeVar("_Environment", bound="Environment")
DEFINITION, CONDA = "azureml_environment.json", "conda_dependencies.yml"
Path = str | os.PathLike[str]


def from_conda(environment: _Environment, path: Path) -> _Environment:
    """Give an environment the packages of a conda file."""
    environment.python.conda_dependencies = CondaDependencies(os.path.expanduser(os.fspath(path)))
    return environment


def from_pip(environment: _Environment, path: Path) -> _Environment:
    """Give an environment the packages and options of a requirements file."""
    packages = environment.python.conda_dependencies
    lines = _requirements(os.path.expanduser(os.fspath(path)))
    for line in lines:
        if line.startswith("-"):
            packages.set_pip_option(line)
    asked = [line for line in lines if not line.startswith("-")]
    for line in asked:
        packages.remove_pip_package(line)
    # All at once: several lines about one package hold together, or each under its own marker.
    packages.set_pip_requirements([*packages.pip_packages, *asked])
    return environment


def from_either(environment: _Environment, conda: Path | None, pip: Path | None) -> _Environment:
    """Give an environment the packages of the one file that is given, if any."""
    if conda is not None and pip is not None:
        raise UserError("Both conda_specification and pip_requirements are given.", "Give one of them; a conda file may have a pip part.")
    if conda is not None:
        return from_conda(environment, conda)
    return environment if pip is None else from_pip(environment, pip)


def save(environment: "Environment", path: Path, *, overwrite: bool) -> None:
    """Write an environment into a folder."""
    folder = os.path.expanduser(os.fspath(path))
    if os.path.exists(folder) and not overwrite:
        raise ConflictError(f"{folder!r} exists.", "Write overwrite=True, or give another folder.")
    os.makedirs(folder, exist_ok=True)
    content = environment.to_dict()
    packages = environment.python.dependencies()
    content["python"] = {**content["python"], "condaDependencies": packages.as_dict(), "condaDependenciesFile": None}
    with open(os.path.join(folder, DEFINITION), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=4)
    packages.save(os.path.join(folder, CONDA))


def load(kind: type[_Environment], path: Path) -> _Environment:
    """Return the environment of a folder; the packages are those of the conda file, which people edit."""
    folder = os.path.expanduser(os.fspath(path))
    where = os.path.join(folder, DEFINITION)
    try:
        with open(where, encoding="utf-8") as file:
            values = json.load(file)
    except (FileNotFoundError, NotADirectoryError):
        parent = os.path.dirname(os.path.abspath(folder))
        there = [name for name in os.listdir(parent) if os.path.isfile(os.path.join(parent, name, DEFINITION))] if os.path.isdir(parent) else []
        raise NotFoundError(f"There is no {DEFINITION} in {folder!r}.", did_you_mean(os.path.basename(folder), there)) from None
    except (OSError, ValueError) as error:
        raise UserError(f"{where!r} cannot be read as JSON: {error}.") from None
    environment = kind.from_dict(values, where)
    conda = os.path.join(folder, CONDA)
    if os.path.isfile(conda):
        environment.python.conda_dependencies = CondaDependencies(conda)
    return environment


def _requirements(path: str, above: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of a requirements file without comments, with those of the files it includes."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read().replace("\\\n", "")
    except FileNotFoundError:
        folder = os.path.dirname(os.path.abspath(path))
        there = [each for each in os.listdir(folder) if each.endswith((".txt", ".in"))] if os.path.isdir(folder) else []
        raise NotFoundError(f"There is no requirements file {path!r}.", did_you_mean(os.path.basename(path), there)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path!r} cannot be read as a requirements file: {error}.") from None
    found: list[str] = []
    for line in text.splitlines():
        words = line.split(" #", 1)[0].strip()
        if not words or words.startswith("#"):
            continue
        included = next((words[len(flag) :].strip(" =") for flag in ("-r ", "--requirement ", "--requirement=") if words.startswith(flag)), None)
        if included is None:
            found.append(words)
            continue
        other = os.path.normpath(os.path.join(os.path.dirname(path), included))
        if other in (*above, path):
            raise UserError(f"The requirements file {path!r} includes itself.")
        found += _requirements(other, (*above, path))
    return found
