"""``run.get_environment()``: the environment that a run was told of, as an object of the SDK."""

import sys

from engine_support import make_run
from environment_support import environment

from jupyterlab_aml import Environment


def of(ws, **spec):
    return ws.get_run(make_run(ws.paths, f"exp_{len(ws.list_runs())}_0", **spec).run_id).get_environment()


def test_packages_come_back(ws):
    told = environment("numpy==1.26.*", "pandas", name="mine", python_version="3.11", pip_options=["--pre"])
    found = of(ws, environment=told)
    assert found.to_spec().environment == told


def test_what_conda_installs_comes_back(ws):
    packages = {"channels": ["conda-forge"], "packages": ["python=3.11", "mkl"], "unmapped": ["mkl"]}
    assert list(of(ws, environment=environment("six", conda=packages)).python.conda_dependencies.conda_packages) == ["python=3.11", "mkl"]
    assert of(ws, environment=environment(conda_environment="/envs/old")).python.base_conda_environment == "/envs/old"


def test_a_registered_version_is_it_while_it_is_there(ws):
    mine = Environment("mine")
    mine.python.conda_dependencies.add_pip_package("six")
    mine.environment_variables["A"] = "1"
    mine = mine.register(ws)
    told = mine.to_spec().environment
    assert of(ws, environment=told).environment_variables == {"A": "1"}
    ws.environment_store.delete(ws.environment_store.get("mine"))
    assert list(of(ws, environment=told).python.conda_dependencies.pip_packages) == ["six"]


def test_an_interpreter_as_it_is(ws):
    python = of(ws, environment=None, python=sys.executable).python
    assert (python.user_managed_dependencies, python.interpreter_path) == (True, sys.executable)
