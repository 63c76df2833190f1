"""The interpreter of a run: the one it names, or one of an environment that is built when it is first needed."""

import os
import sys
from typing import List, Optional

from jupyterlab_aml.environment_build import conda
from jupyterlab_aml.environment_build.cache import EnvironmentCache, needs_building, note_use, spec_key
from jupyterlab_aml.environment_build.inside import PYTHON
from jupyterlab_aml.environment_build.uv import BuildError
from jupyterlab_aml.runfiles.files import Json, read_json

from . import container, images
from .engines import client_environment
from .processes import how_ended
from .stage import BUILD_FAILED, StageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempt import Attempt

_BUILDER_GRACE_S = 2.0  # what an engine executes for an image does not hear that it shall end
_TRIES = 3  # somebody may remove an environment in the moment between its completion and its use


def provide(attempt: "Attempt") -> Optional[str]:
    """Return the path of the interpreter that has what ``spec["environment"]`` asks for.

    Raises
    ------
    StageError
        It cannot be built, or its image cannot be had; the text begins with what the resolver, or the engine, says.
    """
    python = str(attempt.spec["python"]) if attempt.spec.get("python") else None
    environment = attempt.spec["environment"]
    if container.prepare(attempt):
        if environment["docker"].get("build"):
            attempt.spec = _with_image(attempt, environment)
        else:
            container.fetch_image(attempt)
        return PYTHON
    if environment.get("conda_environment"):
        return _existing(attempt, str(environment["conda_environment"]))
    return _built(attempt, environment, python) if needs_building(environment) else python


def _existing(attempt: "Attempt", wanted: str) -> str:
    try:
        return conda.existing(wanted, dict(os.environ, **(attempt.spec.get("shell") or {})))
    except BuildError as error:
        raise StageError(str(error), code="EnvironmentNotFound")


def _built(attempt: "Attempt", environment: Json, python: Optional[str]) -> str:
    cache = EnvironmentCache()
    spec = spec_key(environment, python)
    for _ in range(_TRIES):
        resolution = cache.resolution(spec)
        # The descriptor stays open until this process ends: what a run uses is not removed.
        if resolution is not None and cache.use(str(resolution["key"])) is not None:
            for warning in resolution["warnings"]:
                attempt.warn(str(warning))
            used = cache.python(str(resolution["key"]))
            note_use(attempt.paths.environment, environment, used, resolution["requirements"])
            return used
        _build(attempt, "environment", str(environment.get("name") or "of this run"), ["jupyterlab_aml.environment_build"])
    raise StageError("the environment was removed each time it had been built", code=BUILD_FAILED)


def _with_image(attempt: "Attempt", environment: Json) -> Json:
    """Return the description of a run with the image that was built for it."""
    docker, engine = environment["docker"], str(attempt.spec["engine"])
    cache = images.ImageCache(engine, client_environment(attempt.spec, os.environ))
    key = cache.key(docker["build"])
    for _ in range(_TRIES):
        if cache.use(key) is not None:  # the descriptor stays open, as that of an environment
            return dict(attempt.spec, environment=dict(environment, docker=dict(docker, image=cache.tag(key))))
        _build(attempt, "image", "", ["jupyterlab_aml.runner.image_build", engine])
    raise StageError("the image was removed each time it had been built", code=BUILD_FAILED)


def _build(attempt: "Attempt", what: str, name: str, module: List[str]) -> None:
    """Have a builder of ours, a module with its own arguments last, make something in a process of its own."""
    paths = attempt.paths
    attempt.busy("building the {} {}".format(what, name).strip())
    argv = [sys.executable, "-m", module[0], paths.run.folder, str(paths.number)] + module[1:]
    failed = attempt.attend(argv, dict(os.environ), paths.environment_log, min(attempt.grace_s, _BUILDER_GRACE_S))
    if os.path.exists(paths.progress):
        os.unlink(paths.progress)  # from here on it is the script that tells how far it is
    if failed:
        told = read_json(paths.environment) or {}
        raise StageError(str(told.get("error") or "the builder of the {} did not finish: {}".format(what, how_ended(failed))), code=BUILD_FAILED)
