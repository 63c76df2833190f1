"""The images that environments are built to, where an engine answers."""

import os
from typing import NamedTuple

from jupyterlab_aml.environment_build.build import Report
from jupyterlab_aml.environment_build.cache import needs_building
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.errors import EnvironmentBuildError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.engines import client_environment, find_engine, search_path
from jupyterlab_aml.runner.image_build import build_image
from jupyterlab_aml.runner.images import ImageCache
from jupyterlab_aml.runner.stage import StageError


class Image(NamedTuple):
    """One image, whether it is there or not."""

    cache: ImageCache
    key: str


def images() -> ImageCache | None:
    """Return the images of the engine that answers, None if none does."""
    engine = find_engine(search_path({}))
    return None if engine is None else ImageCache(engine, client_environment({}, os.environ))


def is_built(content: Json) -> bool:
    """Tell whether an environment, as ``run.json`` has it, has an image that is built."""
    return bool((content.get("docker") or {}).get("build"))


def find(content: Json) -> Image | None:
    """Return the image of an environment; None if none is built, or no engine answers."""
    cache = images() if is_built(content) else None
    return None if cache is None else Image(cache, cache.key(content["docker"]["build"]))


def build(paths: WorkspacePaths, ref: str, content: Json, report: Report) -> None:
    """Build the image of an environment, ``ref``, unless it is there.

    Raises
    ------
    EnvironmentBuildError
        It cannot be built; the message begins with what the engine says.
    """
    cache = images()
    if cache is None:
        raise EnvironmentBuildError(f"The environment {ref} cannot be built: neither docker nor podman answers.", environment=ref)
    try:
        build_image(cache, content["docker"]["build"], content.get("name"), paths, report)
    except (BuildError, StageError, OSError) as error:
        raise EnvironmentBuildError(f"The environment {ref} cannot be built: {error}", environment=ref) from None
    if needs_building(content):
        report.line("Its packages are installed by the first run in a container of the image.")
