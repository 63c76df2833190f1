"""Resolve a description anew, make what it comes to now, and tell what changed. What it came to before stays built: runs use it."""

import os
import re
from typing import Dict, List, Mapping, NamedTuple, Optional

from jupyterlab_aml.runfiles.files import Json, names

from .build import Built, Report, made, resolved, resolving
from .cache import EnvironmentCache, spec_key
from .uv import Uv

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:===?|@)\s*([^;]+)")
PYTHON = "python"


class Change(NamedTuple):
    """A package, or ``python``, that is another one now; None where there is none."""

    package: str
    before: Optional[str]
    after: Optional[str]


class Upgraded(NamedTuple):
    """A finished environment, and what is other in it; None if it is not known what there was before."""

    built: Built
    changes: Optional[List[Change]]


def upgrade(environment: Json, python: str, env: Mapping[str, str], report: Report) -> Upgraded:
    """Return the finished environment that a description comes to now, which from now on it stands for on this machine.

    Parameters are those of :func:`build`.

    Raises
    ------
    BuildError
        It cannot be resolved or made, or no index answers. The description stands for what it stood for before.
    """
    cache = EnvironmentCache()
    spec = spec_key(environment, python)
    uv = Uv(env, cache.folder, report.line)
    with resolving(cache, spec, report):
        before = cache.resolution(spec)
        had = None if before is None else _packages(cache, environment, before)
        after = resolved(environment, python, uv, report, anew=True)
        built = made(cache, environment, after, uv, report)
        changes = None if had is None else _changes(had, _packages(cache, environment, after) or {})
        if environment.get("conda") and before is not None and changes == []:
            cache.remove(built.key)  # conda has no words for what it will install: it had to be made to be known
            return Upgraded(made(cache, environment, before, uv, report), changes)
        cache.keep_resolution(spec, after)
    return Upgraded(built, changes)


def in_words(changes: Optional[List[Change]]) -> List[str]:
    """Return a line for each change, and one that says it if there is none."""
    if changes is None:
        return ["Resolved here for the first time, or what there was has gone: nothing to compare with."]
    if not changes:
        return ["Nothing changed: it comes to the same packages as before."]
    lines = ["{} {} -> {}".format(each.package, each.before or "(not there)", each.after or "(not there)") for each in changes]
    return ["Changed:"] + ["  " + line for line in lines]


def _packages(cache: EnvironmentCache, environment: Json, resolution: Json) -> Optional[Dict[str, str]]:
    """Return the version of each package; None if they can no longer be known."""
    if environment.get("conda"):
        return _installed(cache.path(str(resolution["key"]), "env")) if cache.ready(str(resolution["key"])) else None
    found = {PYTHON: str(resolution["version"])}
    for line in resolution["requirements"]:
        match = _REQUIREMENT.match(line)
        if match:
            found[_plain(match.group(1))] = match.group(2).strip()
    return found


def _installed(prefix: str) -> Dict[str, str]:
    """Return what conda and, for the rest, pip say of a folder: both name a file or folder for each package."""
    found: Dict[str, str] = {}
    for name in names(os.path.join(prefix, "conda-meta")):
        parts = name[: -len(".json")].rsplit("-", 2)
        if name.endswith(".json") and len(parts) == 3:
            found[_plain(parts[0])] = parts[1]
    for python in names(os.path.join(prefix, "lib")):
        for name in names(os.path.join(prefix, "lib", python, "site-packages")) if python.startswith("python") else ():
            package, _, version = name[: -len(".dist-info")].partition("-")
            if name.endswith(".dist-info"):
                found.setdefault(_plain(package), version)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _changes(before: Dict[str, str], after: Dict[str, str]) -> List[Change]:
    other = [name for name in set(before) | set(after) if before.get(name) != after.get(name)]
    return [Change(name, before.get(name), after.get(name)) for name in sorted(other, key=lambda name: (name != PYTHON, name))]
