"""What an environment costs: a run in one that is built, making one with a warm cache beside venv and pip, and its disk."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from _measure import Row, interleaved, median, run
from _workspace import source, workspace

from jupyterlab_aml import Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.environment_build.build import Report, build
from jupyterlab_aml.environment_build.cache import EnvironmentCache
from jupyterlab_aml.environment_build.disk import taken

PACKAGES = ("numpy", "scikit-learn")


def measure(quick=False):
    rounds = 2 if quick else 15
    with tempfile.TemporaryDirectory() as folder, workspace() as ws:
        os.environ["AML_CACHE"] = os.path.join(folder, "cache")
        try:
            return [warm_row(ws, rounds), *making_rows(folder, 1 if quick else 5)]
        finally:
            del os.environ["AML_CACHE"]


def warm_row(ws, rounds):
    folder = source(ws, pass_="pass")
    environment = Environment("bench")
    environment.python.conda_dependencies.add_pip_package("six")
    submitted(ws, folder, environment)
    found = interleaved(rounds, without=lambda: submitted(ws, folder, None), within=lambda: submitted(ws, folder, environment))
    middle = {name: median(values) for name, values in found.items()}
    added = middle["within"] - middle["without"]
    text = f"{added * 1000:+.0f} ms: {middle['within'] * 1000:.0f} in it, {middle['without'] * 1000:.0f} without one, submission to the end"
    return Row("a run in an environment that is built", "<= 0.2 s more", text, "", added <= 0.2, found)


def submitted(ws, folder, environment):
    """Submit an empty script and return the seconds until its run has ended."""
    began = time.perf_counter()
    Experiment(ws, "bench").submit(ScriptRunConfig(folder, script="pass_.py", environment=environment)).wait_for_completion(show_output=False)
    return time.perf_counter() - began


def making_rows(folder, rounds):
    build_here()  # so that uv's cache is warm
    pip_here(folder)  # and pip's
    found = interleaved(rounds, ours=build_here, pip=lambda: pip_here(folder))
    ours, pip = median(found["ours"]), median(found["pip"])
    (key,) = EnvironmentCache().all()
    size = taken(EnvironmentCache().path(key))
    text = f"{ours:.2f} s; `python -m venv` and pip, its cache warm, {pip:.1f} s"
    return [
        Row("an environment of numpy and scikit-learn, uv's cache warm", "<= 2 s", text, f"{pip / ours:.0f} x faster", ours <= 2, found),
        Row(
            "its files on the disk",
            "one copy, with uv's cache",
            f"{size.all_bytes / 1e6:.0f} MB, of which {size.own_bytes / 1e6:.1f} MB are not shared with uv's cache",
            "",
            size.own_bytes < 0.02 * size.all_bytes,
        ),
    ]


def build_here():
    """Build it and return the seconds that took; what it came to is known, as from the second time on."""
    asked = {"name": "bench", "requirements": list(PACKAGES)}
    for key in EnvironmentCache().all():
        EnvironmentCache().remove(key)
    began = time.perf_counter()
    build(asked, sys.executable, os.environ, Report())
    return time.perf_counter() - began


def pip_here(folder):
    """Do it as without us."""
    place = os.path.join(folder, "venv")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    subprocess.run([os.path.join(place, "bin", "pip"), "install", "--quiet", *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    shutil.rmtree(place)
    return seconds


if __name__ == "__main__":
    run(measure)
