"""Which kinds of compute targets there are.

Other packages add theirs through the entry point group ``jupyterlab_aml.compute``: the name is the type, the object a
:class:`~jupyterlab_aml.compute.kinds.ComputeKind`, which names both the settings and the driver.
"""

import warnings
from typing import TYPE_CHECKING

from jupyterlab_aml.compute.base import ComputeDriver
from jupyterlab_aml.compute.kinds import ComputeKind
from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.training.source import did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

GROUP = "jupyterlab_aml.compute"
_ROOM = "jupyterlab_aml.compute."
_BUILT_IN = {
    kind.type: kind
    for kind in [
        ComputeKind(
            type="local",
            title="This machine",
            description="Runs execute as processes on the machine of the workspace.",
            action="create",
            settings_at=_ROOM + "settings:LocalSettings",
            driver_at=_ROOM + "local:LocalDriver",
        )
    ]
}


def kinds() -> dict[str, ComputeKind]:
    """Return all kinds, by type. One that cannot be loaded is left out, with a warning."""
    found = dict(_BUILT_IN)
    for entry in _installed():
        if entry.name not in found:
            try:
                found[entry.name] = _load(entry)
            except NotFoundError as error:
                warnings.warn(str(error), RuntimeWarning, stacklevel=2)
    return found


def find_kind(name: str) -> ComputeKind:
    """Return the kind of this type.

    Raises
    ------
    NotFoundError
        No installed package has it, or that package cannot be loaded.
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    installed = _installed()
    if name in installed.names:
        return _load(installed[name])
    known = sorted({*_BUILT_IN, *installed.names})
    raise NotFoundError(f"There is no kind of compute target {name!r}.", did_you_mean(name, known), known=known)


def make_driver(kind: str, paths: WorkspacePaths) -> ComputeDriver:
    """Return a driver for targets of type ``kind``.

    Raises
    ------
    NotFoundError
        No installed package drives this type, or that package cannot be loaded.
    """
    found = find_kind(kind)
    try:
        return found.make_driver(paths)
    except (ImportError, AttributeError) as error:
        raise NotFoundError(f"The driver of compute targets of type {kind!r} cannot be loaded: {error}.", "Mend or reinstall its package.") from error


def _installed() -> "EntryPoints":
    from importlib.metadata import entry_points  # noqa: PLC0415 - half the agent's start, and only other packages' kinds need it

    return entry_points(group=GROUP)


def _load(entry: "EntryPoint") -> ComputeKind:
    try:
        kind = entry.load()
    except Exception as error:  # whatever a foreign package raises must not take the other kinds away
        raise NotFoundError(f"The kind of compute target {entry.name!r} cannot be loaded: {error}.", "Mend or reinstall its package.") from error
    if not isinstance(kind, ComputeKind) or kind.type != entry.name:
        raise NotFoundError(f"{entry.value!r} is not the kind of compute target {entry.name!r}.", "Its package does not fit this version.")
    return kind
