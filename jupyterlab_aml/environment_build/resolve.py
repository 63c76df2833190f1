"""From a description to the exact packages it comes to on this machine. That is kept: a description is resolved once."""

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import Iterator, List, NamedTuple, Optional, Sequence

from jupyterlab_aml.runfiles.files import Json

from .explain import cached_names, explanation, unreachable
from .uv import BuildError, Tell, Uv

# Options of requirements files that uv takes as arguments only; it has no word for --prefer-binary.
_ARGUMENTS = {"--pre": ["--prerelease=allow"], "--prefer-binary": []}
_SETUPTOOLS = re.compile(r"setuptools\b(?![-_.\w])", re.IGNORECASE)
_RENAMED = {"--trusted-host": "--allow-insecure-host", "--torch-backend": "--torch-backend"}  # the latter is uv's own

_PLACES = ("--index-url", "-i ", "--extra-index-url", "--find-links", "-f ")
_TORCH_FOR_PROCESSORS = ["--torch-backend", "cpu"]
_TORCH = re.compile(r"torch==[^ ]*\+cpu\b")
_MIRROR = "; a mirror of PyTorch's own index is named by PIP_EXTRA_INDEX_URL, a folder of its wheels by PIP_FIND_LINKS"

REQUIREMENTS = ".requirements-"  # how the names of folders begin that hold a requirements file while it is needed


class Unreachable(BuildError):
    """No index answers."""


class Lines(NamedTuple):
    """What goes into a requirements file for uv, and what goes beside it."""

    options: List[str]
    arguments: List[str]


class Resolved(NamedTuple):
    """What a description comes to: a requirement for each package, and the options by which they are had."""

    packages: List[str]
    pip_options: List[str]


def option_lines(pip_options: Sequence[str]) -> Lines:
    """Sort the options of an environment into those that uv reads in a requirements file and those it takes as arguments."""
    options: List[str] = []
    arguments: List[str] = []
    for line in pip_options:
        name, _, value = line.partition("=" if line.startswith("--") and "=" in line.split()[0] else " ")
        if name in _RENAMED:
            arguments += [_RENAMED[name], value.strip()]
        elif name in _ARGUMENTS:
            arguments += _ARGUMENTS[name]
        else:
            options.append("{} {}".format(name, value.strip()).strip())
    return Lines(options, arguments)


def resolve(uv: Uv, environment: Json, python: str, anew: bool = False) -> Resolved:
    """Return the exact packages; ``anew`` asks the indexes, whatever uv remembers of them.

    Raises
    ------
    BuildError
        There is no solution, a package does not exist, or no index answers and uv's cache does not suffice.
    """
    requirements, options = list(environment["requirements"]), list(environment.get("pip_options") or ())
    others = [line for line in options if re.split("[ =]+", line) != _TORCH_FOR_PROCESSORS]
    if others != options and (uv.names_places or any(line.startswith(_PLACES) for line in others)):
        # uv looks for it at PyTorch's own index only; where a mirror or a folder is named, that may not be reached.
        said: List[str] = []
        try:
            packages = _compiled(uv, requirements, others, python, anew, said.append)
        except BuildError:
            packages = []
        if any(_TORCH.match(line) for line in packages):
            for line in said:
                uv.tell(line)
            return Resolved(packages, others)
    return Resolved(_compiled(uv, requirements, options, python, anew, uv.tell), options)


def _compiled(uv: Uv, requirements: List[str], pip_options: List[str], python: str, anew: bool, tell: Tell) -> List[str]:
    lines = option_lines(pip_options)
    with requirements_file(uv.folder, lines.options + requirements) as path:
        resolved = path + ".resolved"
        command = ["pip", "compile", path, "--python", python, "--no-header", "--no-annotate", "--output-file", resolved]
        command += for_builds(path, requirements) + lines.arguments + uv.index_arguments
        if anew:
            _explained(uv, command + ["--refresh"], tell=tell)
        else:
            _with_what_is_here(uv, command, tell)
        with open(resolved, encoding="utf-8") as file:
            return [line.strip() for line in file if line.strip() and not line.startswith(("#", "-"))]


def install(uv: Uv, pip_options: Sequence[str], packages: Sequence[str], python: str, lock: int, keep: bool = False) -> None:
    """Put the packages into an environment; ``keep`` leaves what is in it. uv's cache alone is tried first: that takes no network and is faster.

    Raises
    ------
    BuildError
        One cannot be had or built.
    """
    lines = option_lines(pip_options)
    with requirements_file(uv.folder, lines.options + list(packages)) as path:
        verb = ["install", "--requirement", path] if keep else ["sync", "--allow-empty-requirements", path]
        command = ["pip"] + verb + ["--python", python] + for_builds(path, packages) + lines.arguments + uv.index_arguments
        said: List[str] = []
        try:
            uv.run(command + ["--offline"], [lock], said.append)
        except BuildError:
            _explained(uv, command, [lock])
            return
        for line in said:
            uv.tell(line)


@contextmanager
def requirements_file(folder: str, lines: Sequence[str]) -> Iterator[str]:
    """Give the path of a requirements file for as long as it is needed. It is private: its lines may hold passwords of indexes."""
    private = tempfile.mkdtemp(prefix=REQUIREMENTS, dir=folder)
    try:
        path = os.path.join(private, "requirements.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))
        yield path
    finally:
        shutil.rmtree(private, ignore_errors=True)


def for_builds(beside: str, requirements: Sequence[str]) -> List[str]:
    """Return arguments by which what is asked of setuptools holds where packages are built, too: old ones need an old one."""
    wanted = [line for line in requirements if _SETUPTOOLS.match(line)]
    if not wanted:
        return []
    path = beside + ".build"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(wanted) + "\n")
    return ["--build-constraints", path]


def _with_what_is_here(uv: Uv, command: List[str], tell: Tell) -> None:
    try:
        _explained(uv, command, tell=tell)
    except Unreachable:
        tell("No index answers: looking at what uv has fetched before.")
        try:
            uv.run(command + ["--offline"], tell=tell)
            return
        except BuildError:
            pass
        raise


def _explained(uv: Uv, command: List[str], held: Sequence[int] = (), tell: Optional[Tell] = None) -> None:
    try:
        uv.run(command, held, tell)
    except BuildError as error:
        printed = str(error)
        text = explanation(printed, cached_names(uv.cache))
        if not unreachable(printed):
            raise BuildError(text)
        raise Unreachable(text + _MIRROR if "--torch-backend" in command else text)
