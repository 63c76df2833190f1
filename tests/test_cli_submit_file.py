"""``aml submit`` of a file that says what to run."""

import json
import os

import pytest
from cli_support import Terminal
from engine_support import make_workspace

from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.workspace.workspace import Workspace


@pytest.fixture
def aml(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("import os, sys\nprint(sys.argv[1:], os.environ.get('LEVEL'))")
    make_workspace(tmp_path)
    return Terminal(capsys)


def written(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


def facts(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


def dry(aml, *words):
    return aml("submit", "--dry-run", "--json", *words)


SETTINGS = "script: train.py\narguments:\n- --alpha\n- 0.5\nenvironmentVariables:\n  LEVEL: debug\nmaxRunDurationSeconds: 60\n"


@pytest.mark.parametrize("path", [".azureml/train.runconfig", "aml_config/train.runconfig", "train.yml", "settings/train.yaml"])
def test_a_run_configuration_says_what_to_run(aml, tmp_path, path):
    found = facts(dry(aml, written(path, SETTINGS)))
    assert (found["experiment"], found["script"], found["arguments"]) == ("train", "train.py", ["--alpha", "0.5"])
    assert (found["timeout_s"], found["env_names"], found["source_directory"]) == (60, ["LEVEL"], str(tmp_path))


def test_what_is_on_the_line_goes_before_the_file(aml):
    written("other/train.py", "")
    line = [written("a.runconfig", SETTINGS), "--timeout", "5s", "-e", "mine", "-d", "other", "--", "--alpha", "1"]
    found = facts(dry(aml, *line))
    assert (found["experiment"], found["arguments"], found["timeout_s"]) == ("mine", ["--alpha", "1"], 5)
    assert found["source_directory"].endswith("/other")


def test_the_script_beside_the_file_goes_before_one_here(aml):
    written("project/train.py", "")
    assert facts(dry(aml, written("project/.azureml/a.runconfig", SETTINGS)))["source_directory"].endswith("/project")


def test_a_command_a_shell_script_and_a_notebook(aml, tmp_path):
    found = facts(dry(aml, written("echo.yml", "command: [echo, one]\narguments: [two]\n")))
    assert (found["experiment"], found["command"], found["source_directory"]) == ("echo", ["echo", "one", "two"], str(tmp_path))
    written("train.sh", "")
    assert facts(dry(aml, written("a.yml", "script: train.sh\narguments: [1]\n")))["command"] == ["sh", "train.sh", "1"]
    assert facts(dry(aml, written("line.yml", "command: echo one > two\n")))["command"][-1] == "echo one > two"
    written("train.ipynb", json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    found = facts(dry(aml, written("a.yml", "script: train.ipynb\n"), "-p", "alpha=1"))
    assert (found["script"], found["parameters"]) == ("train.ipynb", {"alpha": 1})


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("target: local\n", [], "neither script nor command. Add `script: train.py`"),
        ("script: train.py\ncommand: echo\n", [], "has both script and command"),
        ("script: tain.py\n", [], "no script 'tain.py' in"),
        ("script: a.yml\n", [], "neither a script (.py, .sh), a notebook"),
        ("script: train.py\nnodecount: 2\n", [], "nodeCount"),
        ("script: train.py\nnodeCount: two\n", [], "nodeCount is 'two', allowed is"),
        ("script: [", [], "cannot be read as YAML"),
        (SETTINGS, ["--run-config", "a.yml"], "--run-config names others"),
        (SETTINGS, ["--distribution", "pyspark"], "--distribution pyspark and a run configuration do not go together"),
        (None, [], "no run configuration file"),
    ],
)
def test_a_file_that_cannot_be_submitted(aml, text, words, told):
    if text is not None:
        written("a.yml", text)
    result = dry(aml, "a.yml", *words)
    assert result.status in (2, 3)
    assert told in " ".join(result.err.split()).replace('", "hint": "', " "), result.err


def test_it_runs(ws, script, capfd):
    os.chdir(script("import os, sys\nprint(sys.argv[1:], os.environ.get('LEVEL'))"))
    written(".azureml/train.runconfig", SETTINGS)
    assert run_line(["--workspace", ws.folder, "submit", ".azureml/train.runconfig", "--stream"]) == 0
    assert "['--alpha', '0.5'] debug" in capfd.readouterr().out
    assert [run.experiment for run in Workspace.open(ws.folder).list_runs()] == ["train"]
