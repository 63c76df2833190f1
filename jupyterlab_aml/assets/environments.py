"""The environments of a workspace, together with what was built of them on this machine."""

import os
import sys
from typing import Any, Protocol

from jupyterlab_aml.environment_build.build import Report, build
from jupyterlab_aml.environment_build.cache import EnvironmentCache, needs_building, spec_key
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.errors import EnvironmentBuildError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runner.asset import Asset, describe
from jupyterlab_aml.runner.asset_store import AssetStore

Description = dict[str, Any]


class HasEnvironments(Protocol):
    """A workspace, as far as it matters here."""

    @property
    def environment_store(self) -> AssetStore:
        """Where the versions are kept."""
        ...


def describe_environments(workspace: HasEnvironments) -> list[Description]:
    """Return the newest version of each environment, by name.

    Each is ``{"name", "version", "created", "user", "run", "used_by": [run id], "tags", "description", "versions": [str], "python_version",
    "requirements": [str], "conda": {...} | None, "conda_environment", "docker": {...} | None, "builds": bool, "built": bool,
    "built_size_bytes": int | None, "last_used": t | None, "in_use": bool}``; ``builds`` is False for one that takes an interpreter as it is.
    """
    cache = EnvironmentCache()
    return [_description(workspace, asset, cache) for asset in workspace.environment_store.newest()]


def describe_environment(workspace: HasEnvironments, name: str, version: str | None = None) -> Description:
    """Return one version, by default the newest, as :func:`describe_environments` tells it, and more.

    ``"packages"`` are the packages that its description came to on this machine, ``"python"`` the interpreter, ``"folder"`` where it is built; None
    if it has not come to that.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    WorkspaceError
        It is damaged.
    """
    cache = EnvironmentCache()
    asset = workspace.environment_store.get(name, version)
    found = _description(workspace, asset, cache)
    resolution = cache.resolution(spec_key(content_of(asset), sys.executable)) if found["builds"] else None
    built = found["built"] and resolution is not None
    return {
        **found,
        "packages": resolution["requirements"] if resolution else None,
        "python": cache.python(resolution["key"]) if resolution and built else None,
        "folder": cache.path(resolution["key"]) if resolution and built else None,
    }


def build_environment(workspace: HasEnvironments, name: str, version: str | None, report: Report) -> Description:
    """Build a version now, by default the newest, and return its description; ``report`` is told how that goes.

    Raises
    ------
    NotFoundError
        There is none.
    EnvironmentBuildError
        It cannot be built; the message begins with what the resolver says.
    """
    asset = workspace.environment_store.get(name, version)
    content = content_of(asset)
    if needs_building(content):
        try:
            build(content, sys.executable, os.environ, report)
        except (BuildError, OSError) as error:
            raise EnvironmentBuildError(f"The environment {asset.ref} cannot be built: {error}", environment=asset.ref) from None
    return describe_environment(workspace, asset.name, asset.version)


def content_of(asset: Asset) -> Json:
    """Return what a version asks for, in the form that ``run.json`` has it."""
    return {**asset.content["environment"], "name": asset.name, "version": asset.version}


def _description(workspace: HasEnvironments, asset: Asset, cache: EnvironmentCache) -> Description:
    content = content_of(asset)
    builds = needs_building(content)
    resolution = cache.resolution(spec_key(content, sys.executable)) if builds else None
    ready = cache.ready(resolution["key"]) if resolution else None
    told = {key: value for key, value in describe(asset).items() if key not in {"files", "size_bytes"}}
    return {
        **told,
        "versions": workspace.environment_store.versions(asset.name),
        "python_version": content.get("python_version"),
        "requirements": list(content.get("requirements") or ()),
        "conda": content.get("conda"),
        "conda_environment": content.get("conda_environment"),
        "docker": content.get("docker"),
        "builds": builds,
        "built": ready is not None,
        "built_size_bytes": ready["size_bytes"] if ready else None,
        "last_used": os.stat(cache.path(resolution["key"], "ready")).st_mtime if resolution and ready else None,
        "in_use": cache.in_use(resolution["key"]) if resolution and ready else False,
    }
