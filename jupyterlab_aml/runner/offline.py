"""Runs of scripts that were started by hand: where they are recorded, and what they say about themselves."""

import os
import sys
from typing import List, Optional, Tuple

from ..errors import NotFoundError, WorkspaceError
from ..runfiles.files import Json
from ..runfiles.paths import AML, RunPaths, WorkspacePaths
from . import exits
from .create import create_run
from .names import legal_name, offline_run_id

_JOIN = "AML_OFFLINE_RUN"  # for the worker processes of multiprocessing, which read the main module again


def nearest_workspace() -> Optional[WorkspacePaths]:
    """Return the workspace ``AML_WORKSPACE`` names, else the nearest one above the current folder, or None.

    Raises
    ------
    NotFoundError
        The variable names a folder without a workspace.
    """
    named = os.environ.get("AML_WORKSPACE")
    if named:
        for root in (os.path.join(named, AML), named):
            if os.path.isfile(os.path.join(root, "workspace.json")):
                return WorkspacePaths(os.path.abspath(root))
        raise NotFoundError("AML_WORKSPACE is {!r}, and there is no workspace.".format(named), "Unset it, or name the folder that holds .aml.")
    folder = os.getcwd()
    while True:
        if os.path.isfile(os.path.join(folder, AML, "workspace.json")):
            return WorkspacePaths(os.path.join(folder, AML))
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def record_offline_run() -> Optional[RunPaths]:
    """Make the offline run of this process in the nearest workspace; None if there is none, or it cannot be written."""
    joined = _run_of_main_process()
    if joined is not None:
        return joined
    workspace = nearest_workspace()
    if workspace is None:
        return None
    try:
        paths = create_run(workspace, _describe_script())
    except WorkspaceError as error:
        sys.stderr.write("jupyterlab_aml: this run is not recorded. {}\n".format(error))
        return None
    exits.end_at_exit(paths)
    os.environ[_JOIN] = paths.folder
    return paths


def _run_of_main_process() -> Optional[RunPaths]:
    """The offline run that a worker process of multiprocessing belongs to."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is None or multiprocessing.current_process().name == "MainProcess":
        return None
    folder = os.environ.get(_JOIN)
    return RunPaths(folder) if folder and os.path.isdir(folder) else None


def _describe_script() -> Json:
    script, arguments = _script()
    stem = os.path.splitext(os.path.basename(script))[0] if script else "notebook" if "ipykernel" in sys.modules else "console"
    run_id = offline_run_id()
    return {
        "id": run_id,
        "root": run_id,
        "experiment": legal_name(stem),
        "type": "offline",
        "script": script,
        "arguments": arguments,
        "python": sys.executable,
        "source_directory": os.getcwd(),
    }


def _script() -> Tuple[Optional[str], List[str]]:
    """The script's path as it was given and its arguments; (None, []) in a notebook or a console."""
    if not hasattr(sys.modules.get("__main__"), "__file__") or not sys.argv or sys.argv[0] in ("", "-c"):
        return None, []
    return sys.argv[0], list(sys.argv[1:])
