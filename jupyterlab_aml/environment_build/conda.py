"""conda, mamba and micromamba: environments that exist, and packages that only they have."""

import json
import os
import shutil
import subprocess
from typing import List, Mapping, Optional, Sequence

from jupyterlab_aml.runfiles.files import Json, dumps

from .uv import BuildError, Tell, run_live

TOOLS = ("micromamba", "mamba", "conda")
_USUAL = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba")
_ASK_S = 30.0


def find_tool(env: Mapping[str, str]) -> Optional[str]:
    """Return the path of the first of micromamba, mamba and conda that is on PATH or named by its variable."""
    for name in TOOLS:
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return found
    return next((env[name] for name in ("MAMBA_EXE", "CONDA_EXE") if os.access(env.get(name, ""), os.X_OK)), None)


def create(tool: str, environment: Json, prefix: str, env: Mapping[str, str], tell: Tell, lock: int) -> None:
    """Make an environment from the channels and packages of a description.

    Raises
    ------
    BuildError
        It cannot be made; the text is what the tool printed.
    """
    conda = environment["conda"]
    packages = list(conda["packages"])
    if not any(each.split("::")[-1].startswith("python") for each in packages):
        packages.insert(0, "python")  # the script needs one
    path = os.path.join(os.path.dirname(prefix), "environment.yml")
    with open(path, "wb") as file:
        file.write(dumps({"channels": conda.get("channels") or ["conda-forge"], "dependencies": packages}))  # JSON is YAML
    verb = ["create", "--yes"] if os.path.basename(tool) == "micromamba" else ["env", "create"]
    sure = dict(env, CONDA_ALWAYS_YES="true", MAMBA_ALWAYS_YES="true")
    run_live([tool] + verb + ["--prefix", prefix, "--file", path], sure, os.path.dirname(prefix), tell, [lock])


def existing(wanted: str, env: Mapping[str, str]) -> str:
    """Return the interpreter of an environment that exists, given by its name or its path.

    Raises
    ------
    BuildError
        There is none; the text says which there are.
    """
    if os.sep in wanted or wanted.startswith("~"):
        there = os.path.join(os.path.abspath(os.path.expanduser(wanted)), "bin", "python")
        if os.access(there, os.X_OK):
            return there
        raise BuildError("there is no interpreter {}".format(there))
    prefixes = _known(env)
    python = _python_of(wanted, prefixes)
    if python is None:
        prefixes += _told(env)
        python = _python_of(wanted, prefixes)
    if python is None:
        names = sorted({os.path.basename(prefix) for prefix in prefixes if _has_python(prefix)})
        others = "; there is: {}".format(", ".join(names)) if names else ", nor any other that was found"
        raise BuildError("there is no conda environment {!r}{}".format(wanted, others))
    return python


def _python_of(name: str, prefixes: Sequence[str]) -> Optional[str]:
    for prefix in prefixes:
        is_base = os.path.basename(os.path.dirname(prefix)) != "envs"
        if _has_python(prefix) and (os.path.basename(prefix) == name or (name == "base" and is_base)):
            return os.path.join(prefix, "bin", "python")
    return None


def _has_python(prefix: str) -> bool:
    return os.access(os.path.join(prefix, "bin", "python"), os.X_OK)


def _known(env: Mapping[str, str]) -> List[str]:
    """Return the prefixes that can be known without asking conda, which takes a second."""
    home = os.path.expanduser("~")
    tool = find_tool(env)
    roots: List[str] = [env.get("MAMBA_ROOT_PREFIX", ""), os.path.dirname(os.path.dirname(os.path.realpath(tool))) if tool else ""]
    roots += [os.path.join(home, name) for name in _USUAL] + ["/opt/conda"]
    folders = [folder for name in ("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS") for folder in (env.get(name) or "").split(os.pathsep)]
    folders += [os.path.join(root, "envs") for root in roots if root] + [os.path.join(home, ".conda", "envs")]
    found = []
    try:
        with open(os.path.join(home, ".conda", "environments.txt"), encoding="utf-8") as file:
            found = [line.strip() for line in file if line.strip()]
    except (OSError, UnicodeDecodeError):
        pass
    for folder in folders:
        if folder and os.path.isdir(folder):
            found += [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return found + [root for root in roots if root and os.path.isdir(os.path.join(root, "conda-meta"))]


def _told(env: Mapping[str, str]) -> List[str]:
    tool = find_tool(env)
    if tool is None:
        return []
    try:
        done = subprocess.run(
            [tool, "env", "list", "--json"],
            check=False,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_ASK_S,
        )
        return [str(prefix) for prefix in json.loads(done.stdout.decode("utf-8", "replace"))["envs"]]
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError):
        return []
