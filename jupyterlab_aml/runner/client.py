"""The travelling rooms as a folder for PYTHONPATH, for interpreters that do not have this package."""

import hashlib
import os
import shutil
from typing import List

from jupyterlab_aml.runfiles.files import walk_files
from jupyterlab_aml.runfiles.paths import WorkspacePaths

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOMS = ("environment_build", "notebook_run", "runfiles", "runner")
FILES = ("__init__.py", "errors.py", "compat/__init__.py", "compat/missing.py")  # azureml itself is found in our own folder


def _sources() -> List[str]:
    inside = [room + "/" + name for room in ROOMS for name, _ in walk_files(os.path.join(PACKAGE, room)) if name.endswith(".py")]
    return list(FILES) + inside


def shipped_client(workspace: WorkspacePaths) -> str:
    """Return a folder with a copy of the travelling rooms, made once for each version of them."""
    sources = _sources()
    stamp = hashlib.sha256()
    for name in sources:
        with open(os.path.join(PACKAGE, name), "rb") as file:
            stamp.update(name.encode() + b"\0" + file.read())
    folder = workspace.agent_file("client-" + stamp.hexdigest()[:16])
    if os.path.isdir(folder):
        return folder
    temporary = "{}.{}".format(folder, os.getpid())
    for name in sources:
        target = os.path.join(temporary, "jupyterlab_aml", name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(os.path.join(PACKAGE, name), target)
    try:
        os.rename(temporary, folder)
    except OSError:  # another runner was faster
        shutil.rmtree(temporary, ignore_errors=True)
    return folder
