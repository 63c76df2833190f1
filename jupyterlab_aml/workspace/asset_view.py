"""Versions of environments, data and models as the doors tell them: with the runs that made and used them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.workspace.paging import page
from jupyterlab_aml.workspace.record import iso

if TYPE_CHECKING:
    from jupyterlab_aml.runner.asset import Asset
    from jupyterlab_aml.runner.asset_store import AssetStore
    from jupyterlab_aml.workspace.workspace import Workspace

    Own = Callable[[Asset], dict[str, Any]]

_AT_ONCE = 1000


def list_assets(workspace: "Workspace", store: "AssetStore", own: "Own") -> list[dict[str, Any]]:
    """Return the newest version of each name; ``own`` gives what only this kind has."""
    newest = store.newest()
    links = run_links(workspace, {asset.run for asset in newest if asset.run})
    return [{**_shape(store, asset, links), **own(asset)} for asset in newest]


def show_asset(workspace: "Workspace", store: "AssetStore", asset: "Asset", own: "Own") -> dict[str, Any]:
    """Return one version with the runs that used it, newest first."""
    used_by = asset.used_by()
    links = run_links(workspace, {*used_by, *([asset.run] if asset.run else [])})
    used = set(used_by)
    return {**_shape(store, asset, links), "used_by": [link for run_id, link in links.items() if run_id in used], **own(asset)}


def run_links(workspace: "Workspace", run_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return ``{"id", "display_name", "experiment", "status"}`` of runs by their id, newest first; behind them those that were deleted."""
    wanted = sorted(run_ids)
    if not wanted:
        return {}
    workspace.index.refresh()
    records = [record for at in range(0, len(wanted), _AT_ONCE) for record in _records(workspace, wanted[at : at + _AT_ONCE])]
    links = {
        record.id: {"id": record.id, "display_name": record.display_name, "experiment": record.experiment, "status": record.status}
        for record in sorted(records, key=lambda record: record.created or 0.0, reverse=True)
    }
    gone = {run_id: {"id": run_id, "display_name": None, "experiment": None, "status": None} for run_id in wanted if run_id not in links}
    return {**links, **gone}


def _records(workspace: "Workspace", run_ids: list[str]) -> list[Any]:
    return page(workspace, limit=len(run_ids), id=run_ids).records


def _shape(store: "AssetStore", asset: "Asset", links: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": asset.name,
        "version": asset.version,
        "versions": store.versions(asset.name)[::-1],
        "created": iso(asset.created),
        "user": asset.user or None,
        "run": links[asset.run] if asset.run else None,
        "uses": len(asset.used_by()),
        "tags": asset.tags,
        "description": asset.description,
        "size_bytes": asset.size_bytes,
    }
