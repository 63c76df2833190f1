"""Finding the workspace a command or a notebook means, and making one where there is none."""

import os
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from jupyterlab_aml.compute.machine import cores
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, dumps, read_json, write_once
from jupyterlab_aml.runfiles.paths import AML, WorkspacePaths
from jupyterlab_aml.runner.storage import storing

from .names import check_workspace_name, workspace_name_from

CONFIG_FILE = "config.json"
CONFIG_FOLDERS = ("", ".azureml", "aml_config")
LOCAL = "local"
SCHEMA = 1


class Names(NamedTuple):
    """The names Azure gives a workspace."""

    workspace_name: str
    subscription_id: str = LOCAL
    resource_group: str = LOCAL
    location: str = LOCAL


def folders_up(start: str | os.PathLike[str] | None) -> Iterator[str]:
    """Yield the folder and all above it."""
    folder = os.path.abspath(os.path.expanduser(os.fspath(start or ".")))
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def has_workspace(folder: str) -> bool:
    """Tell whether the folder holds an ``.aml`` with a workspace."""
    return os.path.exists(os.path.join(folder, AML, "workspace.json"))


def of_environment() -> str | None:
    """Return the folder that ``AML_WORKSPACE`` names; the ``.aml`` inside it is understood, too."""
    value = os.environ.get("AML_WORKSPACE")
    if not value:
        return None
    folder = os.path.abspath(os.path.expanduser(value))
    return os.path.dirname(folder) if os.path.basename(folder) == AML else folder


def read_config(path: str) -> dict[str, Any] | None:
    """Read a ``config.json`` as Azure ML writes it; None if it is another program's."""
    try:
        config = read_json(path)
    except Damaged:
        return None
    keys = ("subscription_id", "resource_group", "workspace_name")
    return config if config and all(isinstance(config.get(key), str) for key in keys) else None


def config_in(folder: str, file_name: str = CONFIG_FILE) -> dict[str, Any] | None:
    """Return the nearest ``config.json`` of a folder: its own, in ``.azureml`` or in ``aml_config``."""
    found = (read_config(os.path.join(folder, place, file_name)) for place in CONFIG_FOLDERS)
    return next((config for config in found if config), None)


def from_config(folder: str, config: dict[str, Any]) -> str:
    """Return the folder of the workspace that a ``config.json`` in ``folder`` means; make it there if there is none."""
    linked = config.get("embedded_workspace")
    if isinstance(linked, str) and has_workspace(linked):
        return linked
    if has_workspace(folder):
        return folder
    names = Names(config["workspace_name"], config["subscription_id"], config["resource_group"])
    create(folder, names, exist_ok=True)
    notice(f"Using the embedded workspace {names.workspace_name!r} in {folder}; the names are those of {CONFIG_FILE}, no Azure account is used.")
    return folder


def nearest(start: str | os.PathLike[str] | None, *, make: bool) -> str:
    """Return the folder of the nearest workspace; see ``Workspace.nearest``."""
    chosen = of_environment()
    if chosen is not None and has_workspace(chosen):
        return chosen
    for folder in [] if chosen else folders_up(start):
        if has_workspace(folder):
            return folder
        config = config_in(folder) if make else None
        if config is not None:
            return from_config(folder, config)
    here = chosen or next(folders_up(start))
    if not make:
        above = "" if chosen else " or any folder above it"
        mend = "Submit something ('aml submit SCRIPT') or create one: 'aml workspace create' or Workspace.create('name')."
        raise NotFoundError(f"There is no workspace in {here!r}{above}.", mend)
    name = workspace_name_from(os.path.basename(here))
    create(here, Names(name), exist_ok=True)
    notice(f"Created the workspace {name!r} in {os.path.join(here, AML)}.")
    return here


def notice(text: str) -> None:
    """Tell the user one thing, beside the output."""
    in_cell = type(sys.stdout).__module__.startswith("ipykernel")  # which paints stderr as if it were an error
    stream = sys.stdout if in_cell else sys.stderr
    print(text, file=stream)


def create(folder: str, names: Names, *, exist_ok: bool, tags: dict[str, str] | None = None, friendly_name: str | None = None) -> None:
    """Make an embedded workspace in a folder. Two creators at once get the same one.

    Raises
    ------
    UserError
        The name is not allowed.
    ConflictError
        There is a workspace already: any without ``exist_ok``, one of another name with it.
    WorkspaceError
        The folder cannot be written.
    """
    check_workspace_name(names.workspace_name)
    paths = WorkspacePaths(os.path.join(folder, AML))
    record = {
        "schema": SCHEMA,
        "name": names.workspace_name,
        "id": str(uuid.uuid4()),
        "created": time.time(),
        "subscription_id": names.subscription_id,
        "resource_group": names.resource_group,
        "location": names.location,
        "tags": tags or {},
        "friendly_name": friendly_name,
    }
    with storing(f"Creating the workspace {names.workspace_name!r} failed"):
        for path in paths.folders():
            os.makedirs(path, exist_ok=True)
        write_once(os.path.join(paths.root, ".gitignore"), b"*\n")
        local = {"name": LOCAL, "type": LOCAL, "created": record["created"], "slots": cores()}
        write_once(os.path.join(paths.compute, LOCAL + ".json"), dumps(local))
        made = write_once(paths.config, dumps(record))
    if made:
        return
    there = str(read_workspace(paths).get("name"))
    if there != names.workspace_name or not exist_ok:
        raise ConflictError(
            f"There is the workspace {there!r} in {folder!r} already.",
            "Use it with Workspace.from_config(), or create the new one in another folder (path=...).",
        )


def read_workspace(paths: WorkspacePaths) -> dict[str, Any]:
    """Read ``workspace.json``.

    Raises
    ------
    NotFoundError
        There is none.
    WorkspaceError
        It is damaged, or of a newer version of this package.
    """
    try:
        record = read_json(paths.config)
    except Damaged as error:
        raise WorkspaceError(
            f"The workspace in {paths.root!r} cannot be read: {error}.",
            "Its runs are unharmed. "
            'Write {"schema": 1, "name": "...", "id": "..."} into workspace.json, or remove the file and create the workspace again.',
        ) from None
    if record is None:
        raise NotFoundError(f"There is no workspace in {os.path.dirname(paths.root)!r}.", "Make one with 'aml workspace create'.")
    if not isinstance(record.get("schema"), int) or record["schema"] > SCHEMA:
        raise WorkspaceError(
            f"The workspace in {paths.root!r} has schema {record.get('schema')!r}; this version reads up to {SCHEMA}.", "Update jupyterlab_aml."
        )
    return record


def config_file(path: str | os.PathLike[str], file_name: str | None) -> tuple[str, dict[str, Any]] | None:
    """Find the configuration that ``Workspace.from_config(path)`` means: (folder it belongs to, its content); None if path is a folder without one.

    Raises
    ------
    NotFoundError
        The path does not exist.
    UserError
        It is a file without the three names.
    """
    path = os.path.abspath(os.path.expanduser(os.fspath(path)))
    if os.path.isdir(path):
        found = ((folder, config_in(folder, file_name or CONFIG_FILE)) for folder in folders_up(path))
        return next(((folder, config) for folder, config in found if config), None)
    if not os.path.exists(path):
        raise NotFoundError(f"There is no file or folder {path!r}.", "Give the folder of the project, or the path of its config.json.")
    config = read_config(path)
    if config is None:
        raise UserError(f"{path!r} is not a configuration of a workspace.", "It needs subscription_id, resource_group and workspace_name.")
    folder = os.path.dirname(path)
    return (os.path.dirname(folder) if os.path.basename(folder) in CONFIG_FOLDERS else folder), config
