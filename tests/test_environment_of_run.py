"""``run.get_environment()``: the environment that a run was told of, as an object of the SDK."""

import sys

import pytest
from engine_support import events_of, finish, log_of, make_run, make_workspace, start_runner
from environment_support import environment

from jupyterlab_aml import Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.cli.past_fields import fields_of
from jupyterlab_aml.runfiles.files import read_json
from jupyterlab_aml.workspace.lineage import lineage_of_run


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


@pytest.fixture(name="as_it_is")
def as_it_is_fixture(ws):
    """A registered environment without packages."""
    mine = Environment("mine")
    mine.python.user_managed_dependencies = True
    mine.environment_variables["A"] = "1"
    return mine.register(ws)


@pytest.mark.parametrize("by", ["object", "name"])
def test_a_registered_interpreter_as_it_is_knows_its_runs(ws, script, as_it_is, by):
    config = ScriptRunConfig(script("import os, sys; print(sys.executable, os.environ['A'])"), script="train.py", environment=as_it_is)
    if by == "name":
        config = ScriptRunConfig(config.source_directory, script="train.py", environment="mine")
    run = Experiment(ws, "exp").submit(config)
    run.wait_for_completion(show_output=False)
    assert log_of(ws.paths.run(run.id)).decode().split() == [sys.executable, "1"]
    assert ws.environment_store.get("mine").used_by() == [run.id]
    assert lineage_of_run(ws, run.id)["environment"]["asset"] == "mine:1"
    assert fields_of(read_json(ws.paths.run(run.id).spec), {}, None)["environment"] == "mine:1"
    assert run.get_environment().environment_variables == {"A": "1"}
    assert as_it_is.register(ws).version == "1"
    ws.environment_store.delete(ws.environment_store.get("mine"))
    assert run.get_environment().python.interpreter_path == sys.executable


def test_one_that_was_changed_since_is_not_taken_for_it(ws, script, no_agent, as_it_is):
    as_it_is.python.interpreter_path = "/usr/bin/python3"
    run = Experiment(ws, "exp").submit(ScriptRunConfig(script("print(1)"), script="train.py", environment=as_it_is))
    assert run.get_details()["runDefinition"]["environment"] is None
    assert ws.environment_store.get("mine").used_by() == []


def test_an_interpreter_as_it_is_is_not_looked_for(tmp_path):
    """What finds and builds environments is not loaded: each start of a run would pay for it."""
    paths = make_workspace(tmp_path)
    seen = []
    for number, asked in enumerate([environment(name="mine", version="1"), environment(conda_environment=sys.prefix)]):
        run = make_run(paths, f"exp_{number}_0", python=sys.executable, environment=asked, command=["true"])
        seen.append("jupyterlab_aml.runner.provide" in finish(start_runner(run, PYTHONPROFILEIMPORTTIME="1"))[1])
        assert events_of(run)[-1]["status"] == "Completed"
    assert seen == [False, True]


def test_an_interpreter_as_it_is(ws):
    python = of(ws, environment=None, python=sys.executable).python
    assert (python.user_managed_dependencies, python.interpreter_path) == (True, sys.executable)
