"""Environments."""

from typing import Any

import yaml

from jupyterlab_aml.assets.environments import content_of, describe_environment
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.server.assets import AssetHandler, AssetListHandler, Kind
from jupyterlab_aml.workspace.workspace import Workspace


def _listed(workspace: Workspace, asset: Asset) -> dict[str, Any]:
    found = describe_environment(workspace, asset.name, asset.version)
    return {**{key: found[key] for key in ("python_version", "requirements", "builds", "built")}, "size_bytes": found["built_size_bytes"]}


def _shown(workspace: Workspace, asset: Asset) -> dict[str, Any]:
    content = {key: value for key, value in content_of(asset).items() if value not in (None, [], {})}
    return {
        "definition": yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=150),
        "packages": describe_environment(workspace, asset.name, asset.version)["packages"],
    }


ENVIRONMENTS = Kind("environments", lambda workspace: workspace.environment_store, _listed, _shown)


class EnvironmentsHandler(AssetListHandler):
    """``/environments``."""

    kind = ENVIRONMENTS


class EnvironmentHandler(AssetHandler):
    """``/environments/{name}``."""

    kind = ENVIRONMENTS
