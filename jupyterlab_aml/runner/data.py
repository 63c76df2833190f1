"""The data of a run: inputs are brought into place before the script starts, outputs are kept after it has ended."""

from typing import Dict, List, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempt import Attempt


class Bindings(NamedTuple):
    """Where the inputs and outputs of a run are.

    ``words`` has the path for each ``${{inputs.NAME}}`` and ``${{outputs.NAME}}``, ``variables`` what the script finds in its environment.
    """

    words: Dict[str, str]
    variables: Dict[str, str]

    def fill(self, argv: List[str]) -> List[str]:
        """Put the paths into a command line."""
        return [self._fill(word) for word in argv]

    def _fill(self, word: str) -> str:
        for placeholder, path in self.words.items():
            word = word.replace(placeholder, path)
        return word


def fetch(attempt: "Attempt") -> Bindings:  # noqa: ARG001 - filled in a moment
    """Bring the inputs into place and make room for the outputs.

    Raises
    ------
    StageError
        Something is gone, or is not what was registered.
    """
    return Bindings({}, {})


def store(attempt: "Attempt", succeeded: bool) -> None:
    """Keep what the script left as outputs, and register what is to be registered if it ``succeeded``.

    Raises
    ------
    StageError
        It cannot be stored.
    """
