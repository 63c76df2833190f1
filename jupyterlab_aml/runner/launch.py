"""What every launcher is given: one command line, and on which of the machines of the run this is."""

from typing import Dict, List, NamedTuple, Optional, Tuple

from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import AttemptPaths

from .processes import Part
from .stage import StageError

LOOPBACK = "127.0.0.1"
MOST_PROCESSES = 1024  # of one run on one machine


class Node(NamedTuple):
    """Which machine of a run this is. ``addresses`` has one for each; several of them must agree on a ``port``."""

    rank: int = 0
    addresses: Tuple[str, ...] = (LOOPBACK,)
    port: Optional[int] = None

    @property
    def is_alone(self) -> bool:
        return len(self.addresses) == 1


ALONE = Node()


class Launch(NamedTuple):
    """A run that is to be started: the command line and the environment that one process of it would have."""

    paths: AttemptPaths
    spec: Json
    argv: List[str]
    env: Dict[str, str]
    node: Node

    @property
    def in_container(self) -> bool:
        """Whether the programs to start are those of an image, of which this machine knows nothing."""
        return bool(self.spec.get("engine"))

    def number_of(self, key: str, least: int, default: int) -> int:
        """Return a number of processes from ``distribution``.

        Raises
        ------
        StageError
            It is none.
        """
        value = self.spec["distribution"].get(key)
        value = default if value is None else value
        if type(value) is not int or not least <= value <= MOST_PROCESSES:
            raise StageError("{} of the distribution is {!r}; allowed is a whole number from {} to {}".format(key, value, least, MOST_PROCESSES))
        return int(value)

    def part(self, rank: int, title: str, variables: Dict[str, str], awaited: bool = True) -> Part:
        """Return the process that is ``rank`` of the whole run.

        A word such as ``$NODE_RANK`` stands for the value of one of the ``variables``: a cluster has a shell put it in.
        """
        env = dict(self.env, AML_RANK=str(rank))
        env.update(variables)
        argv = [variables[word[1:]] if word.startswith("$") and word[1:] in variables else word for word in self.argv]
        return Part(argv, env, self.paths.rank_log(rank), title, awaited)
