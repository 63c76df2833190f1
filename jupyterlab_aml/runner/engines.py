"""docker and podman: which of them answers, and what their clients are told."""

import os
import subprocess
import time
from typing import Dict, List, Mapping, NamedTuple, Optional

from jupyterlab_aml.environment_build.pip_settings import uv_variables
from jupyterlab_aml.runfiles.cache_folder import cache_folder
from jupyterlab_aml.runfiles.files import Damaged, Json, dumps, read_json, replace

_ANSWERS = {"docker": ["version", "--format", "{{.Server.Version}}"], "podman": ["info", "--format", "{{.Host.OCIRuntime.Name}}"]}
_ASK_S = 5.0
_KNOWN_S = 60.0
PATIENCE_S = 60.0  # removing something large takes seconds, anything does on a machine that is busy
# Variables of this machine that mean nothing in another.
OWN = ("CONDA_DEFAULT_ENV", "CONDA_PREFIX", "HOME", "LD_LIBRARY_PATH", "PATH", "PWD", "SHELL", "SSL_CERT_DIR", "TMPDIR", "USER", "VIRTUAL_ENV")
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_STRATEGY", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INSECURE_HOST")


class Said(NamedTuple):
    """How a short call of an engine ended, and what it printed."""

    done: bool
    text: str


def search_path(spec: Json) -> str:
    """Return the PATH on which engines are looked for: that of who submitted."""
    return str((spec.get("shell") or {}).get("PATH") or os.environ.get("PATH") or os.defpath)


def find_engine(path: str) -> Optional[str]:
    """Return ``docker`` or ``podman``, whichever answers first; None if neither does. The answer holds for a minute."""
    file = os.path.join(cache_folder("environments"), "engine.json")
    try:
        known = read_json(file) or {}
    except Damaged:
        known = {}
    if known.get("path") == path and 0 <= time.time() - float(known.get("t") or 0) < _KNOWN_S:
        return known.get("engine")
    engine = next((name for name in sorted(_ANSWERS) if _answers(name, path)), None)
    replace(file, dumps({"t": time.time(), "engine": engine, "path": path}))
    return engine


def _answers(name: str, path: str) -> bool:
    said = ask([name] + _ANSWERS[name], dict(os.environ, PATH=path), _ASK_S)
    return said.done and bool(said.text)


def ask(argv: List[str], env: Mapping[str, str], patience_s: float = PATIENCE_S) -> Said:
    """Call an engine for something that takes little time; one that does not answer has not done it."""
    try:
        found = subprocess.run(
            argv, check=False, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=patience_s
        )
    except (OSError, subprocess.SubprocessError):
        return Said(False, "")
    return Said(found.returncode == 0, found.stdout.decode("utf-8", "replace").strip())


def fetching() -> Dict[str, str]:
    """Return where packages come from, as far as that can be reached from a container, too: no folders of this machine."""
    told = dict(os.environ, **uv_variables(os.environ))
    return dict(proxies(), **{name: told[name] for name in _INDEXES if told.get(name) and "file:" not in told[name]})


def proxies() -> Dict[str, str]:
    """Return the variables that say through which proxy the network is reached."""
    return {name: os.environ[name] for name in os.environ if name.upper() in _PROXIES}


def client_environment(spec: Json, env: Mapping[str, str]) -> Dict[str, str]:
    """Return the environment of the engine's client: PATH and HOME are those of this machine."""
    here = {name: os.environ[name] for name in OWN if name in os.environ}
    return dict(fetching(), **dict(env, **dict(here, PATH=search_path(spec))))
