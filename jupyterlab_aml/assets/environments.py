"""The environments of a workspace, together with what was built of them on this machine."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from jupyterlab_aml.environment_build.build import Report, build
from jupyterlab_aml.environment_build.cache import Builds, EnvironmentCache, needs_building, spec_key
from jupyterlab_aml.environment_build.upgrade import Change, upgrade
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.errors import EnvironmentBuildError, UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset import Asset, describe
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.training.configuration.plan import ANY

from . import environment_images

Description = dict[str, Any]


class HasEnvironments(Protocol):
    """A workspace, as far as it matters here."""

    paths: WorkspacePaths

    @property
    def environment_store(self) -> AssetStore:
        """Where the versions are kept."""
        ...


def describe_environments(workspace: HasEnvironments) -> list[Description]:
    """Return the newest version of each environment, by name.

    Each is ``{"name", "version", "created", "user", "run", "used_by": [run id], "tags", "description", "versions": [str], "python_version",
    "requirements": [str], "conda": {...} | None, "conda_environment", "docker": {...} | None, "builds": bool, "built": bool,
    "built_size_bytes": int | None, "last_used": t | None, "in_use": bool}``; ``builds`` is False for one that takes an interpreter as it is. Of one
    whose image is built, ``built`` and what follows are about the image.
    """
    return [_description(workspace, asset) for asset in workspace.environment_store.newest()]


def describe_environment(workspace: HasEnvironments, name: str, version: str | None = None) -> Description:
    """Return one version, by default the newest, as :func:`describe_environments` tells it, and more.

    ``"packages"`` are the packages that its description came to on this machine, ``"python"`` the interpreter, ``"folder"`` where it is built,
    ``"image"`` what the engine calls the image that was built; None if it has not come to that.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    WorkspaceError
        It is damaged.
    """
    asset = workspace.environment_store.get(name, version)
    content = content_of(asset)
    found = _description(workspace, asset)
    image = environment_images.find(content)
    resolution = _resolution(asset) if needs_building(content) and image is None else None
    ready = resolution if found["built"] else None
    cache = EnvironmentCache()
    return {
        **found,
        "packages": resolution["requirements"] if resolution else None,
        "python": cache.python(ready["key"]) if ready else None,
        "folder": cache.path(ready["key"]) if ready else None,
        "image": image.cache.tag(image.key) if image and found["built"] else None,
    }


def build_environment(workspace: HasEnvironments, name: str, version: str | None, report: Report) -> Description:
    """Build a version now, by default the newest, and return its description; ``report`` is told how that goes.

    Raises
    ------
    NotFoundError
        There is none.
    EnvironmentBuildError
        It cannot be built; the message begins with what the resolver, or the engine, says.
    """
    asset = workspace.environment_store.get(name, version)
    content = content_of(asset)
    if environment_images.is_built(content):
        environment_images.build(workspace.paths, asset.ref, content, report)
    elif needs_building(content):
        with _told(asset):
            build(content, _base(asset), os.environ, report)
    return describe_environment(workspace, asset.name, asset.version)


def upgrade_environment(workspace: HasEnvironments, name: str, version: str | None, report: Report) -> Description:
    """Resolve a version anew, by default the newest, build what it comes to now, and return its description with ``"changes"``.

    They are ``[{"package", "before": str | None, "after": str | None}]``, None if it is not known what there was before. The registered version stays
    what it is; so does what was built of it, for the runs that use it.

    Raises
    ------
    NotFoundError
        There is none.
    UserError
        Its image is built.
    EnvironmentBuildError
        It cannot be resolved or built, or no index answers; it comes to what it came to before.
    """
    asset = workspace.environment_store.get(name, version)
    if environment_images.is_built(content_of(asset)):
        raise UserError(
            f"The environment {asset.ref} cannot be resolved anew: its packages are installed in containers of its image, which is built once.",
            "`aml environments prune --all` removes what no run uses; the next run builds it anew.",
        )
    changes: list[Change] | None = []
    if needs_building(content_of(asset)):
        with _told(asset):
            changes = upgrade(content_of(asset), _base(asset), os.environ, report).changes
    told = None if changes is None else [change._asdict() for change in changes]
    return {**describe_environment(workspace, asset.name, asset.version), "changes": told}


@contextmanager
def _told(asset: Asset) -> Iterator[None]:
    """Say which environment cannot be built."""
    try:
        yield
    except (BuildError, OSError) as error:
        raise EnvironmentBuildError(f"The environment {asset.ref} cannot be built: {error}", environment=asset.ref) from None


def content_of(asset: Asset) -> Json:
    """Return what a version asks for, in the form that ``run.json`` has it."""
    return {**asset.content["environment"], "name": asset.name, "version": asset.version}


def _base(asset: Asset) -> str:
    """Return the interpreter that it is made from if it names no version of Python: as a run of it gets it."""
    python = (asset.content.get("definition") or {}).get("python") or {}
    named = python.get("interpreterPath")
    return sys.executable if named in ANY else shutil.which(os.path.expanduser(named)) or str(named)


def _resolution(asset: Asset) -> Json | None:
    return EnvironmentCache().resolution(spec_key(content_of(asset), _base(asset)))


def _built(asset: Asset) -> tuple[Builds, str] | None:
    """Return where what is built of an environment is, or would be; None where nothing is, or an engine or a resolution is missing."""
    content = content_of(asset)
    if environment_images.is_built(content):
        return environment_images.find(content)
    resolution = _resolution(asset) if needs_building(content) else None
    return None if resolution is None else (EnvironmentCache(), str(resolution["key"]))


def _description(workspace: HasEnvironments, asset: Asset) -> Description:
    content = content_of(asset)
    cache, key = _built(asset) or (None, "")
    ready = cache.ready(key) if cache else None
    told = {key: value for key, value in describe(asset).items() if key not in {"files", "size_bytes"}}
    return {
        **told,
        "versions": workspace.environment_store.versions(asset.name),
        "python_version": content.get("python_version"),
        "requirements": list(content.get("requirements") or ()),
        "conda": content.get("conda"),
        "conda_environment": content.get("conda_environment"),
        "docker": content.get("docker"),
        "builds": needs_building(content) or environment_images.is_built(content),
        "built": ready is not None,
        "built_size_bytes": ready["size_bytes"] if ready else None,
        "last_used": os.stat(cache.path(key, "ready")).st_mtime if cache and ready else None,
        "in_use": cache.in_use(key) if cache and ready else False,
    }
