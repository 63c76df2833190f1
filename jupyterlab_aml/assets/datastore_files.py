"""The files of the datastores: one for each that was registered, and which is the default."""

import os
import re
import time
from typing import Any

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import dumps, replace
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.defaults import choose_default, read_default
from jupyterlab_aml.runner.places import BLOB_STORE, BUILT_IN, datastore_names, read_datastore
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.source import did_you_mean

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,254}\Z")


def find_datastore(paths: WorkspacePaths, name: Any) -> dict[str, Any]:
    """Return what is known of a datastore; errors are those of ``Datastore``."""
    known = datastore_names(paths)
    if name not in known:
        raise NotFoundError(f"There is no datastore {name!r}.", did_you_mean(str(name), known), field="datastore")
    return read_datastore(paths, name)


def datastore_of(paths: WorkspacePaths, name: str, default: str) -> dict[str, Any]:
    """Return ``{"name", "type", "uri", "default", "built_in", "problem"}``."""
    facts: dict[str, Any] = {"name": name, "type": None, "uri": None, "default": name == default, "built_in": name in BUILT_IN, "problem": ""}
    try:
        record = read_datastore(paths, name)
    except WorkspaceError as error:
        return {**facts, "problem": str(error)}
    return {**facts, "type": record.get("type"), "uri": record["uri"]}


def default_datastore(paths: WorkspacePaths) -> str:
    """Return the name of the default datastore. It may be gone.

    Raises
    ------
    WorkspaceError
        ``defaults.json`` is damaged.
    """
    return read_default(paths, "datastore", BLOB_STORE, "datastore")


def choose_default_datastore(paths: WorkspacePaths, name: str) -> None:
    """Make a datastore the default.

    Raises
    ------
    NotFoundError
        There is none of this name.
    """
    find_datastore(paths, name)
    choose_default(paths, "datastore", name, "datastore")


def keep_datastore(paths: WorkspacePaths, name: Any, facts: dict[str, Any], *, overwrite: bool) -> None:
    """Register a datastore: ``facts`` are its ``type``, ``uri`` and what else is known.

    Raises
    ------
    UserError
        The name is not allowed.
    ConflictError
        There is one of this name, or it is built in.
    """
    if not isinstance(name, str) or not _NAME.match(name):
        raise UserError(f"{name!r} cannot be the name of a datastore.", "Allowed are 1 to 255 letters (a-z), digits, '_' and '-'.", field="name")
    _refuse_built_in(name, "replaced")
    with storing(f"The datastore {name!r} cannot be registered"):
        os.makedirs(paths.datastores, exist_ok=True)
        if os.path.exists(_file(paths, name)) and not overwrite:
            raise ConflictError(f"There is a datastore {name!r}.", "Give overwrite=True (--overwrite) to replace it, or choose another name.")
        replace(_file(paths, name), dumps({"name": name, "created": time.time(), **facts}))


def forget_datastore(paths: WorkspacePaths, name: str) -> None:
    """Forget a datastore, and that it is the default.

    Raises
    ------
    ConflictError
        It is built in.
    """
    _refuse_built_in(name, "removed")
    with storing(f"The datastore {name!r} cannot be removed"):
        if default_datastore(paths) == name:
            choose_default_datastore(paths, BLOB_STORE)
        os.unlink(_file(paths, name))


def _refuse_built_in(name: str, what: str) -> None:
    if name in BUILT_IN:
        raise ConflictError(f"The datastore {name!r} is part of every workspace and cannot be {what}.", "Register one under another name.")


def _file(paths: WorkspacePaths, name: str) -> str:
    return os.path.join(paths.datastores, f"{name}.json")
