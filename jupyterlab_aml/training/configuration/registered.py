"""Environments in a workspace: versions that never change, kept by ``workspace.environment_store``."""

from typing import TYPE_CHECKING, Any, TypeVar

from jupyterlab_aml.errors import NotFoundError, UserError

from .docker_build import keeping_context, text_of_dockerfile
from .environment_plan import CURATED, CURATED_ID

if TYPE_CHECKING:
    from .environment import Environment

_Environment = TypeVar("_Environment", bound="Environment")
_NAMED = ("name", "version")


def content_of(environment: "Environment") -> dict[str, Any]:
    """Return what is kept of an environment: ``definition``, the keys of its file without a password, and ``environment``, what a run is told of it.

    Raises
    ------
    UserError
        Settings conflict.
    """
    definition = {key: value for key, value in environment.to_dict().items() if key not in _NAMED}
    docker, section = definition["docker"], environment.docker
    packages = environment.python.dependencies()  # a file of them may change or go
    dockerfile = text_of_dockerfile(section.base_dockerfile) if section.base_dockerfile else None
    definition["docker"] = {**docker, "baseDockerfile": dockerfile, "baseImageRegistry": {**docker["baseImageRegistry"], "password": None}}
    definition["python"] = {**definition["python"], "condaDependencies": packages.as_dict(), "condaDependenciesFile": None}
    asked = environment.clone(environment.name).to_spec().environment or {}  # without a version: what is kept does not depend on it
    return {"definition": definition, "environment": {key: value for key, value in asked.items() if key not in _NAMED}}


def register(environment: _Environment, workspace: Any) -> _Environment:
    """Keep an environment and return it with its version."""
    if environment.name.startswith(CURATED):
        raise UserError(f"The name {environment.name!r} begins with {CURATED!r}, which is for Azure's own.", "Use environment.clone('my-name').")
    environment.to_spec()  # what is refused is refused before anything is kept
    with keeping_context(environment, workspace) as kept:
        store, content = workspace.environment_store, content_of(kept)
        newest = store.all(kept.name)[-1:]
        known = newest[0] if newest and newest[0].content == content else None
        asset = known or store.add(kept.name, content, private=bool(kept.environment_variables))
    return _from_asset(type(environment), asset)


def get(kind: type[_Environment], workspace: Any, name: str, version: str | int | None, label: str | None) -> _Environment:
    """Return a registered environment."""
    store = workspace.environment_store
    if name.lower().startswith(CURATED.lower()) and not store.versions(name):
        curated = kind(name)
        curated.asset_id = CURATED_ID + name  # which a clone keeps
        return curated
    if label is not None and version is not None:
        raise UserError("Both version and label are given.", "Give one of them.")
    if label is None or label.lower() == "latest":
        return _from_asset(kind, store.get(name, version))
    labelled = [asset for asset in store.all(name) if label in asset.tags]
    if not labelled:
        known = sorted({tag for asset in store.all(name) for tag in asset.tags})
        raise NotFoundError(
            f"No version of the environment {name!r} has the label {label!r}.",
            f"There is: {', '.join(known)}." if known else "No version has a label.",
        )
    return _from_asset(kind, labelled[-1])


def newest(kind: type[_Environment], workspace: Any) -> dict[str, _Environment]:
    """Return the newest version of every registered environment."""
    return {asset.name: _from_asset(kind, asset) for asset in workspace.environment_store.newest()}


def label(workspace: Any, name: str, version: str, labels: list[str]) -> None:
    """Give a version labels, taking them from the versions that had them."""
    store = workspace.environment_store
    labelled = store.get(name, version)
    for asset in store.all(name):
        kept = {tag: value for tag, value in asset.tags.items() if tag not in labels}
        tags = {**kept, **dict.fromkeys(labels, "")} if asset.version == labelled.version else kept
        if tags != asset.tags:
            store.label(asset, tags=tags)


def no_image(what: str, name: str) -> UserError:
    """Return the error of whoever asks for an image."""
    return UserError(
        f"{what}() has no image to build or to show for the environment {name!r}: what it needs is made on the machine that runs it.",
        f"`aml environments build {name}` makes it now instead of with the first run.",
    )


def _from_asset(kind: type[_Environment], asset: Any) -> _Environment:
    return kind.from_dict({**asset.content["definition"], "name": asset.name, "version": asset.version}, f"environment {asset.ref}")
