"""Datasets and datastores as facts, for pages and commands."""

import itertools
import tempfile
from typing import Any

from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runner.asset import Asset, describe
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.dataset_files import changed_words
from jupyterlab_aml.runner.places import datastore_names
from jupyterlab_aml.runner.tables import File, rows_of

from . import dataset_content
from .datastore_files import datastore_of, default_datastore
from .sources import shown

MOST_FILES = 1000
_LONGEST = 1000


def describe_data(workspace: Any) -> list[dict[str, Any]]:
    """Return the newest version of every dataset, by name.

    Each is ``{"name", "version", "versions", "type", "format", "created", "user", "run", "used_by", "tags", "description", "paths",
    "file_count", "size_bytes"}``; ``type`` is ``tabular`` or ``file``.
    """
    store: AssetStore = workspace.dataset_store
    return [_summary(store, asset) for asset in store.newest()]


def describe_dataset(workspace: Any, name: str, version: str | int | None = None) -> dict[str, Any]:
    """Return everything about one version of a dataset, by default the newest.

    It is a line of :func:`describe_data` and ``{"options", "steps", "files", "problem"}``: ``files`` are ``{"path", "size_bytes", "sha256"}``, at
    most 1000 of them; ``problem`` says what is gone or has another size than was registered, and is empty if nothing is (contents are not read).

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    WorkspaceError
        Its record is damaged.
    """
    store: AssetStore = workspace.dataset_store
    asset = store.get(name, version)
    entries = asset.content.get("entries", [])
    try:
        found = dataset_content.changes(workspace.paths, asset.content, thorough=False)
        problem = " ".join(changed_words(asset.ref, found)) if found else ""
    except WorkspaceError as error:
        problem = str(error)
    return {
        **_summary(store, asset),
        "options": asset.content.get("options", {}),
        "steps": asset.content.get("steps", []),
        "files": [{key: entry.get(key) for key in ("path", "size_bytes", "sha256")} for entry in entries[:MOST_FILES]],
        "problem": problem,
    }


def preview_dataset(workspace: Any, name: str, version: str | int | None = None, rows: int = 50) -> dict[str, Any]:
    """Return the beginning of a dataset.

    Of a table it is ``{"columns": [str], "rows": [[value]], "total": int | None}``, where ``total`` is known if the table is no longer than that; of
    files ``{"files": [{"path", "size_bytes"}], "total": int}``. Texts are cut to 1000 characters.

    Raises
    ------
    NotFoundError, WorkspaceError
        There is no such dataset, or it is not what was registered.
    UserError, RunEnvironmentError
        It is no table of its format, or its format needs a library that is not installed.
    """
    asset = workspace.dataset_store.get(name, version)
    content = asset.content
    if content["type"] == dataset_content.FILE:
        entries = content["entries"]
        return {"files": [{"path": entry["path"], "size_bytes": entry["size_bytes"]} for entry in entries[:rows]], "total": len(entries)}
    with tempfile.TemporaryDirectory(prefix="aml-") as folder:
        found = dataset_content.bring(workspace.paths, content, folder, asset.ref)
        columns, lines = rows_of(content, [File(*each) for each in found])
        shown_rows = [[_cut(value) for value in row] for row in itertools.islice(lines, rows)]
        more = next(lines, None) is not None
    return {"columns": columns, "rows": shown_rows, "total": None if more else len(shown_rows)}


def describe_datastores(workspace: Any) -> list[dict[str, Any]]:
    """Return the datastores, the built-in ones first: ``{"name", "type", "uri", "default", "built_in", "problem"}``."""
    paths = workspace.paths
    default = default_datastore(paths)
    return [datastore_of(paths, name, default) for name in datastore_names(paths)]


def _summary(store: AssetStore, asset: Asset) -> dict[str, Any]:
    content = asset.content
    entries = content.get("entries", [])
    return {
        **{key: value for key, value in describe(asset).items() if key != "files"},
        "versions": store.versions(asset.name),
        "type": content.get("type"),
        "format": content.get("format"),
        "paths": [shown(source) for source in content.get("paths", [])],
        "file_count": len(entries),
        "size_bytes": sum(entry.get("size_bytes") or 0 for entry in entries),
    }


def _cut(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
