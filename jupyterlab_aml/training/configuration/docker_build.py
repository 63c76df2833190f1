"""Images that are built: from a Dockerfile, or from a folder that is kept in the workspace as it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.training.uri_secrets import secret_places

if TYPE_CHECKING:
    from .docker import DockerSection
    from .environment import Environment

_Environment = TypeVar("_Environment", bound="Environment")
IMAGES = ("base_image", "base_dockerfile", "build_context")
"""The settings of ``environment.docker`` that say which image it is, of which one is given."""
KEPT = "snapshot:"
"""How the location of a build context begins that a workspace keeps; its ``location_type`` is ``storageaccount``."""


def text_of_dockerfile(dockerfile: str, folder: str = "") -> str:
    """Return the text of a Dockerfile that is given as its text or its path; ``folder`` is where a relative path begins.

    Raises
    ------
    NotFoundError
        There is no such file.
    """
    path = os.path.join(folder, os.path.expanduser(dockerfile))
    if "\n" not in dockerfile and os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            return file.read()
    if "\n" not in dockerfile and not dockerfile.lstrip().upper().startswith(("FROM ", "ARG ")):
        raise NotFoundError(f"There is no Dockerfile {dockerfile!r}.", "Give its path, or its text, which begins with FROM.")
    return dockerfile


def plan_build(section: "DockerSection", name: str, folder: str = "") -> dict[str, Any] | None:
    """Return what an image is built from, None if it is not built.

    It is ``docker.build`` of ``run.json``, but for a folder that is not kept yet: that is under the key ``folder`` instead of ``context``.

    Parameters
    ----------
    name : str
        What the environment is called.
    folder : str
        Where relative paths begin.

    Raises
    ------
    NotFoundError
        There is no such Dockerfile or folder.
    UserError
        More than one image is described, or a Dockerfile holds a password.
    """
    given = [name for name in IMAGES if getattr(section, name)]
    if len(given) > 1:
        raise UserError(
            f"Settings of the environment {name!r} conflict: environment.docker has {' and '.join(given)}.", "Keep one of them.", field="environment"
        )
    if section.base_dockerfile:
        return {"dockerfile": _checked(text_of_dockerfile(section.base_dockerfile, folder), name), "context": None, "dockerfile_path": None}
    context = section.build_context
    if context is None or not context.location:
        return None
    found = {"dockerfile": None, "dockerfile_path": context.dockerfile_path}
    location = context.location
    if location.startswith(KEPT):
        return {**found, "context": location[len(KEPT) :]}
    if context.location_type != "localdirectory":
        return None
    return {**found, "folder": context_folder(os.path.join(folder, os.path.expanduser(location)), context.dockerfile_path)}


@contextmanager
def keeping_context(environment: "_Environment", workspace: Any) -> Iterator["_Environment"]:
    """Give an environment whose build context the workspace keeps; it is sure to stay if something names it when this ends.

    Raises
    ------
    NotFoundError
        There is no such folder, or no Dockerfile in it.
    SnapshotError
        It holds too much.
    """
    context = environment.docker.build_context
    if context is None or context.location_type != "localdirectory" or not context.location:
        yield environment
        return
    folder = context_folder(os.path.expanduser(context.location), context.dockerfile_path)
    copy = environment.copied()
    with workspace.keeping_build_context(folder, context.dockerfile_path) as kept:
        copy.docker.build_context = type(context)("storageaccount", KEPT + kept, context.dockerfile_path)
        yield copy


def context_folder(folder: str, dockerfile_path: str) -> str:
    """Return the absolute path of a build context that has its Dockerfile.

    Raises
    ------
    NotFoundError
        The folder or the Dockerfile is not there; the hint names the nearest.
    UserError
        The Dockerfile is outside the folder.
    """
    folder = os.path.abspath(folder)
    if not os.path.isdir(folder):
        raise NotFoundError(f"The build context {folder!r} is not a folder.", "Give the folder that holds the Dockerfile.", field="environment")
    path = os.path.normpath(dockerfile_path)
    if os.path.isabs(path) or path.split(os.sep)[0] == os.pardir:
        raise UserError(
            f"The Dockerfile {dockerfile_path!r} is outside the build context {folder!r}.", "Give its path inside it.", field="environment"
        )
    if not os.path.isfile(os.path.join(folder, path)):
        files = sorted(each.name for each in os.scandir(folder) if each.is_file())
        raise NotFoundError(
            f"There is no {dockerfile_path!r} in the build context {folder!r}.", did_you_mean(dockerfile_path, files), field="environment"
        )
    return folder


def _checked(dockerfile: str, name: str) -> str:
    found = secret_places(dockerfile.splitlines())
    if found:
        raise UserError(
            f"The Dockerfile of the environment {name!r} has a password or token in {', '.join(found)}, which would be stored with it and in the "
            "image for everybody to read.",
            "Leave it out; an image that takes one to build can be built with docker or podman and named as environment.docker.base_image.",
            field="environment",
        )
    return dockerfile
