"""Which driver serves which type of compute target.

Other packages add theirs through the entry point group ``jupyterlab_aml.compute``: the name is the type, the object is called
with the workspace paths.
"""

from collections.abc import Callable

from jupyterlab_aml.compute.base import ComputeDriver
from jupyterlab_aml.compute.local import LocalDriver
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.paths import WorkspacePaths

GROUP = "jupyterlab_aml.compute"
_BUILT_IN: dict[str, Callable[[WorkspacePaths], ComputeDriver]] = {"local": LocalDriver}


def make_driver(kind: str, paths: WorkspacePaths) -> ComputeDriver:
    """Return a driver for targets of type ``kind``.

    Raises
    ------
    NotFoundError
        No installed package drives this type.
    """
    make = _BUILT_IN.get(kind) or _installed(kind)
    return make(paths)


def _installed(kind: str) -> Callable[[WorkspacePaths], ComputeDriver]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - half the agent's start, and only other packages' drivers need it

    found = entry_points(group=GROUP)
    if kind not in found.names:
        known = ", ".join(sorted({*_BUILT_IN, *found.names}))
        raise NotFoundError(f"no driver for compute targets of type {kind!r}; there is one for: {known}.")
    make: Callable[[WorkspacePaths], ComputeDriver] = found[kind].load()
    return make
