"""What is meant where a submission does not say it: ``defaults.json``."""

from typing import TYPE_CHECKING

from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, dumps, read_json, replace
from jupyterlab_aml.runner.storage import storing

from .locate import LOCAL

if TYPE_CHECKING:
    from .workspace import Workspace


def default_compute(workspace: "Workspace") -> str:
    """Return the name of the compute target of runs that name none: ``local`` until another was chosen. It may be gone.

    Raises
    ------
    WorkspaceError
        ``defaults.json`` is damaged.
    """
    try:
        chosen = (read_json(workspace.paths.defaults) or {}).get("compute", LOCAL)
        problem = "" if isinstance(chosen, str) else f"compute is {chosen!r} in defaults.json"
    except Damaged as error:
        problem = str(error)
    if problem:
        raise WorkspaceError(f"The default compute target is not known: {problem}.", "Choose it again: `aml compute set-default local`.")
    return str(chosen)


def choose_default_compute(workspace: "Workspace", name: str) -> None:
    """Make a compute target the default."""
    try:
        others = read_json(workspace.paths.defaults) or {}
    except Damaged:
        others = {}
    with storing("The default compute target cannot be written"):
        replace(workspace.paths.defaults, dumps({**others, "compute": name}))
