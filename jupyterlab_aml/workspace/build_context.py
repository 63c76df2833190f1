"""Folders that images are built from, kept as snapshots of the workspace: what was submitted or registered is what is built."""

import os
from typing import Any

from jupyterlab_aml.errors import NotFoundError, SnapshotError, UserError
from jupyterlab_aml.runfiles.paths import WorkspacePaths

from . import snapshot
from .cache import Cache
from .docker_ignore import IGNORE_FILE, read_docker_rules


def keep(paths: WorkspacePaths, cache: Cache, folder: str, dockerfile_path: str, *, allow_large: bool = False) -> str:
    """Store a build context without what its ``.dockerignore`` leaves out, and return its hash.

    Raises
    ------
    SnapshotError
        It is over the limits of a snapshot; ``allow_large`` overrules.
    UserError
        Something in it cannot be read.
    """
    rules = read_docker_rules(folder, dockerfile_path)
    try:
        return snapshot.take(folder, paths, cache, allow_large=allow_large, rules=rules).id
    except SnapshotError as error:
        lines = "\n  ".join(error.details["ignore_lines"])
        raise SnapshotError(
            error.message.replace("The source folder", "The build context", 1),
            f"Leave out what the image does not need, in {os.path.join(folder, rules.file or IGNORE_FILE)}:\n  {lines}\n"
            "or build the image with docker or podman and name it as environment.docker.base_image.",
            **error.details,
        ) from None


def settled(environment: dict[str, Any] | None, paths: WorkspacePaths, cache: Cache, *, allow_large: bool) -> dict[str, Any] | None:
    """Return an environment as a run is told of it: with its build context in the workspace.

    Raises
    ------
    SnapshotError
        It holds too much.
    UserError
        It is kept by another workspace.
    """
    docker = (environment or {}).get("docker") or {}
    build = docker.get("build")
    if environment is None or not build:
        return environment
    if "folder" in build:
        kept = keep(paths, cache, build["folder"], build["dockerfile_path"], allow_large=allow_large)
        build = {"dockerfile": None, "context": kept, "dockerfile_path": build["dockerfile_path"]}
    elif build["context"]:
        try:
            snapshot.read_manifest(paths, build["context"])
        except NotFoundError:
            raise UserError(
                f"The build context of the environment {environment['name']!r} is not in this workspace.",
                "Make the environment anew, with DockerBuildContext.from_local_directory(workspace, path).",
                field="environment",
            ) from None
    return {**environment, "docker": {**docker, "build": build}}
