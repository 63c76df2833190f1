"""The interpreter of a run: the one it names, or one of an environment that is built when it is first needed."""

from typing import Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempt import Attempt


def provide(attempt: "Attempt") -> Optional[str]:
    """Return the path of the interpreter that has what ``spec["environment"]`` asks for.

    Raises
    ------
    StageError
        It cannot be built; the text begins with what the resolver says.
    """
    python = attempt.spec.get("python")
    return str(python) if python else None
