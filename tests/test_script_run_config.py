"""What is to be run: checked completely before a run exists."""

from types import SimpleNamespace

import pytest

from jupyterlab_aml import RunConfiguration, ScriptRunConfig
from jupyterlab_aml.errors import NotFoundError, UserError


def test_a_script_with_arguments(script):
    folder = script("print(1)")
    spec = ScriptRunConfig(folder, "train.py", ["--alpha", 0.5, 3, True], display_name="first").to_run_spec()
    assert (spec.source_directory, spec.script, spec.arguments) == (folder, "train.py", ("--alpha", "0.5", "3", "True"))
    assert (spec.compute, spec.type, spec.command, spec.display_name) == (None, "azureml.scriptrun", None, "first")
    assert spec.timeout_s == 30 * 86400


def test_the_current_folder_is_the_default(script, monkeypatch):
    monkeypatch.chdir(script("print(1)"))
    assert ScriptRunConfig(script="train.py").to_run_spec().script == "train.py"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [([1, {"a": 1}], r"arguments\[1\] is a dict"), ([None], r"arguments\[0\] is a NoneType"), ("--a 1", "arguments is a str")],
)
def test_arguments_are_texts_and_numbers(script, arguments, message):
    with pytest.raises(UserError, match=message):
        ScriptRunConfig(script(""), "train.py", arguments)


def test_a_missing_script_names_the_nearest(script):
    folder = script("", "models/train_ridge.py")
    with pytest.raises(NotFoundError, match=r"Did you mean 'models/train_ridge\.py'"):
        ScriptRunConfig(folder, "train_rigde.py").to_run_spec()


def test_a_missing_folder_names_the_nearest(script):
    folder = script("")
    with pytest.raises(NotFoundError, match="Did you mean 'src'"):
        ScriptRunConfig(folder + "c", "train.py").to_run_spec()


def test_a_script_outside_the_folder_would_not_be_sent(script, tmp_path):
    (tmp_path / "other.py").write_text("")
    with pytest.raises(UserError, match="outside the source folder"):
        ScriptRunConfig(script(""), "../other.py").to_run_spec()
    assert ScriptRunConfig(script(""), script("") + "/train.py").to_run_spec().script == "train.py"


def test_script_or_command_not_both_not_none(script):
    with pytest.raises(UserError, match="Both"):
        ScriptRunConfig(script(""), "train.py", command=["ls"])
    with pytest.raises(UserError, match="nothing to run"):
        ScriptRunConfig(script("")).to_run_spec()


@pytest.mark.parametrize("command", ["python 'my train.py' --a 1", ["python", "my train.py", "--a", 1]])
def test_a_command_is_a_line_or_words(command):
    spec = ScriptRunConfig(command=command).to_run_spec()
    assert (spec.command, spec.script, spec.source_directory) == (("python", "my train.py", "--a", "1"), None, None)


@pytest.mark.parametrize("command", ["", [], "echo 'open", 5])
def test_a_command_that_cannot_be_one(command):
    with pytest.raises(UserError):
        ScriptRunConfig(command=command).to_run_spec()


def test_extra_files_may_be_the_script(tmp_path):
    spec = ScriptRunConfig(str(tmp_path), "cell.py", extra_files={"cell.py": b"print(1)"}).to_run_spec()
    assert (spec.script, spec.extra_files) == ("cell.py", {"cell.py": b"print(1)"})


def test_values_of_environment_variables_are_in_no_message(script):
    folder = script("")
    with pytest.raises(UserError) as caught:
        ScriptRunConfig(folder, "train.py", environment_variables={"TOKEN": ["hunter2"]})
    assert "hunter2" not in str(caught.value)
    spec = ScriptRunConfig(folder, "train.py", environment_variables={"TOKEN": "hunter2"}).to_run_spec()
    assert "hunter2" not in repr(spec)


@pytest.mark.parametrize("name", ["A=B", "", "AML_RUN_ID", 5])
def test_names_of_environment_variables(name):
    with pytest.raises(UserError):
        ScriptRunConfig(command="ls", environment_variables={name: "x"})


@pytest.mark.parametrize("duration", [0, -1, float("nan"), "10"])
def test_durations_are_positive_seconds(duration):
    with pytest.raises(UserError, match="max_run_duration_seconds"):
        ScriptRunConfig(command="ls", max_run_duration_seconds=duration)


def test_compute_targets_by_name_and_object(script):
    folder = script("")
    assert ScriptRunConfig(folder, "train.py", compute_target="gpu").to_run_spec().compute == "gpu"
    assert ScriptRunConfig(folder, "train.py", compute_target=SimpleNamespace(name="vm")).to_run_spec().compute == "vm"
    with pytest.raises(UserError, match="compute_target is a int"):
        ScriptRunConfig(folder, "train.py", compute_target=5)


def test_the_attribute_style_of_2019(script):
    settings = RunConfiguration()
    settings.target = "vm"
    settings.environment.python.user_managed_dependencies = True
    settings.environment.python.interpreter_path = "/opt/python"
    settings.environment_variables = {"A": "1"}
    settings.max_run_duration_seconds = 60
    source = ScriptRunConfig(script(""), "train.py", run_config=settings)
    source.run_config.arguments = ["--a", 1]
    spec = source.to_run_spec()
    assert (spec.compute, spec.python, spec.timeout_s, spec.arguments) == ("vm", "/opt/python", 60, ("--a", "1"))
    assert spec.environment_variables == {"A": "1"}


def test_parameters_go_before_shared_settings_and_leave_them_alone(script):
    settings = RunConfiguration()
    spec = ScriptRunConfig(script(""), "train.py", run_config=settings, compute_target="vm", max_run_duration_seconds=5).to_run_spec()
    assert (spec.compute, spec.timeout_s) == ("vm", 5)
    assert (settings.target, settings.max_run_duration_seconds) == (None, 30 * 86400)


def test_nodes_that_nothing_runs_on_are_refused(script):
    settings = RunConfiguration()
    settings.node_count = 2
    with pytest.raises(UserError, match="node_count is 2, but nothing says which processes"):
        ScriptRunConfig(script(""), "train.py", run_config=settings).to_run_spec()
    with pytest.raises(UserError, match="distributed_job_config is a object"):
        ScriptRunConfig(script(""), "train.py", distributed_job_config=object())


def test_a_line_of_several_commands_is_for_the_shell():
    line = "python a.py --x '&&' | cat && echo done"
    assert ScriptRunConfig(command=line).to_run_spec().command == ("/bin/sh", "-c", line)
    assert ScriptRunConfig(command="echo 'a && b' \"c|d\"").to_run_spec().command == ("echo", "a && b", "c|d")
    pieces = ["python train.py --data", "${{inputs.a}}", "-n 'a b'"]
    assert ScriptRunConfig(command=pieces).to_run_spec().command == ("python", "train.py", "--data", "${{inputs.a}}", "-n", "a b")
    several = ScriptRunConfig(command=["ls && cat", "${{inputs.a}}"]).to_run_spec().command
    assert several == ("/bin/sh", "-c", 'ls && cat "${{inputs.a}}"')
    assert ScriptRunConfig(command=["/my tools/run", "a b"]).to_run_spec().command == ("/my tools/run", "a b")
    assert ScriptRunConfig(command=["echo", "&&"]).to_run_spec().command == ("echo", "&&")
    assert ScriptRunConfig(command="cat ${{inputs.a}} $HOME").to_run_spec().command == ("cat", "${{inputs.a}}", "$HOME")
    with pytest.raises(UserError, match="line for the shell, and there are arguments"):
        ScriptRunConfig(command="a; b", arguments=["c"]).to_run_spec()
    with pytest.raises(UserError, match="cannot be split"):
        ScriptRunConfig(command="echo 'a")
