"""The grammar of ``aml``: what is refused, with which words and which exit status."""

import json
import os

import click
import pytest
from cli_support import Terminal

from jupyterlab_aml.cli.options import Duration, KeyValue, Variable
from jupyterlab_aml.cli.report import colour


@pytest.fixture
def aml(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("AML_WORKSPACE", raising=False)
    return Terminal(capsys)


def hint_of(result):
    lines = [line for line in result.err.splitlines() if line.startswith("hint: ")]
    return lines[0] if lines else ""


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["rnus"], "'runs'"),
        (["runs", "lst"], "'list'"),
        (["sumbit", "train.py"], "'submit'"),
        (["runs", "list", "--experimnt", "a"], "--experiment"),
        (["submit", "train.py", "--steam"], "--stream"),
        (["compute", "lsit"], "'list'"),
    ],
)
def test_a_typo_is_answered_with_what_was_meant(aml, args, meant):
    result = aml(*args)
    assert result.status == 2
    assert meant in result.err
    assert result.err.startswith("error: ")
    assert "Traceback" not in result.err
    assert result.out == ""


def test_an_unknown_command_without_a_near_one_names_all(aml):
    assert "It has: list, show." in aml("experiments", "zzzzzz").err


def test_an_option_of_the_script_is_told_where_to_go(aml):
    result = aml("submit", "train.py", "--alpha", "0.5")
    assert result.status == 2
    assert "`aml submit train.py -- --alpha ...`" in hint_of(result)
    assert "Did you mean" not in aml("submit", "train.py", "--fail").err
    assert "`aml submit --command -- COMMAND -m ...`" in hint_of(aml("submit", "--command", "python", "-m", "package"))


def test_an_error_is_one_line_without_colours_where_none_are_wanted(aml, monkeypatch):
    assert aml("completion").err.splitlines()[0] == "error: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish"
    monkeypatch.setenv("NO_COLOR", "1")
    assert colour() is False
    monkeypatch.delenv("NO_COLOR")
    assert colour() is None


def test_a_workspace_that_is_there_is_the_one_that_is_used(aml):
    assert aml("workspace", "create", "first").status == 0
    result = aml("workspace", "create", "second")
    assert (result.status, hint_of(result)) == (4, "hint: Commands here use it already: `aml workspace show`.")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["submit"], "SCRIPT is missing"),
        (["submit", "--command"], "--command is given, and no command"),
        (["submit", "a.py", "--timeout", "soon"], "'soon' is not a duration"),
        (["submit", "a.py", "--tag", "novalue"], "'novalue' is not KEY=VALUE"),
        (["submit", "a.py", "--quiet", "--json"], "--quiet goes neither"),
        (["runs", "show"], "RUN"),
        (["submit", "a.py", "--timeout", "0"], "'0' is no time at all"),
        (["runs", "list", "--limit", "0"], "'0' is not a whole number from 1 up"),
        (["runs", "logs", "x", "--tail", "few"], "'few' is not a whole number from 0 up"),
        (["runs", "list", "--sort", "size"], "'size' is not a sort key"),
        (["runs", "list", "--status", "Done"], "'Done' is not a state of a run. They are: NotStarted, "),
        (["runs", "list", "--status", "fail"], "Did you mean Failed?"),
        (["runs", "list", "--tag", "=x"], "a tag is KEY or KEY=VALUE"),
        (["runs", "tag", "x"], "neither KEY=VALUE nor --remove"),
        (["runs", "metrics", "x", "--csv", "--json"], "exclude each other"),
    ],
)
def test_a_bad_line_is_one_error_and_status_2(aml, args, message):
    result = aml(*args)
    assert result.status == 2
    assert message in (json.loads(result.err)["error"]["message"] if "--json" in args else result.err)
    assert not os.path.exists(".aml")


def test_no_workspace_is_said_and_none_is_made(aml):
    for args in (["runs", "list"], ["runs", "show", "@last"], ["experiments", "list"], ["compute", "list"], ["workspace", "show"], ["agent", "stop"]):
        result = aml(*args)
        assert (result.status, result.out) == (3, "")
        assert "aml workspace create" in hint_of(result)
    assert not os.path.exists(".aml")


def test_errors_as_json(aml):
    result = aml("runs", "show", "@last", "--json")
    error = json.loads(result.err)["error"]
    assert (result.status, error["code"], result.out) == (3, "NotFound", "")
    assert set(error) == {"code", "message", "hint", "details"}
    assert json.loads(aml("runs", "show", "--json").err)["error"]["code"] == "Usage"


def test_json_of_the_script_is_not_ours(aml):
    assert aml("submit", "missing.py", "--", "--json").err.startswith("error: ")


def test_debug_shows_the_traceback(aml, monkeypatch):
    monkeypatch.setenv("AML_DEBUG", "1")
    result = aml("runs", "list")
    assert "Traceback" in result.err
    assert "\nerror: " in result.err


def test_a_missing_script_names_the_nearest(aml, tmp_path):
    (tmp_path / "train.py").write_text("")
    result = aml("submit", "trian.py")
    assert result.status == 3
    assert f"There is no script 'trian.py' in {str(tmp_path)!r}." in result.err
    assert "'train.py'" in result.err
    assert not os.path.exists(".aml")


def test_a_file_that_is_no_script_names_its_interpreter(aml, tmp_path):
    (tmp_path / "a.jl").write_text("1")
    (tmp_path / "a.R").write_text("")
    assert "julia a.jl" in aml("submit", "a.jl").err
    assert "Rscript a.R" in aml("submit", "a.R").err


def test_secrets_without_a_name_are_not_repeated(aml, tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("")
    assert "hunter2" not in aml("submit", "a.py", "--env", "hunter2-secret=").err
    monkeypatch.delenv("NOT_SET", raising=False)
    assert "NOT_SET has no value here" in aml("submit", "a.py", "--env", "NOT_SET").err


def test_help_everywhere(aml):
    for args in ([], ["runs"], ["runs", "list"], ["submit"], ["agent", "run"], ["completion"]):
        for flag in ("--help", "-h"):
            result = aml(*args, flag)
            assert (result.status, result.err) == (0, "")
            assert result.out.startswith(" ".join(["Usage: aml", *args]))


def test_examples_in_help_keep_their_lines(aml):
    assert "\n  aml submit train.py\n  aml submit train.py --stream -- --alpha 0.5\n" in aml("submit", "--help").out
    assert "\n  aml runs list                                   what ran" in aml("--help").out


def test_a_group_alone_shows_its_help(aml):
    result = aml("runs")
    assert result.status == 2
    assert "Usage: aml runs" in result.err + result.out


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("2h", 7200), ("1d", 86400), ("1h30m", 5400), ("2.5", 2.5), ("1.5h", 5400)])
def test_durations(text, seconds):
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "soon", "5x", "-5s", "5m later", "1e3", "h"])
def test_what_is_no_duration(text):
    with pytest.raises(click.BadParameter):
        Duration().convert(text, None, None)


def test_values_may_contain_equals_signs():
    assert KeyValue().convert("a=b=c", None, None) == ("a", "b=c")
    assert KeyValue().convert("a=", None, None) == ("a", "")
    assert Variable().convert("A=x=y", None, None) == ("A", "x=y")


def test_a_variable_without_value_is_the_one_from_here(monkeypatch):
    monkeypatch.setenv("TOKEN", "t0p")
    assert Variable().convert("TOKEN", None, None) == ("TOKEN", "t0p")
