"""Runs the processes of a run in containers, where the environment names an image and docker or podman answers."""

import os
import subprocess
import time
from typing import Dict, List, Mapping, Optional, Sequence

from jupyterlab_aml.environment_build.cache import digest
from jupyterlab_aml.environment_build.pip_settings import uv_variables
from jupyterlab_aml.environment_build.uv import BuildError, find_uv
from jupyterlab_aml.runfiles.cache_folder import cache_folder
from jupyterlab_aml.runfiles.files import Damaged, Json, dumps, read_json, replace

from .environment import COMPAT
from .outcome import read_tail
from .processes import Part
from .stage import BUILD_FAILED, StageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .attempt import Attempt

PYTHON = "python"  # that of the image; the path of one of ours would say nothing there
PACKAGE = os.path.dirname(COMPAT)
_ANSWERS = {"docker": ["version", "--format", "{{.Server.Version}}"], "podman": ["info", "--format", "{{.Host.OCIRuntime.Name}}"]}
_ASK_S = 5.0
_KNOWN_S = 60.0
_START = 'exec "$(command -v python3 || command -v python)" -m jupyterlab_aml.environment_build.inside "$@"'
# Variables of this machine that mean nothing in another.
_OWN = ("CONDA_DEFAULT_ENV", "CONDA_PREFIX", "HOME", "LD_LIBRARY_PATH", "PATH", "PWD", "SHELL", "SSL_CERT_DIR", "TMPDIR", "USER", "VIRTUAL_ENV")
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_STRATEGY", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INSECURE_HOST")


def prepare(attempt: "Attempt") -> bool:
    """Tell whether the run goes into a container; if it should and cannot, a warning on the run says so."""
    docker = attempt.spec["environment"].get("docker")
    if not docker:
        return False
    image = docker.get("image")
    if not image:
        attempt.warn("not run in a container: images are not built from a Dockerfile. It runs in the Python environment of this machine")
        return False
    attempt.spec = dict(attempt.spec, engine=find_engine(attempt.spec))
    if attempt.spec["engine"] is None:
        attempt.warn("not run in the image {}: neither docker nor podman answers. It runs in the Python environment of this machine".format(image))
    return attempt.spec["engine"] is not None


def find_engine(spec: Json) -> Optional[str]:
    """Return ``docker`` or ``podman``, whichever answers first; None if neither does. The answer holds for a minute."""
    path = os.path.join(cache_folder("environments"), "engine.json")
    try:
        known = read_json(path) or {}
    except Damaged:
        known = {}
    search = (spec.get("shell") or {}).get("PATH") or os.environ.get("PATH") or os.defpath
    if known.get("path") == search and 0 <= time.time() - float(known.get("t") or 0) < _KNOWN_S:
        return known.get("engine")
    engine = next((name for name in sorted(_ANSWERS) if _answers(name, search)), None)
    replace(path, dumps({"t": time.time(), "engine": engine, "path": search}))
    return engine


def _answers(name: str, search: str) -> bool:
    try:
        done = subprocess.run(
            [name] + _ANSWERS[name],
            check=False,
            env=dict(os.environ, PATH=search),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_ASK_S,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0 and bool(done.stdout.strip())


def fetch_image(attempt: "Attempt") -> None:
    """Have the engine fetch the image, if it is not there.

    Raises
    ------
    StageError
        It cannot be had; the text ends with what the engine says.
    """
    engine, image = str(attempt.spec["engine"]), str(attempt.spec["environment"]["docker"]["image"])
    env = _client_environment(attempt.spec, os.environ)
    look = [engine, "image", "inspect", image]
    if subprocess.run(look, check=False, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
        return
    attempt.busy("fetching the image {}".format(image))
    if attempt.attend([engine, "pull", image], env, attempt.paths.environment_log):
        said = read_tail(attempt.paths.environment_log).decode("utf-8", "replace").strip().splitlines()[-1:]
        raise StageError("the image {} cannot be fetched: {}".format(image, said[0] if said else engine + " does not say why"), code=BUILD_FAILED)


def in_containers(attempt: "Attempt", parts: List[Part], paths: Sequence[str]) -> List[Part]:
    """Return the processes of a run as they are started; ``paths`` are those that they read and write outside the workspace."""
    engine = attempt.spec["engine"]
    return [part._replace(argv=command(engine, attempt, part, paths), env=_client_environment(attempt.spec, part.env)) for part in parts]


def command(engine: str, attempt: "Attempt", part: Part, paths: Sequence[str]) -> List[str]:
    """Return the command line that runs one process in a container."""
    docker = attempt.spec["environment"]["docker"]
    run = attempt.paths.run
    cache = cache_folder(os.path.join("containers", digest({"image": docker["image"]})))
    argv = [engine, "run", "--rm", "--user", "{}:{}".format(os.getuid(), os.getgid()), "--workdir", attempt.paths.code]
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
    for name in sorted({*_passed(part.env), *_fetching()}):
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
    return [name for name, value in env.items() if name not in _OWN and os.environ.get(name) != value]


def _fetching() -> Dict[str, str]:
    """Return where packages come from, as far as that can be reached from a container, too: no folders of this machine."""
    found = {name: os.environ[name] for name in os.environ if name.upper() in _PROXIES}
    told = dict(os.environ, **uv_variables(os.environ))
    found.update((name, told[name]) for name in _INDEXES if told.get(name) and "file:" not in told[name])
    return found


def _client_environment(spec: Json, env: Mapping[str, str]) -> Dict[str, str]:
    """Return the environment of the engine's client: PATH and HOME are those of this machine."""
    here = {name: os.environ[name] for name in _OWN if name in os.environ}
    path = (spec.get("shell") or {}).get("PATH")
    return dict(_fetching(), **dict(env, **dict(here, PATH=path) if path else here))
