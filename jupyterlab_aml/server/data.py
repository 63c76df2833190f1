"""Datasets with their first rows, and datastores."""

import math
from contextlib import suppress
from typing import Any

from jupyterlab_aml.assets.data_view import describe_dataset, describe_datastores, preview_dataset
from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.assets.sources import shown
from jupyterlab_aml.assets.table_at import table_at
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.server.assets import AssetHandler, AssetListHandler, Kind
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.content import type_of
from jupyterlab_aml.workspace.workspace import Workspace


def _listed(_workspace: Workspace, asset: Asset) -> dict[str, Any]:
    content = asset.content
    entries = content.get("entries", [])
    return {
        "type": content.get("type"),
        "paths": [shown(source) for source in content.get("paths", [])],
        "file_count": len(entries),
        "size_bytes": sum(entry.get("size_bytes") or 0 for entry in entries),
    }


def _shown(workspace: Workspace, asset: Asset) -> dict[str, Any]:
    return {"problem": describe_dataset(workspace, asset.name, asset.version)["problem"] or None}


DATA = Kind("data", lambda workspace: workspace.dataset_store, _listed, _shown)


class DataListHandler(AssetListHandler):
    """``/data``."""

    kind = DATA

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the newest version of each dataset, and the datastores."""
        workspace = call.workspace()
        stores = [{**store, "type": store["type"] or "unknown", "problem": store["problem"] or None} for store in describe_datastores(workspace)]
        return {**DATA.list(workspace), "datastores": stores}

    @answers("write", slow=True)
    def post(self, call: Call) -> Any:
        """Register a file or folder in the root of the server."""
        workspace, body = call.workspace(), call.body
        path = call.services.workspaces.entry(body["path"])
        dataset = table_at(path) if body.get("type") == "tabular" else Dataset.File.from_files(path)
        made = dataset.register(workspace, body["name"], body.get("description"), body.get("tags"), create_new_version=True)
        return DATA.show(workspace, workspace.dataset_store.find(str(made.id)))


class DataHandler(AssetHandler):
    """``/data/{name}``."""

    kind = DATA


class DataPreviewHandler(Handler):
    """``/data/{name}/preview``."""

    auth_resource = "aml-assets"

    @answers("read", slow=True)
    def get(self, call: Call) -> Any:
        """Tell the first rows or files."""
        found = preview_dataset(call.workspace(), call.path["name"], call.query["version"], call.query["rows"])
        rows = found.get("rows", [])
        columns = [{"name": str(name), "type": _kind_of([row[place] for row in rows])} for place, name in enumerate(found.get("columns", []))]
        files = [{"path": each["path"], "size": each["size_bytes"] or 0, "type": type_of(each["path"])} for each in found.get("files", [])]
        return {"columns": columns, "rows": rows, "files": files, "total": found["total"]}


def _kind_of(values: list[Any]) -> str:
    """Return the type that values of a column have in common; delimited files hold texts, which are taken for what they look like."""
    kinds = {_looks_like(value) for value in values} - {""}
    if kinds == {"int", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "text"


def _looks_like(value: Any) -> str:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool) or value in ("true", "false", "True", "False"):
        return "bool"
    for kind in (int, float):
        with suppress(ValueError, TypeError):
            if isinstance(value, kind) or (isinstance(value, str) and kind(value) is not None):
                return kind.__name__
    return "text"
