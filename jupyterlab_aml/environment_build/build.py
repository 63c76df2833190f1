"""Make an environment, or wait for somebody else who makes it, until it is ready."""

import os
import re
import time
from contextlib import contextmanager
from typing import Any, Iterator, List, Mapping, NamedTuple, Set

from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import Json

from . import conda
from .cache import EnvironmentCache, digest, spec_key
from .disk import taken
from .pythons import find_python
from .resolve import Resolved, install, resolve
from .uv import BuildError, Uv

WAITING = "Another run is {}: waiting for it."


class Report:
    """Gets told how a build goes."""

    def line(self, text: str) -> None:
        """Take a line for the log."""

    def progress(self, done: int, total: int) -> None:
        """Take how many packages are there of how many, or steps are done."""


class Built(NamedTuple):
    """A finished environment."""

    key: str
    python: str
    packages: List[str]
    warnings: List[str]


def build(environment: Json, python: str, env: Mapping[str, str], report: Report) -> Built:
    """Return the finished environment for a description, built if nobody has built it yet.

    Parameters
    ----------
    environment : dict
        As ``docs/run-folder.md`` describes it.
    python : str
        The interpreter for one that names no version.
    env : Mapping
        The variables that uv and conda get.

    Raises
    ------
    BuildError
        It cannot be made; the text begins with what the resolver says. Nothing is left behind.
    """
    cache = EnvironmentCache()
    spec = spec_key(environment, python)
    uv = Uv(env, cache.folder, report.line)
    with resolving(cache, spec, report):
        resolution = cache.resolution(spec)
        if resolution is None or not (resolution["python"] is None or os.access(resolution["python"], os.X_OK)):
            resolution = resolved(environment, python, uv, report)
            cache.keep_resolution(spec, resolution)
            faults.step("environment.resolved")
    return made(cache, environment, resolution, uv, report)


@contextmanager
def resolving(cache: EnvironmentCache, spec: str, report: Report) -> Iterator[None]:
    """Be the only one who changes what a description comes to."""
    with cache.making(spec, lambda: report.line(WAITING.format("resolving this environment"))):
        yield


def resolved(environment: Json, python: str, uv: Uv, report: Report, anew: bool = False) -> Json:
    """Return what a description comes to now; ``anew`` does without what uv remembers of indexes.

    Raises
    ------
    BuildError
        It comes to nothing.
    """
    found: Json = {"t": time.time(), "name": environment.get("name"), "warnings": []}
    if environment.get("conda"):
        key = {"conda": spec_key(environment, python), "t": found["t"]} if anew else {"conda": spec_key(environment, python)}
        found.update(python=None, version=None, requirements=list(environment["requirements"]), key=digest(key))
        return found
    base = find_python(uv, environment.get("python_version"), python)
    report.line("Python {} ({})".format(base.version, base.path))
    packages, options = resolve(uv, environment, base.path, anew) if environment["requirements"] else Resolved([], [])
    key = {"requirements": sorted(packages), "python": base.version, "pip_options": options}
    found.update(python=base.path, version=base.version, requirements=packages, pip_options=options, key=digest(key))
    found["warnings"] = [base.warning] if base.warning else []
    return found


def made(cache: EnvironmentCache, environment: Json, resolution: Json, uv: Uv, report: Report) -> Built:
    """Return the finished environment for what a description came to, made if nobody has made it yet.

    Raises
    ------
    BuildError
        It cannot be made. Nothing is left behind.
    """
    key = str(resolution["key"])
    with cache.making(key, lambda: report.line(WAITING.format("building this environment"))) as lock:
        if cache.ready(key) is None:
            cache.clear(key)
            try:
                _make(cache, key, environment, resolution, uv, report, lock)
            except BaseException:
                cache.clear(key)
                raise
    return Built(key, cache.python(key), resolution["requirements"], resolution["warnings"])


def _make(cache: EnvironmentCache, key: str, environment: Json, resolution: Json, uv: Uv, report: Report, lock: int) -> None:
    began = time.monotonic()
    folder = cache.path(key, "env")
    os.makedirs(os.path.dirname(folder))
    packages = resolution["requirements"]
    counted = Counted(report, len(packages))
    uv.tell = counted.line
    if environment.get("conda"):
        tool = conda.find_tool(uv.env)
        if tool is None:
            unmapped = ", ".join(environment["conda"].get("unmapped") or environment["conda"]["packages"])
            raise BuildError("only conda can install {}, and neither conda, mamba nor micromamba is on PATH here".format(unmapped))
        conda.create(tool, environment, folder, uv.env, report.line, lock)
    else:
        uv.run(["venv", "--quiet", "--no-project", "--python", resolution["python"], folder], [lock])
    faults.step("environment.created")
    if packages:
        options: List[str] = resolution.get("pip_options", environment.get("pip_options")) or []
        install(uv, options, packages, cache.python(key), lock, keep=bool(environment.get("conda")))
    faults.step("environment.installed")
    size = taken(folder)
    seconds = round(time.monotonic() - began, 3)
    facts: Any = {"t": time.time(), "seconds": seconds, "size_bytes": size.all_bytes, "requirements": packages, "name": environment.get("name")}
    cache.mark_ready(key, facts)
    report.line("Built in {:.1f} s: {}".format(seconds, folder))


class Counted:
    """Counts packages in what uv prints.

    It names only the large ones and those that have to be built: all at the beginning, and each when it is there. The others have come by then.
    """

    def __init__(self, report: Report, total: int) -> None:
        self.report = report
        self.total = total
        self.done = 0
        self._under_way: Set[str] = set()
        report.progress(0, total)

    def line(self, text: str) -> None:
        """Take a line that uv printed."""
        self.report.line(text)
        word, _, rest = text.strip().partition(" ")
        name = re.split("[ =]", rest)[0]
        if word in ("Downloading", "Building"):
            self._under_way.add(name)
        elif word in ("Downloaded", "Built"):
            self._under_way.discard(name)
            self._tell(max(self.done, min(self.total - len(self._under_way), self.total - 1)))
        elif word == "Installed":
            self._tell(self.total)

    def _tell(self, done: int) -> None:
        self.done = done
        self.report.progress(done, self.total)
