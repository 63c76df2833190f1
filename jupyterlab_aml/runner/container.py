"""Runs the processes of a run in containers, where the environment names an image and docker or podman answers."""

import os
from typing import List, Mapping, Sequence

from jupyterlab_aml.environment_build.uv import BuildError, find_uv
from jupyterlab_aml.runfiles.files import names

from .engines import OWN, ask, client_environment, fetching, find_engine, search_path
from .environment import COMPAT
from .images import packages_folder
from .outcome import read_tail
from .processes import Part
from .stage import BUILD_FAILED, StageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempt import Attempt

PACKAGE = os.path.dirname(COMPAT)
_REMOVALS = 3
_START = 'exec "$(command -v python3 || command -v python)" -m jupyterlab_aml.environment_build.inside "$@"'


def prepare(attempt: "Attempt") -> bool:
    """Tell whether the run goes into a container; if it should and cannot, a warning on the run says so."""
    docker = attempt.spec["environment"].get("docker")
    if not docker:
        return False
    attempt.spec = dict(attempt.spec, engine=find_engine(search_path(attempt.spec)))
    if attempt.spec["engine"] is None:
        image = docker.get("image")
        where = "in the image {}".format(image) if image else "in a container, and its image is not built"
        attempt.warn("not run {}: neither docker nor podman answers. It runs in the Python environment of this machine".format(where))
    return attempt.spec["engine"] is not None


def fetch_image(attempt: "Attempt") -> None:
    """Have the engine fetch the image, if it is not there.

    Raises
    ------
    StageError
        It cannot be had; the text ends with what the engine says.
    """
    engine, image = str(attempt.spec["engine"]), str(attempt.spec["environment"]["docker"]["image"])
    env = client_environment(attempt.spec, os.environ)
    if ask([engine, "image", "inspect", image], env).done:
        return
    attempt.busy("fetching the image {}".format(image))
    if attempt.attend([engine, "pull", image], env, attempt.paths.environment_log):
        said = read_tail(attempt.paths.environment_log).decode("utf-8", "replace").strip().splitlines()[-1:]
        raise StageError("the image {} cannot be fetched: {}".format(image, said[0] if said else engine + " does not say why"), code=BUILD_FAILED)


def in_containers(attempt: "Attempt", parts: List[Part], paths: Sequence[str]) -> List[Part]:
    """Return the processes of a run as they are started; ``paths`` are those that they read and write outside the workspace."""
    engine = attempt.spec["engine"]
    os.makedirs(attempt.paths.containers, exist_ok=True)
    started = []
    for number, part in enumerate(parts):
        argv = command(engine, attempt, part, paths, os.path.join(attempt.paths.containers, str(number)))
        started.append(part._replace(argv=argv, env=client_environment(attempt.spec, part.env)))
    return started


def remove(attempt: "Attempt") -> None:
    """Remove the containers of a run: one whose client was ended by force may go on, and one whose removal was interrupted stays."""
    engine, ids = str(attempt.spec["engine"]), []
    for name in names(attempt.paths.containers):
        with open(os.path.join(attempt.paths.containers, name), encoding="ascii") as file:
            ids.append(file.read().strip())
    if ids:
        at_once = ["--time=0"] if engine == "podman" else []
        env = client_environment(attempt.spec, os.environ)
        # podman, all of whose processes were ended, finds out at the first try and removes at the second.
        any(ask([engine, "rm", "--force"] + at_once + ids, env).done for _ in range(_REMOVALS))


def command(engine: str, attempt: "Attempt", part: Part, paths: Sequence[str], id_file: str) -> List[str]:
    """Return the command line that runs one process in a container, whose id the engine writes into a file."""
    docker = attempt.spec["environment"]["docker"]
    run = attempt.paths.run
    cache = packages_folder(docker["image"])
    argv = [engine, "run", "--rm", "--cidfile", id_file, "--user", "{}:{}".format(os.getuid(), os.getgid()), "--workdir", attempt.paths.code]
    argv += ["--userns=keep-id"] if engine == "podman" and os.getuid() else []
    argv += ["--network=host"] if attempt.spec.get("distribution") else []
    argv += ["--shm-size", str(docker["shm_size"])] if docker.get("shm_size") else []
    argv += (["--gpus=all"] if engine == "docker" else ["--device=nvidia.com/gpu=all"]) if docker.get("gpu") else []
    for path in _mounted([run.workspace.root, cache] + list(paths)):
        argv += ["--volume", "{0}:{0}".format(path)]
    argv += ["--volume", "{0}:{0}:ro".format(COMPAT)]
    try:
        argv += ["--volume", "{}:/usr/local/bin/uv:ro".format(find_uv())]
    except BuildError:
        pass  # only one that has packages to install needs it, and says so then
    for name in sorted({*_passed(part.env), *fetching()}):
        argv += ["--env", name]  # its value comes from the environment of the engine: in a command line everybody could read it
    argv += ["--env", "AML_CACHE=" + cache, "--env", "UV_CACHE_DIR=" + os.path.join(cache, "uv"), "--env", "HOME=/tmp"]
    argv += [str(word) for word in docker.get("arguments") or ()]
    return argv + ["--entrypoint", "/bin/sh", docker["image"], "-c", _START, "sh", run.folder, str(attempt.paths.number)] + part.argv


def _mounted(paths: Sequence[str]) -> List[str]:
    """Return the folders to mount: those that are there and not within another one."""
    found: List[str] = []
    for path in sorted({os.path.abspath(path) for path in paths if os.path.isabs(path) and os.path.exists(path)}):
        if not any(path.startswith(outer + os.sep) for outer in found):
            found.append(path)
    return found


def _passed(env: Mapping[str, str]) -> List[str]:
    """Return what a process in a container gets of its environment: what is about the run, and what was given to it, but not this machine's."""
    return [name for name, value in env.items() if name not in OWN and os.environ.get(name) != value]
