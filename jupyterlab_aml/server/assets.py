"""Environments, data and models: what is the same for all three."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace.asset_view import list_assets, show_asset
from jupyterlab_aml.workspace.workspace import Workspace

Own = Callable[[Workspace, Asset], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of asset.

    Attributes
    ----------
    key : str
        What the list is called in an answer.
    store : callable
        Returns where the versions are in a workspace.
    listed, shown : callable
        What only this kind has: in a list, and of one version beyond that.
    """

    key: str
    store: Callable[[Workspace], AssetStore]
    listed: Own
    shown: Own

    def list(self, workspace: Workspace) -> dict[str, Any]:
        """Return the newest version of each name."""
        return {self.key: list_assets(workspace, self.store(workspace), lambda asset: self.listed(workspace, asset))}

    def show(self, workspace: Workspace, asset: Asset) -> dict[str, Any]:
        """Return everything of a version."""
        own = {**self.listed(workspace, asset), **self.shown(workspace, asset)}
        return show_asset(workspace, self.store(workspace), asset, lambda _: own)


class AssetListHandler(Handler):
    """Base of the handlers of lists."""

    auth_resource = "aml-assets"
    kind: Kind

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the newest version of each name."""
        return self.kind.list(call.workspace())


class AssetHandler(Handler):
    """Base of the handlers of one version."""

    auth_resource = "aml-assets"
    kind: Kind

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell everything of it."""
        return self.kind.show(call.workspace(), asset_of(call, self.kind))

    @answers("write")
    def patch(self, call: Call) -> Any:
        """Change what people say about it."""
        workspace, changes = call.workspace(), call.body.get("tags", {})

        def change(labels: dict[str, Any]) -> dict[str, Any]:
            tags = {**(labels.get("tags") or {}), **changes}
            kept = {key: value for key, value in tags.items() if key not in changes or value is not None}
            return {**labels, "tags": kept, "description": call.body.get("description", labels.get("description"))}

        return self.kind.show(workspace, self.kind.store(workspace).edit(asset_of(call, self.kind), change))

    @answers("write")
    def delete(self, call: Call) -> None:
        """Remove it."""
        self.kind.store(call.workspace()).delete(asset_of(call, self.kind))


def asset_of(call: Call, kind: Kind) -> Asset:
    """Return the version that a call means."""
    return kind.store(call.workspace()).get(call.path["name"], call.query["version"])
