"""Spark: ``spark-submit`` runs the script as the driver, with this machine as the cluster."""

import os
import shutil
import subprocess
import sys
from typing import Dict, List, Optional

from .launch import Launch
from .processes import Part
from .stage import StageError

_LOOK_S = 20.0
_DEFAULTS = {  # what the run's own configuration sets goes before them
    "spark.master": "local[*]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


def spark_submit(launch: Launch) -> List[Part]:
    """Return the process of the driver.

    Raises
    ------
    StageError
        ``spark-submit`` or Java is missing, or it is no Python script.
    """
    script, python = str(launch.spec.get("script") or ""), launch.spec.get("python")
    if not script.endswith(".py"):
        raise StageError("Spark runs Python scripts, and {!r} is none".format(script or " ".join(launch.argv)))
    env = dict(launch.env)
    program = "spark-submit" if launch.in_container else _find(env, python)
    if python:
        env.update(PYSPARK_PYTHON=python, PYSPARK_DRIVER_PYTHON=python)
    env.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    configuration = dict(_DEFAULTS, **_given(launch))
    options = [word for key in sorted(configuration) for word in ("--conf", "{}={}".format(key, configuration[key]))]
    return [Part([program] + options + launch.argv[launch.argv.index(script) :], env, launch.paths.log)]


def _find(env: Dict[str, str], python: Optional[str]) -> str:
    program = _spark_submit(env, python)
    if program is None:
        raise StageError(
            "spark-submit was found neither on PATH, nor in SPARK_HOME, nor beside the interpreter; install it with `pip install pyspark`",
            code="SparkNotFound",
        )
    java_home = env.get("JAVA_HOME")
    if not shutil.which(os.path.join(java_home, "bin", "java") if java_home else "java", path=env.get("PATH")):
        where = "in JAVA_HOME ({})".format(java_home) if java_home else "on PATH, and JAVA_HOME is not set"
        raise StageError(
            "Spark needs Java, and there is none {}; install it, on Debian and Ubuntu with `apt install default-jre-headless`".format(where),
            code="JavaNotFound",
        )
    return program


def _spark_submit(env: Dict[str, str], python: Optional[str]) -> Optional[str]:
    home = env.get("SPARK_HOME")
    folders = [env.get("PATH"), os.path.join(home, "bin") if home else None, os.path.dirname(python) if python else None]
    for folder in folders:
        found = shutil.which("spark-submit", path=folder) if folder else None
        if found:
            return found
    # An environment that was built may lack it, as on a cluster, which has a Spark of its own: here it is that of who submitted.
    return (_of_package(env, python) if python else None) or _of_package(env, sys.executable)


def _of_package(env: Dict[str, str], python: str) -> Optional[str]:
    """The one within pyspark, where the interpreter has that from elsewhere: an environment made on top of another has no programs of the other."""
    look = "import importlib.util; print(importlib.util.find_spec('pyspark').submodule_search_locations[0])"
    try:
        folder = subprocess.check_output([python, "-c", look], env=env, stderr=subprocess.DEVNULL, timeout=_LOOK_S).decode().strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return shutil.which("spark-submit", path=os.path.join(folder, "bin"))


def _given(launch: Launch) -> Dict[str, str]:
    """The Spark properties of the run, as Spark writes them."""
    given = launch.spec["distribution"].get("configuration") or {}
    if type(given) is not dict:
        raise StageError("the configuration of Spark is {!r}; allowed are values by the names of properties".format(given))
    return {str(key): str(value).lower() if type(value) is bool else str(value) for key, value in given.items() if value is not None}
