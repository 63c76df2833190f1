"""``python -m jupyterlab_aml.agent <workspace>/.aml``: become the agent of a workspace, or leave if it has one."""

import os
import sys

from jupyterlab_aml.agent.elect import Election
from jupyterlab_aml.agent.log import log, rotate
from jupyterlab_aml.agent.loop import Agent
from jupyterlab_aml.runfiles.paths import WorkspacePaths


def main(root: str) -> int:
    """Run until idle; return 0, also if another agent is there."""
    paths = WorkspacePaths(root)
    if not os.path.isdir(paths.runs):
        log(f"{root} is not a workspace")
        return 2
    os.makedirs(paths.agent, exist_ok=True)
    election = Election(paths.agent_file("lock"), paths.agent_file("wake"))
    if not election.win():
        return 0
    rotate(paths.agent_file("agent.log"))
    if Agent(paths, election).run():
        os.execv(sys.executable, [sys.executable, "-m", "jupyterlab_aml.agent", root])
    return 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
