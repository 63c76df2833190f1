"""What people give as the path of data, as sources: ``{"datastore", "path"}``, a path or URI below a datastore, or a whole one."""

import os
import re
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.places import WORKING_DIRECTORY, is_uri, join, local_path

from .remote import check_uri

_SHORT = re.compile(r"azureml://(?:.*/)?datastores/([^/]+)/paths/(.*)\Z")
_ALLOWED = "Give a path, a pattern, a URI, (datastore, path), a DataPath, or a list of these."


def sources_of(given: Any) -> tuple[list[Json], WorkspacePaths | None]:
    """Return the sources, and the workspace of the datastores among them.

    Raises
    ------
    UserError
        It is nothing of this kind, leads out of its datastore, holds a secret, or is of datastores of two workspaces.
    """
    items = given if isinstance(given, list) else [given]
    if not items:
        raise UserError("path is empty.", _ALLOWED, field="path")
    found: list[Json] = []
    workspaces: list[WorkspacePaths] = []
    for item in items:
        source, workspace = _source(item)
        found.append(source)
        if workspace is not None and workspace.root not in [known.root for known in workspaces]:
            workspaces.append(workspace)
    if len(workspaces) > 1:
        raise UserError("The datastores are of two workspaces.", "Give data of one workspace.", field="path")
    return found, workspaces[0] if workspaces else None


def source_of(text: str) -> Json:
    """Return the source that one text means: ``azureml://datastores/NAME/paths/PATH``, another URI, or a path on this machine.

    Raises
    ------
    UserError
        It is empty, leads out of its datastore or holds a secret.
    """
    if not text.strip() or "\0" in text:
        raise UserError(f"{text!r} is no path.", _ALLOWED, field="path")
    short = _SHORT.match(text)
    if short:
        return _below(short[1], short[2])
    if is_uri(text):
        return {"datastore": None, "path": check_uri(text)}
    path = os.path.abspath(os.path.expanduser(local_path(text)))
    return {"datastore": None, "path": path + "/" if os.path.isdir(path) and path != "/" else path}


def within(workspace: WorkspacePaths, source: Json) -> Json:
    """Return a source below the folder of the workspace as one of its datastore, so that the workspace can be moved."""
    folder = os.path.join(os.path.dirname(workspace.root), "")
    path = source["path"]
    if source["datastore"] or not path.startswith(folder):
        return source
    return {"datastore": WORKING_DIRECTORY, "path": path[len(folder) :]}


def shown(source: Json) -> str:
    """Return a source as one would write it."""
    return f"azureml://datastores/{source['datastore']}/paths/{source['path']}" if source["datastore"] else str(source["path"])


def _source(item: Any) -> tuple[Json, WorkspacePaths | None]:
    if isinstance(item, (str, os.PathLike)):
        return source_of(os.fspath(item)), None
    if isinstance(item, (tuple, list)) and len(item) == 2 and hasattr(item[0], "uri") and isinstance(item[1], (str, os.PathLike)):
        return _below(item[0].name, os.fspath(item[1])), item[0].workspace.paths
    if hasattr(item, "path_on_datastore") and hasattr(item, "datastore"):
        if item.datastore is None:
            raise UserError("The DataPath names no datastore.", "Write DataPath(datastore, 'folder/').", field="path")
        return _below(item.datastore.name, item.path_on_datastore or ""), item.datastore.workspace.paths
    raise UserError(f"path is a {type(item).__name__}.", _ALLOWED, field="path")


def _below(name: str, path: str) -> Json:
    join("", path)
    return {"datastore": name, "path": path.lstrip("/")}
