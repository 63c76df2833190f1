"""Environments that cannot be meant: refused where they are described, with what mends them, and with no password in a file or a message."""

import json
import os
import sys
from pathlib import Path

import pytest
from cli_support import Terminal
from engine_support import make_run, make_workspace
from environment_support import environment

from jupyterlab_aml import CondaDependencies, Environment, Experiment, RunConfiguration, ScriptRunConfig
from jupyterlab_aml.environment_build.__main__ import variables
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import read_json
from jupyterlab_aml.workspace.submit import check

SECRET = "qzxjkvwqzxjkvwqzxjkvw"


@pytest.fixture(name="aml")
def aml_fixture(ws, capsys):
    return Terminal(capsys)


def files_with(folder, text):
    """The files below a folder that hold a text."""
    return [path for path in Path(folder).rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "line",
    [
        f"--extra-index-url https://bob:{SECRET}@pkgs.example/simple",
        f"--index-url=https://{SECRET}@pkgs.example/simple",
        f"tiny @ git+https://{SECRET}@host.example/tiny.git",
        f"tiny @ https://host.example/tiny.whl?sv=1&sig={SECRET}",
        f"-e git+https://bob:{SECRET}@host.example/tiny.git",
    ],
)
def test_a_password_of_an_index_is_stored_nowhere(ws, aml, script, tmp_path, line):
    listed = tmp_path / "requirements.txt"
    listed.write_text(f"{line}\n")
    described = Environment("private")
    if line.startswith("-"):
        described.python.conda_dependencies.set_pip_option(line)
    else:
        described.python.conda_dependencies.add_pip_package(line)
    errors = []
    for refused in (
        lambda: described.register(ws),
        lambda: Experiment(ws, "secrets").submit(ScriptRunConfig(script("pass"), "train.py", environment=described)),
    ):
        with pytest.raises(UserError, match=r"has a password or token in .*example, which would be stored") as raised:
            refused()
        errors.append(json.dumps(raised.value.to_dict()))
    result = aml("environments", "create", "private", "--file", str(listed))
    assert result.status != 0
    assert SECRET not in result.out + result.err + "".join(errors)
    assert not files_with(ws.folder, SECRET)
    assert ws.environment_store.names() == []
    assert list(ws.list_runs()) == []


@pytest.mark.parametrize(
    "line",
    [
        "--extra-index-url https://bob:${INDEX_PASSWORD}@pkgs.example/simple",
        "--extra-index-url https://${INDEX_PASSWORD}@pkgs.example/simple",
        "tiny @ git+ssh://git@host.example/tiny.git",
        "tiny @ https://contoso@dev.example/tiny.whl",
    ],
)
def test_a_variable_in_its_place_and_names_are_none(line):
    described = Environment("private")
    described.python.conda_dependencies = CondaDependencies(_underlying_structure={"dependencies": [{"pip": [line]}]})
    assert line in json.dumps(described.to_spec().environment)


def test_the_token_of_a_channel_is_one():
    described = Environment("private")
    described.python.conda_dependencies.add_channel(f"https://conda.example/t/{SECRET}/ours")
    with pytest.raises(UserError, match=r"in https://conda.example, which"):
        described.to_spec()


def test_the_builder_gets_the_variables_that_packages_name(tmp_path):
    asked = environment("tiny", pip_options=["--index-url https://bob:${INDEX_PASSWORD}@pkgs.example/simple"])
    run = make_run(make_workspace(tmp_path), "exp_0_0", python=sys.executable, environment=asked, command=["true"])
    with open(run.env, "w", encoding="utf-8") as file:
        json.dump({"INDEX_PASSWORD": SECRET, "OTHER": "x"}, file)
    found = variables(run, read_json(run.spec))
    assert found["INDEX_PASSWORD"] == SECRET
    assert "OTHER" not in found


def test_lines_about_one_package_hold_together(tmp_path):
    listed = tmp_path / "requirements.txt"
    listed.write_text("numpy>=1.20\nnumpy<2\ntiny==1; python_version < '3.9'\ntiny==2; python_version >= '3.9'\n")
    asked = Environment.from_pip_requirements("both", listed).to_spec().environment["requirements"]
    assert asked == ["numpy>=1.20", "numpy<2", "tiny==1; python_version < '3.9'", "tiny==2; python_version >= '3.9'"]


@pytest.mark.parametrize("content", ["dependencis:\n- numpy\n", "chanels: [x]\ndependencies: []\n", "Dependencies: [numpy]\n"])
def test_a_misspelt_key_of_a_conda_file_is_refused(tmp_path, content):
    path = tmp_path / "conda.yml"
    path.write_text(content)
    with pytest.raises(UserError, match=r"there is no key .* in a conda file. Did you mean '(dependencies|channels)'"):
        Environment.from_conda_specification("x", path)


def test_what_is_no_version_of_python_is_refused(ws, aml, tmp_path):
    (tmp_path / "r.txt").write_text("numpy\n")
    result = aml("environments", "create", "x", "--file", str(tmp_path / "r.txt"), "--python", "latest")
    assert result.status != 0
    assert "version is 'latest'; a version of Python such as '3.11' is needed" in result.err
    assert ws.environment_store.names() == []


def test_all_that_does_not_fit_in_a_file_is_told_at_once_and_no_value_of_a_variable(tmp_path):
    path = tmp_path / "bad.runconfig"
    path.write_text(f"nodeCount: three\nenvironment:\n  environmentVariables: ['{SECRET}']\n  python: {{userManagedDependencies: maybe}}\n")
    with pytest.raises(UserError) as raised:
        RunConfiguration.load(os.fspath(path))
    for part in ("nodeCount is 'three'", "environment.environmentVariables: ", "environment.python.userManagedDependencies is 'maybe'"):
        assert part in raised.value.message
    assert SECRET not in json.dumps(raised.value.to_dict())


def test_an_interpreter_beside_an_environment_with_its_own_is_refused(ws, script):
    pinned, open_ = Environment("pinned"), Environment("open")
    pinned.python.conda_dependencies.set_python_version("3.11")
    open_.python.conda_dependencies.add_pip_package("tiny")
    config = ScriptRunConfig(script("pass"), "train.py", environment=pinned, python=sys.executable)
    with pytest.raises(UserError, match="the environment 'pinned' has an interpreter of its own"):
        Experiment(ws, "x").submit(config)
    assert list(ws.list_runs()) == []
    check(ws, "x", ScriptRunConfig(script("pass"), "train.py", environment=open_, python=sys.executable).to_run_spec())


@pytest.mark.parametrize("name", ["", " ", "A B", "A=B", "A\nB", "A\0", 1])
def test_what_cannot_be_the_name_of_a_variable_is_refused(name):
    with pytest.raises(UserError, match="cannot be the name of an environment variable") as raised:
        ScriptRunConfig(".", "train.py", environment_variables={name: SECRET})
    assert SECRET not in json.dumps(raised.value.to_dict())
