"""Whether the interpreter that submits has what an environment asks for, so that none has to be built."""

import importlib.metadata
import sys
from collections.abc import Iterable, Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet


def versions_here(requirements: Iterable[str]) -> list[str] | None:
    """Return what this interpreter has for each requirement, as ``"scikit-learn 1.9.1"``; None if it lacks one.

    A requirement that names a file or an address is taken as lacking: nothing says what was installed from there.
    """
    found: dict[str, None] = {}
    for line in requirements:
        try:
            installed = list(_installed(Requirement(line)))
        except (InvalidRequirement, LookupError, importlib.metadata.PackageNotFoundError):
            return None
        found.update(dict.fromkeys(installed))
    return list(found)


def version_here(package: str) -> str | None:
    """Return the version of a package that this interpreter has; None if it lacks it."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def is_python_here(request: str | None) -> bool:
    """Whether this interpreter is of the version that an environment asks for, such as ``3.11`` or ``>=3.9,<3.12``."""
    if request is None:
        return True
    specifier = request if request[:1] in "<>=!~" else f"=={request}" + (".*" if request.count(".") < 2 else "")
    return SpecifierSet(specifier).contains(".".join(map(str, sys.version_info[:3])))


def _installed(requirement: Requirement, extra: str = "") -> Iterator[str]:
    """Yield what satisfies a requirement, and what its extras stand for; raise LookupError where something does not."""
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
        return
    distribution = importlib.metadata.distribution(requirement.name)
    if requirement.url or not requirement.specifier.contains(distribution.version, prereleases=True):
        raise LookupError(requirement.name)
    if not extra:
        yield f"{requirement.name} {distribution.version}"
    known = distribution.metadata.get_all("Provides-Extra") or ()
    for name in requirement.extras:
        if name not in known:
            raise LookupError(name)
        for line in distribution.requires or ():
            dependency = Requirement(line)
            if dependency.marker is not None and not dependency.marker.evaluate({"extra": ""}):  # one of an extra, perhaps of this
                yield from _installed(dependency, name)
