"""Where data is: datastores, and the sources of datasets below them, as a folder of this machine or as a URI.

Standard library only: the runner asks here, and so do ``assets`` and scripts.
"""

import os
from typing import Any, List, Optional

from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, Json, names, read_json
from jupyterlab_aml.runfiles.paths import WorkspacePaths

BLOB_STORE, WORKING_DIRECTORY = "workspaceblobstore", "workspaceworkingdirectory"
BUILT_IN = (BLOB_STORE, WORKING_DIRECTORY)
FILE_SCHEME = "file://"
_GLOB = frozenset("*?[")


def is_uri(path: str) -> bool:
    """Tell whether a path is of something that is not a folder of this machine."""
    return "://" in path and not path.startswith(FILE_SCHEME)


def local_path(path: str) -> str:
    """A path without ``file://``."""
    return path[len(FILE_SCHEME) :] if path.startswith(FILE_SCHEME) else path  # noqa: FURB188 - Python 3.6


def is_pattern(path: str) -> bool:
    """Tell whether a path stands for several: it has ``*``, ``?`` or ``[``. In a URI ``?`` begins the query."""
    text = path.partition("?")[0] if path.startswith(("http://", "https://")) else path
    return bool(_GLOB.intersection(text))


def join(root: str, path: str) -> str:
    """A path below the root of a datastore.

    Raises
    ------
    UserError
        It leads out of it.
    """
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in path:
        raise UserError("The path {!r} leads out of its datastore.".format(path), "Give a path below the root of the datastore, without '..'.")
    tail = "/" if path.endswith("/") and parts else ""
    return "/".join([root.rstrip("/")] + parts) + tail if parts else root


def datastore_names(workspace: WorkspacePaths) -> List[str]:
    """The names of all datastores, the built-in ones first."""
    registered = [name[: -len(".json")] for name in names(workspace.datastores) if name.endswith(".json") and not name.startswith(".")]
    return list(BUILT_IN) + sorted(name for name in registered if name not in BUILT_IN)


def read_datastore(workspace: WorkspacePaths, name: str) -> Json:
    """What is known of a datastore: ``{"name", "type", "uri", ...}``; the URI of a folder of this machine is its path.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    WorkspaceError
        Its file is damaged.
    """
    if name == BLOB_STORE:
        return {"name": name, "type": "file", "uri": workspace.data, "built_in": True}
    if name == WORKING_DIRECTORY:
        return {"name": name, "type": "file", "uri": os.path.dirname(workspace.root), "built_in": True}
    known = datastore_names(workspace)
    if name not in known:
        raise NotFoundError("There is no datastore {!r}.".format(name), "There is: {}.".format(", ".join(known)), field="datastore")
    try:
        record = read_json(os.path.join(workspace.datastores, name + ".json")) or {}
        problem = "" if type(record.get("uri")) is str and record["uri"] else "it has no uri"
    except Damaged as error:
        record, problem = {}, str(error)
    if problem:
        raise WorkspaceError("The datastore {!r} cannot be used: {}.".format(name, problem), "Register it again with overwrite=True.")
    return dict(record, name=name, uri=local_path(record["uri"]))


def check_folder(workspace: WorkspacePaths, name: str) -> None:
    """Refuse a datastore to read from whose folder has gone: made anew it would be empty, and nobody would know.

    Raises
    ------
    NotFoundError
        It has.
    """
    uri = read_datastore(workspace, name)["uri"]
    if name not in BUILT_IN and not is_uri(uri) and not os.path.isdir(uri):
        raise NotFoundError(
            "The folder of the datastore {!r} is gone: {!r}.".format(name, uri), "Mount it or put it back, or register the datastore again."
        )


def place_of(workspace: Optional[WorkspacePaths], source: Any) -> str:
    """The path or URI of one source of a dataset, ``{"datastore", "path"}``; without a datastore the path is whole.

    Raises
    ------
    NotFoundError, UserError, WorkspaceError
        The datastore does not exist or cannot be used, or the path leads out of it.
    """
    name, path = source.get("datastore"), str(source["path"])
    if not name:
        return local_path(path)
    if workspace is None:
        raise UserError("The datastore {!r} belongs to a workspace.".format(name), "Register the dataset there, or open it from there.")
    return join(read_datastore(workspace, name)["uri"], path)
