"""CondaDependencies: the packages of an environment, as a conda file lists them."""

import copy
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jupyterlab_aml.errors import UserError

from .conda_file import checked_structure, read_conda_file, text, texts
from .yaml_text import to_yaml

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PYTHON = re.compile(r"python(?![A-Za-z0-9._-])")
_VERSION = re.compile(r"\s*[<>=!~]{0,2}\s*\d")
_INDEX = ("--index-url", "-i")


class CondaDependencies:
    """The packages of an environment: those of conda, those of pip, the version of Python.

    What is not known of a conda file is kept.

    Parameters
    ----------
    conda_dependencies_file_path : str or path, optional
        A conda file to begin with.
    _underlying_structure : dict, optional
        What such a file holds.

    Raises
    ------
    NotFoundError
        There is no such file; the hint names the nearest.
    UserError
        It is not a conda file.

    Notes
    -----
    Source: ``azureml.core.conda_dependencies.CondaDependencies``. Without packages it is empty: the interpreter is taken as it is.
    """

    DEFAULT_NUMBER_OF_CONDA_PACKAGES = 0
    DEFAULT_NUMBER_OF_PIP_PACKAGES = 0

    def __init__(
        self, conda_dependencies_file_path: str | os.PathLike[str] | None = None, _underlying_structure: Mapping[str, Any] | None = None
    ) -> None:
        where = "the conda dependencies"
        structure: Any = _underlying_structure or {}
        if conda_dependencies_file_path is not None:
            where = os.fspath(conda_dependencies_file_path)
            structure = read_conda_file(where)
        self._structure = checked_structure(structure, where)

    @classmethod
    def create(
        cls,
        pip_indexurl: str | None = None,
        pip_packages: Iterable[str] | None = None,
        conda_packages: Iterable[str] | None = None,
        python_version: str | None = None,
        pin_sdk_version: bool = True,
    ) -> "CondaDependencies":
        """Return one with these packages; ``pin_sdk_version`` has no effect, because runs bring their own ``azureml.core``."""
        made = cls()
        if python_version is not None:
            made.set_python_version(python_version)
        for package in texts("conda_packages", conda_packages):
            made.add_conda_package(package)
        for package in texts("pip_packages", pip_packages):
            made.add_pip_package(package)
        if pip_indexurl:
            made.set_pip_index_url(pip_indexurl)
        return made

    @staticmethod
    def merge_requirements(requirements: Iterable[str]) -> list[str]:
        """Return requirements of pip with those of the same package joined: ``['a>1', 'a<3']`` is ``['a>1,<3']``."""
        merged: dict[str, list[str]] = {}
        for each in requirements:
            name = _NAME.match(each)
            head = name.group() if name else each
            rest = each[len(head) :].strip()
            merged.setdefault(head, []).extend([rest] if rest and rest not in merged.get(head, []) else [])
        return [head + ",".join(rests) for head, rests in merged.items()]

    @staticmethod
    def sdk_origin_url() -> str:
        """Return where the SDK is from: nowhere, because it is not installed."""
        return ""

    def __repr__(self) -> str:
        return f"CondaDependencies({self.as_dict()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CondaDependencies) and self.as_dict() == other.as_dict()

    __hash__ = None  # type: ignore[assignment]  # it changes

    # -- what there is

    @property
    def conda_channels(self) -> Iterable[str]:
        """Where conda looks for packages, the first first."""
        return iter(list(self._structure.get("channels", [])))

    @property
    def conda_packages(self) -> Iterable[str]:
        """The packages of conda, among them Python if it is pinned."""
        return iter([each for each in self._dependencies if isinstance(each, str)])

    @property
    def pip_packages(self) -> Iterable[str]:
        """The packages of pip."""
        return iter([each for each in self._pip if not each.startswith("-")])

    @property
    def pip_options(self) -> Iterable[str]:
        """The options of pip, such as ``--extra-index-url https://...``."""
        return iter([each for each in self._pip if each.startswith("-")])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self._dependencies or self._dependencies == [{"pip": []}]

    def get_python_version(self) -> str | None:
        """Return the version that Python is pinned to, None if it is not."""
        pin = next((each for each in self.conda_packages if _PYTHON.match(each)), None)
        return None if pin is None else pin[len("python") :].strip().lstrip("=").strip() or None

    def get_default_number_of_packages(self) -> int:
        """Return how many packages there are without being asked for: none."""
        return 0

    # -- changes

    def set_python_version(self, version: str) -> None:
        """Pin Python to a version, such as ``3.11``."""
        if not _VERSION.match(text("version", version)):
            raise UserError(f"version is {version!r}; a version of Python such as '3.11' is needed.", field="python")
        pin = f"python={version.strip()}"
        places = [place for place, each in enumerate(self._dependencies) if isinstance(each, str) and _PYTHON.match(each)]
        if places:
            self._dependencies[places[0]] = pin
        else:
            self._dependencies.insert(0, pin)

    def add_channel(self, channel: str) -> None:
        """Add a channel of conda."""
        channels = self._structure.setdefault("channels", [])
        if text("channel", channel) not in channels:
            channels.append(channel)

    def remove_channel(self, channel: str) -> None:
        """Remove a channel of conda."""
        self._structure["channels"] = [each for each in self.conda_channels if each != channel]

    def add_conda_package(self, conda_package: str) -> None:
        """Add a package of conda; the same package with another version is replaced."""
        package = text("conda_package", conda_package)
        self._replace(self._dependencies, package, len([each for each in self._dependencies if isinstance(each, str)]))

    def remove_conda_package(self, conda_package: str) -> None:
        """Remove a package of conda, whatever its version."""
        self._structure["dependencies"] = [each for each in self._dependencies if not (isinstance(each, str) and _same(each, conda_package))]

    def add_pip_package(self, pip_package: str) -> None:
        """Add a package of pip; the same package with another version is replaced."""
        self._replace(self._made_pip(), text("pip_package", pip_package))

    def remove_pip_package(self, pip_package: str) -> None:
        """Remove a package of pip, whatever its version."""
        self._keep_pip(lambda each: each.startswith("-") or not _same(each, pip_package))

    def set_pip_requirements(self, pip_requirements: Iterable[str]) -> None:
        """Take these packages of pip instead of those that there are; options stay."""
        packages = texts("pip_requirements", pip_requirements)
        self._keep_pip(lambda each: each.startswith("-"))
        self._made_pip().extend(packages)

    def set_pip_index_url(self, index_url: str) -> None:
        """Let pip look here instead of in the public index."""
        self._keep_pip(lambda each: not each.startswith(_INDEX))
        self.set_pip_option(f"--index-url {text('index_url', index_url)}")

    def set_pip_option(self, pip_option: str) -> None:
        """Add an option of pip."""
        option = text("pip_option", pip_option)
        if not option.startswith("-"):
            raise UserError(f"pip_option is {option!r}; options of pip begin with '-'.", "Packages are added by add_pip_package().")
        if option not in self._pip:
            self._made_pip().insert(len(list(self.pip_options)), option)

    def remove_pip_option(self, pip_option: str) -> None:
        """Remove an option of pip."""
        self._keep_pip(lambda each: each != pip_option and each.split(" ", 1)[0] != pip_option)

    def add_tensorflow_pip_package(self, core_type: str = "cpu", version: str | None = None) -> None:
        """Add TensorFlow from pip; since version 2 one package serves processors and GPUs."""
        self.add_pip_package("tensorflow" if version is None else f"tensorflow=={version}")

    def add_tensorflow_conda_package(self, core_type: str = "cpu", version: str | None = None) -> None:
        """Add TensorFlow from conda."""
        self.add_conda_package("tensorflow" if version is None else f"tensorflow={version}")

    def add_cntk_package(self, core_type: str = "cpu") -> None:
        """Refuse CNTK, which is made no more.

        Raises
        ------
        UserError
            Always.
        """
        raise UserError("CNTK ended in 2019 and has no package for a current Python.", "Add PyTorch or TensorFlow instead.")

    # -- files

    def as_dict(self) -> dict[str, Any]:
        """Return what a conda file would hold."""
        return copy.deepcopy(self._structure)

    def serialize_to_string(self) -> str:
        """Return the text of a conda file."""
        return to_yaml(self._structure)

    def save(self, path: str | os.PathLike[str] | None = None) -> str:
        """Write a conda file, by default ``conda_dependencies.yml`` in the current folder; return its path."""
        where = "conda_dependencies.yml" if path is None else os.fspath(path)
        with open(where, "w", encoding="utf-8") as file:
            file.write(self.serialize_to_string())
        return where

    def save_to_file(self, base_directory: str | os.PathLike[str], conda_file_path: str | None = None) -> str:
        """Write a conda file below a folder; return its path there."""
        name = conda_file_path or "conda_dependencies.yml"
        where = os.path.join(os.fspath(base_directory), name)
        os.makedirs(os.path.dirname(where) or ".", exist_ok=True)
        self.save(where)
        return name

    def copied(self) -> "CondaDependencies":
        """Return a copy that shares nothing with this one."""
        return CondaDependencies(_underlying_structure=self._structure)

    # -- the structure

    @property
    def _dependencies(self) -> list[Any]:
        found: list[Any] = self._structure["dependencies"]
        return found

    @property
    def _pip(self) -> list[str]:
        return next((each["pip"] for each in self._dependencies if isinstance(each, dict) and "pip" in each), [])

    def _made_pip(self) -> list[str]:
        if not any(isinstance(each, dict) and "pip" in each for each in self._dependencies):
            self._dependencies.append({"pip": []})
        return self._pip

    def _keep_pip(self, wanted: Callable[[str], bool]) -> None:
        pip = self._pip
        pip[:] = [each for each in pip if wanted(each)]

    @staticmethod
    def _replace(there: list[Any], package: str, place: int | None = None) -> None:
        for position, each in enumerate(there):
            if isinstance(each, str) and not each.startswith("-") and _same(each, package):
                there[position] = package
                return
        there.insert(len(there) if place is None else place, package)


def _same(one: str, other: str) -> bool:
    """Tell whether two requirements are of the same package; ``_`` and ``-`` and case make no difference."""
    names = [match.group() if (match := _NAME.match(each.rpartition("::")[2])) else each for each in (one, other)]
    first, second = (re.sub(r"[-_.]+", "-", name).lower() for name in names)
    return first == second
