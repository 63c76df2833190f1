"""What a command line says of data, and where that data is."""

from typing import Dict, List, NamedTuple, Tuple


class Bindings(NamedTuple):
    """Where the inputs and outputs of a run are.

    ``words`` has the path for each ``${{inputs.NAME}}`` and ``${{outputs.NAME}}``, ``variables`` what the script finds in its environment, ``places``
    what links in the run folder lead to.
    """

    words: Dict[str, str]
    variables: Dict[str, str]
    places: Tuple[str, ...] = ()

    def fill(self, argv: List[str]) -> List[str]:
        """Put the paths into a command line."""
        return [self._fill(word) for word in argv]

    def _fill(self, word: str) -> str:
        for placeholder, path in self.words.items():
            word = word.replace(placeholder, path)
        return word


NO_DATA = Bindings({}, {})
