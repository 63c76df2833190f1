"""The compute target that is meant where a submission does not say it."""

from typing import TYPE_CHECKING

from jupyterlab_aml.runner.defaults import choose_default, read_default

from .locate import LOCAL

if TYPE_CHECKING:
    from .workspace import Workspace

_KEY, _WHAT = "compute", "compute target"


def default_compute(workspace: "Workspace") -> str:
    """Return the name of the compute target of runs that name none: ``local`` until another was chosen. It may be gone.

    Raises
    ------
    WorkspaceError
        ``defaults.json`` is damaged.
    """
    return read_default(workspace.paths, _KEY, LOCAL, _WHAT)


def choose_default_compute(workspace: "Workspace", name: str) -> None:
    """Make a compute target the default."""
    choose_default(workspace.paths, _KEY, name, _WHAT)
