"""What is meant where nobody says it: ``defaults.json`` of a workspace."""

from ..errors import WorkspaceError
from ..runfiles.files import Damaged, dumps, read_json, replace
from ..runfiles.paths import WorkspacePaths
from .storage import storing


def read_default(paths: WorkspacePaths, key: str, otherwise: str, what: str) -> str:
    """Return the chosen name, ``otherwise`` until one was chosen. What it names may be gone.

    Parameters
    ----------
    key : str
        Of the file.
    what : str
        What it is, in words.

    Raises
    ------
    WorkspaceError
        The file is damaged.
    """
    try:
        chosen = (read_json(paths.defaults) or {}).get(key, otherwise)
        problem = "" if isinstance(chosen, str) else "{} is {!r} in defaults.json".format(key, chosen)
    except Damaged as error:
        problem = str(error)
    if problem:
        mend = "Choose it again: `aml {} set-default {}`.".format("compute" if key == "compute" else key + "s", otherwise)
        raise WorkspaceError("The default {} is not known: {}.".format(what, problem), mend)
    return str(chosen)


def choose_default(paths: WorkspacePaths, key: str, name: str, what: str) -> None:
    """Choose a name; the other choices stay, but for those of a damaged file."""
    try:
        others = read_json(paths.defaults) or {}
    except Damaged:
        others = {}
    with storing("The default {} cannot be written".format(what)):
        replace(paths.defaults, dumps(dict(others, **{key: name})))
