"""Which unfinished runs are on which compute target: from the files of the runs, so it is true without an agent, too."""

from typing import TYPE_CHECKING, NamedTuple

from jupyterlab_aml.runfiles.files import names
from jupyterlab_aml.runfiles.status import fold, read_facts

if TYPE_CHECKING:
    from .workspace import Workspace


class Occupancy(NamedTuple):
    """The ids of the unfinished runs of one target."""

    started: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Those that run and those that wait."""
        return self.started + self.queued


def occupancy(workspace: "Workspace") -> dict[str, Occupancy]:
    """Look at every unfinished run once; return what is on each target that has any."""
    found: dict[str, Occupancy] = {}
    for run_id in sorted(names(workspace.paths.active)):
        facts = read_facts(workspace.paths.run(run_id))
        compute = facts.spec.get("compute")
        if not isinstance(compute, str) or fold(facts).final:
            continue
        there = found.get(compute, Occupancy())
        if facts.started is None:
            found[compute] = there._replace(queued=(*there.queued, run_id))
        else:
            found[compute] = there._replace(started=(*there.started, run_id))
    return found
