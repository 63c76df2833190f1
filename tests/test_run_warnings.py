"""What a run does otherwise than it was asked is told wherever somebody looks at the run."""

import pytest
from cli_support import Terminal

from jupyterlab_aml import Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.errors import ActivityFailedError

TOLD = "AzureML-sklearn-1.5 is an environment of Azure's own: the run has the packages of the interpreter it was submitted from."


@pytest.fixture
def aml(capsys):
    return Terminal(capsys)


def test_a_notebook_is_told(ws, script, capsys):
    config = ScriptRunConfig(script("print('here')"), "train.py", environment=Environment.get(ws, "AzureML-sklearn-1.5"))
    run = Experiment(ws, "e").submit(config)
    details = run.wait_for_completion(show_output=True)
    assert capsys.readouterr().out == f"RunId: {run.id}\n\nhere\n\nCompleted\nWarning: {TOLD}\n"
    assert [warning["message"] for warning in details["warnings"]] == [TOLD]


def test_a_terminal_is_told(ws, script, aml):
    Environment.get(ws, "AzureML-sklearn-1.5")
    folder = script("print('here')")
    with open("shared.yml", "w") as file:
        file.write("environment:\n  name: AzureML-sklearn-1.5\n  python:\n    userManagedDependencies: true\n")
    done = aml("submit", f"{folder}/train.py", "--run-config", "shared.yml", "--stream")
    assert f"warning: {TOLD}\n" in done.err
    assert f"warning: {TOLD}\n" in aml("submit", f"{folder}/train.py", "--run-config", "shared.yml").err
    assert f"\nwarning      {TOLD}\n" in aml("runs", "show", "@last").out


def test_a_reason_that_asks_ends_as_it_does(ws, script):
    environment = Environment("none")
    environment.python.conda_dependencies.add_conda_package("python=3.1")
    run = Experiment(ws, "e").submit(ScriptRunConfig(script(""), "train.py", environment=environment))
    with pytest.raises(ActivityFailedError, match=r"[^.]\. The whole log is .*environment_build\.txt\.$"):
        run.wait_for_completion()
