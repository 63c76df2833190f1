"""The command line and the environment variables a script gets."""

import os
import sys
from typing import Any, Dict, List, Mapping, Optional

from jupyterlab_aml.environment_build.foreign import FOREIGN
from jupyterlab_aml.runfiles.files import Json, read_json
from jupyterlab_aml.runfiles.paths import AttemptPaths

# What a Jupyter kernel sets for itself and a script must not see, if the agent happened to be started by one.
KERNEL_ONLY = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLBACKEND", "PYDEVD_USE_FRAME_EVAL", "FORCE_COLOR", "CLICOLOR_FORCE")
# What tells a process its place among those of a run. An agent that was started by such a process must not hand it on to other runs.
PLACES = ("RANK", "LOCAL_RANK", "NODE_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT", "TF_CONFIG")
PLACES_IN_MPI = ("OMPI_", "PMIX_")  # beginnings of names
# What a script takes over from the shell or kernel it was submitted from: where programs are found and how many threads they use. Never a secret.
TAKEN_OVER = (
    "CONDA_DEFAULT_ENV",
    "CONDA_PREFIX",
    "CUDA_VISIBLE_DEVICES",
    "JAVA_HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PATH",
    "PYTHONPATH",
    "SPARK_HOME",
    "TZ",
    "VIRTUAL_ENV",
)
_ASKED = ("requirements", "python_version", "conda", "conda_environment", "docker")  # keys of ``environment`` in run.json
NOTEBOOK_RUN = "jupyterlab_aml.notebook_run"
COMPAT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "compat")


def asks_for_more(environment: Optional[Mapping[str, Any]]) -> bool:
    """Tell whether an environment asks for anything but an interpreter as it is; a registered one need not."""
    return bool(environment) and any((environment or {}).get(key) for key in _ASKED)


def command_line(spec: Json) -> List[str]:
    """The argv of the run: its command, or interpreter, script and arguments; a notebook is executed by a module of ours."""
    command = spec.get("command")
    if command:
        return [str(word) for word in command]
    script = str(spec["script"])
    module = ["-m", NOTEBOOK_RUN] if script.lower().endswith(".ipynb") else []
    return [spec.get("python") or sys.executable] + module + [script] + [str(word) for word in spec.get("arguments") or []]


def taken_over() -> Dict[str, str]:
    """What a script submitted now takes over from this process."""
    return {name: os.environ[name] for name in TAKEN_OVER if name in os.environ}


def script_environment(attempt: AttemptPaths, spec: Json, client_path: Optional[str]) -> Dict[str, str]:
    """The environment of the script: what the agent has, what the submitter had, what the run says about itself, then what the user gave.

    ``client_path`` is a folder with the travelling rooms, for interpreters that do not have this package.
    """
    env = {key: value for key, value in os.environ.items() if not key.startswith(("AML_", *PLACES_IN_MPI)) and key not in KERNEL_ONLY + PLACES}
    shell = spec.get("shell")
    if isinstance(shell, dict):
        env = {key: value for key, value in env.items() if key not in TAKEN_OVER}
        env.update((key, str(shell[key])) for key in TAKEN_OVER if key in shell)
    run, workspace = attempt.run, attempt.run.workspace
    names = read_json(workspace.config) or {}
    folder = os.path.dirname(workspace.root)
    python = spec.get("python")
    if asks_for_more(spec.get("environment")):
        _leave_foreign(env, str(python or ""))
    if python and os.path.dirname(python):
        env["PATH"] = os.pathsep.join([os.path.dirname(python)] + ([env["PATH"]] if env.get("PATH") else []))
    env.update(
        PYTHONUNBUFFERED="1",
        PYTHONPATH=os.pathsep.join(path for path in (COMPAT, client_path, env.get("PYTHONPATH")) if path),
        AML_RUN_ID=run.run_id,
        AML_RUN_DIR=run.folder,
        AML_ATTEMPT=str(attempt.number),
        AML_RANK="0",
        AML_WORKSPACE=folder,
        AML_EXPERIMENT=str(spec.get("experiment", "")),
        AZUREML_RUN_ID=run.run_id,
        AZUREML_ARM_SUBSCRIPTION=str(names.get("subscription_id", "local")),
        AZUREML_ARM_RESOURCEGROUP=str(names.get("resource_group", "local")),
        AZUREML_ARM_WORKSPACE_NAME=str(names.get("name", "")),
        AZUREML_EXPERIMENT_ID=str(spec.get("experiment", "")),
    )
    for key in ("AML_CACHE",):
        if key in os.environ:
            env[key] = os.environ[key]
    given: Dict[str, Any] = read_json(run.env) or {}
    env.update((key, str(value)) for key, value in given.items())
    return env


def _leave_foreign(env: Dict[str, str], python: str) -> None:
    """Take out what belongs to the interpreter that submitted: in an environment of its own a script sees that one only."""
    foreign = [os.path.join(env[name], "bin") for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if env.get(name)]
    for name in FOREIGN:
        env.pop(name, None)
    env["PATH"] = os.pathsep.join(folder for folder in env.get("PATH", "").split(os.pathsep) if folder not in foreign)
    prefix = os.path.dirname(os.path.dirname(python)) or os.sep  # one without a path is that of a container
    if os.path.isdir(os.path.join(prefix, "conda-meta")):
        env.update(CONDA_PREFIX=prefix, CONDA_DEFAULT_ENV=os.path.basename(prefix))
    elif os.path.isfile(os.path.join(prefix, "pyvenv.cfg")):
        env["VIRTUAL_ENV"] = prefix
