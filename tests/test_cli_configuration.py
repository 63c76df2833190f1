"""``aml submit`` with settings that are kept somewhere: a registered environment, a file of a run configuration."""

import json

import pytest
from cli_support import Terminal
from engine_support import make_workspace

from jupyterlab_aml import CondaDependencies, Environment, MpiConfiguration, RunConfiguration, Workspace
from jupyterlab_aml.cli.past_fields import fields_of


@pytest.fixture
def aml(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("print(1)")
    make_workspace(tmp_path)
    settings = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["numpy"]))
    settings.environment.name = "shared-packages"
    settings.max_run_duration_seconds = 60
    settings.save(tmp_path, "shared")
    Environment("registered").register(Workspace.from_config(tmp_path))
    return Terminal(capsys)


def facts(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


@pytest.mark.parametrize("name", ["shared", ".azureml/shared.runconfig"])
def test_settings_from_a_file(aml, name):
    found = facts(aml("submit", "train.py", "--run-config", name, "--dry-run", "--json"))
    assert (found["environment"], found["timeout_s"]) == ("shared-packages", 60)
    found = facts(aml("submit", "train.py", "--run-config", name, "--timeout", "5s", "--distribution", "mpi", "--dry-run", "--json"))
    assert (found["timeout_s"], found["distribution"]) == (5, MpiConfiguration().to_distribution())
    shown = aml("submit", "train.py", "--run-config", name, "--dry-run").out
    assert "environment   shared-packages\n" in shown


def test_an_environment_by_its_name(aml):
    assert facts(aml("submit", "train.py", "--environment", "registered", "--dry-run", "--json"))["environment"] == "registered"
    assert facts(aml("submit", "train.py", "--environment", "registered:1", "--dry-run", "--json"))["environment"] == "registered:1"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--environment", "regstered"], "no environment 'regstered'"),
        (["--environment", "registered:2"], "no version '2'"),
        (["--run-config", "sharde"], "no run configuration 'sharde'"),
        (["--run-config", "gone.yml"], "no run configuration file"),
        (["--run-config", "shared", "--distribution", "pyspark"], "--distribution pyspark and --run-config do not go together"),
    ],
)
def test_what_is_not_there_or_does_not_go_together(aml, options, told):
    result = aml("submit", "train.py", *options, "--dry-run")
    assert result.status in (2, 3)
    assert told in result.err + result.out


def test_a_registered_environment_is_a_field_of_the_form():
    spec = {"submit": True, "script": "train.py", "environment": {"name": "sk", "version": "2"}}
    assert fields_of(spec, {}, None)["environment"] == "sk:2"
    assert "environment" not in fields_of({**spec, "environment": {"name": "sk", "version": None}}, {}, None)
