"""MPI: ``mpirun`` starts the ranks, each within :mod:`mpi_rank`, which keeps its output apart and notes how it ended."""

import os
import shutil
import subprocess
import sys
from typing import List, Optional

from .launch import Launch
from .ports import free_port
from .processes import Part
from .stage import StageError

_WRAPPER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mpi_rank.py")
_INSTALL = "install it, on Debian and Ubuntu with `apt install openmpi-bin`, in a conda environment with `conda install openmpi`"
_SETTINGS = {  # defaults: what the run sets itself goes before them
    "OMPI_MCA_btl": "tcp,self",
    "OMPI_MCA_btl_tcp_if_include": "lo",
    "OMPI_MCA_oob_tcp_if_include": "lo",
    "OMPI_MCA_plm_rsh_agent": "sh",  # for other machines; it has to be there all the same, and small images have no ssh
    "PMIX_MCA_ptl_tcp_if_include": "lo",
}
_FOUND_S = 20.0


def mpirun(launch: Launch) -> List[Part]:
    """Return the one process that starts the others and ends when they have.

    Raises
    ------
    StageError
        There is no Open MPI, or more than one machine.
    """
    if not launch.node.is_alone:
        raise StageError("MPI over several machines is not supported", code="NotSupported")
    count = launch.number_of("process_count_per_instance", 1, 1)
    program = "mpirun" if launch.in_container else _find_open_mpi(launch.env.get("PATH"))
    env = dict(_SETTINGS, **launch.env)
    master = "127.0.0.1:{}".format(free_port())
    env.update(AZ_BATCH_MASTER_NODE=master, AZ_BATCHAI_MPI_MASTER_NODE="127.0.0.1")
    # No binding to cores: each run would begin with the same ones. The runner ends the others when a rank fails, with the grace of the run; mpirun
    # would give them a fixed time, and wait for all of it.
    options = ["--oversubscribe", "--bind-to", "none", "--mca", "orte_abort_on_non_zero_status", "0", "-np", str(count)]
    if os.geteuid() == 0:
        options.insert(0, "--allow-run-as-root")
    os.makedirs(launch.paths.ranks, exist_ok=True)
    wrapper = _WRAPPER
    if launch.in_container:  # which sees the workspace, and no package of ours
        wrapper = shutil.copyfile(_WRAPPER, os.path.join(launch.paths.ranks, os.path.basename(_WRAPPER)))
    logs = [launch.paths.rank_log(rank) for rank in range(count)]
    each = [str(launch.spec.get("python") or sys.executable), wrapper, launch.paths.ranks] + logs + ["--"] + launch.argv
    return [Part([program] + options + each, env, launch.paths.launcher_log, reports=launch.paths.ranks)]


def _find_open_mpi(path: Optional[str]) -> str:
    program = shutil.which("mpirun", path=path)
    if program is None:
        raise StageError("mpirun was not found on PATH; " + _INSTALL, code="MpiNotFound")
    try:
        said = subprocess.check_output([program, "--version"], stderr=subprocess.STDOUT, timeout=_FOUND_S).decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError) as error:
        raise StageError("{} does not work: {}".format(program, error), code="MpiNotFound")
    if "Open MPI" not in said and "OpenRTE" not in said:
        first = (said.splitlines() or [""])[0]
        raise StageError("{} is not of Open MPI: {!r}; {}".format(program, first, _INSTALL), code="MpiNotFound")
    return program
