"""A submission as fields: the words and the line that mean it, and its schema."""

import keyword
import re
import shlex
import subprocess
import sys

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jupyterlab_aml import Workspace
from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.cli.fields import NOT_FIELDS, field_name, field_options, line, notes, words
from jupyterlab_aml.cli.schema import schema
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.submit import submit
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.notebook.expand import split
from jupyterlab_aml.notebook_run.arguments import to_text

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Co"), exclude_characters="\0"), max_size=15)
_SAID = _TEXT.filter(bool)
_LINE = _SAID.filter(lambda text: "\n" not in text and "\r" not in text)
_NAME = st.from_regex(r"[A-Za-z_]\w{0,8}", fullmatch=True).filter(str.isascii)
_KEY = _SAID.map(str.strip).filter(lambda text: text and "=" not in text)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT, lambda inner: st.lists(inner, max_size=3)
)
_WHAT = st.one_of(
    st.fixed_dictionaries({"script": _SAID}, optional={"arguments": st.lists(_TEXT, min_size=1, max_size=4)}),
    st.fixed_dictionaries({"command": st.lists(_TEXT, min_size=1, max_size=4)}),
)
_REST = st.fixed_dictionaries(
    {},
    optional={
        "experiment": _SAID,
        "compute": _SAID,
        "source_directory": st.just("/tmp/-none {x}"),
        "name": _SAID,
        "description": _SAID,
        "tag": st.dictionaries(_KEY, _TEXT, min_size=1, max_size=3),
        "env": st.dictionaries(_NAME, _TEXT, min_size=1, max_size=3),
        "parameter": st.dictionaries(
            _NAME.filter(lambda name: not keyword.iskeyword(name)),
            _JSON,
            min_size=1,
            max_size=3,
        ),
        "environment": st.just("sk:2"),
        "run_config": st.just("my shared.runconfig"),
        "distribution": st.sampled_from(["pytorch", "mpi", "tensorflow", "pyspark"]),
        "processes": st.integers(1, 9),
        "nodes": st.integers(1, 9),
        "workers": st.integers(1, 9),
        "parameter_servers": st.integers(0, 9),
        "spark_conf": st.dictionaries(_KEY, _TEXT, min_size=1, max_size=3),
        "input": st.dictionaries(_KEY, _TEXT, min_size=1, max_size=3),
        "input_mode": st.sampled_from(["mount", "download", "direct"]),
        "output": st.dictionaries(_KEY, _TEXT, min_size=1, max_size=3),
        "timeout": st.sampled_from(["90s", "5m", "1h30m", "1d"]),
        "grace": st.sampled_from(["0", "10s"]),
        "python": st.just("bin/python 3"),
        "allow_large_snapshot": st.just(True),
    },
)
_FIELDS = st.tuples(_WHAT, _REST).map(lambda both: both[0] | both[1])


def parsed(args, env):
    """What click makes of the words."""
    session = Session()
    session.environment = env
    return submit.make_context("submit", list(args), obj=session).params


def meant(fields):
    """What click ought to make of them."""
    tail = fields.get("command") or [fields["script"], *fields.get("arguments", [])]
    seconds = {"90s": 90.0, "5m": 300.0, "1h30m": 5400.0, "1d": 86400.0, "0": 0.0, "10s": 10.0}
    return {
        "words": tuple(tail),
        "is_command": "command" in fields,
        "experiment": fields.get("experiment"),
        "compute": fields.get("compute"),
        "source_directory": fields.get("source_directory"),
        "name": fields.get("name"),
        "description": fields.get("description"),
        "tags": tuple(fields.get("tag", {}).items()),
        "variables": tuple(fields.get("env", {}).items()),
        "parameters": tuple(fields.get("parameter", {}).items()),
        **{name: fields.get(name) for name in ("environment", "run_config", "distribution", "processes", "nodes", "workers", "parameter_servers")},
        "spark_conf": tuple(fields.get("spark_conf", {}).items()),
        "inputs": tuple(fields.get("input", {}).items()),
        "input_mode": fields.get("input_mode"),
        "outputs": tuple(fields.get("output", {}).items()),
        "timeout": seconds.get(fields.get("timeout")),
        "grace": seconds.get(fields.get("grace")),
        "python": fields.get("python"),
        "allow_large_snapshot": fields.get("allow_large_snapshot", False),
        "stream": False,
        "wait": False,
        "is_dry": False,
        "quiet": False,
        "as_json": False,
    }


def in_grammar(fields):
    """Parameters as a form has them: texts are what stands after the =."""
    written = {name: to_text(value) if isinstance(value, str) else value for name, value in fields.get("parameter", {}).items()}
    return {**fields, "parameter": written} if written else fields


@given(_FIELDS)
def test_words_mean_the_fields(fields):
    assert parsed(words(in_grammar(fields)), fields.get("env", {})) == meant(fields)


@given(_FIELDS)
def test_no_secret_is_in_the_words_or_the_line(fields):
    secret = "s3cr3t-value"
    fields = {**in_grammar(fields), "env": {"TOKEN": secret}}
    assert secret not in "".join(words(fields)) + line(fields) + "".join(notes(fields))
    assert "TOKEN" in words(fields)


@given(st.lists(_LINE | st.text("${}'\"A0 ;#?", min_size=1, max_size=8), min_size=1, max_size=5))
@example(["$0", "{"])
@example(["'$A", "}'"])
def test_the_line_does_the_same_in_a_cell_and_in_a_terminal(command):
    fields = {"command": command}
    assert split(line(fields).removeprefix("%aml "), {}) == ["submit", *words(fields)]
    assert shlex.split(line(fields, magic=False)) == ["aml", "submit", *words(fields)]


def test_lines_look_as_one_would_write_them():
    fields = {
        "script": "train.py",
        "arguments": ["--alpha", "0.5"],
        "experiment": "demo",
        "tag": {"kind": "a b"},
        "env": {"TOKEN": "x"},
        "timeout": "2h",
    }
    assert line(fields) == "%aml submit train.py --experiment demo --tag 'kind=a b' --env TOKEN --timeout 2h -- --alpha 0.5"
    assert line({"command": ["echo", "{x}", "$HOME"]}) == "%aml submit --command -- echo '{{x}}' '$HOME'"
    assert line({}) == "%aml submit"
    assert "TOKEN" in notes(fields)[0]
    assert "several lines" in notes({"script": "a.py", "description": "a\nb"})[0]


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"scirpt": "x.py"}, "scirpt", "script"),
        ({"script": 5}, "script", "text"),
        ({"script": "a.py", "command": ["x"]}, "command", "one of"),
        ({"arguments": ["x"]}, "arguments", "Name the script"),
        ({"script": "a.py", "arguments": "x"}, "arguments", "list"),
        ({"script": "a.py", "tag": ["x"]}, "tag", "object"),
        ({"script": "a.py", "tag": {"a=b": "c"}}, "tag", "Choose another"),
        ({"script": "a.py", "env": {"my secret": "c"}}, "env", "beside"),
        ({"script": "a.py", "allow_large_snapshot": "yes"}, "allow_large_snapshot", "true or false"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(fields, field, told):
    with pytest.raises(UserError, match=told) as caught:
        words(fields)
    assert caught.value.details["field"] == field
    assert "my secret" not in str(caught.value)


def test_what_says_nothing_is_left_out():
    assert words({"script": "a.py", "name": "", "tag": {}, "arguments": [], "env": None, "allow_large_snapshot": False}) == ["a.py"]


def test_every_parameter_of_the_command_is_in_the_schema(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = schema(Session())
    Draft202012Validator.check_schema(found)
    doors = {"json", "quiet", "stream", "wait", "dry_run", "workspace"}
    named = {field_name(parameter) for parameter in submit.params if isinstance(parameter, click.Option)} - doors
    assert set(found["properties"]) == named | {"script", "arguments", "command"}
    for name, each in found["properties"].items():
        assert each["title"], name
        assert each["description"], name
        assert each["x-group"] in {"what", "where", "details", "advanced"}
    assert found["properties"]["env"]["additionalProperties"]["writeOnly"] is True
    assert {option.name for option in submit.params} >= NOT_FIELDS


def test_the_schema_offers_what_the_workspace_has(tmp_path):
    workspace = Workspace.create("test", path=tmp_path, show_output=False)
    found = schema(Session(str(tmp_path)))["properties"]
    assert found["compute"]["x-choices"] == ["local"]
    assert "x-choices" not in found["experiment"]
    workspace.index.close()


@given(_FIELDS)
def test_fields_fit_the_schema(fields):
    assert not list(Draft202012Validator(_SCHEMA).iter_errors(fields))


_SCHEMA = schema(Session("/nowhere"))


def test_the_pattern_of_durations_is_read_at_once_whatever_is_written():
    pattern = re.compile(_SCHEMA["properties"]["timeout"]["pattern"])
    for text in ("90", "90s", " 1h 30m", "1.5h", "2H30M10", "0"):
        assert pattern.search(text), text
    for text in ("", "s", "h1", "1x", "1 2", "1.", "-1s"):
        assert not pattern.search(text), text
    program = f"import re; assert not re.search({pattern.pattern!r}, '1' * 1000 + ' ' * 1000 + 'x')"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)


def test_the_options_are_all_of_kinds_that_fields_can_have():
    for name, option in field_options().items():
        value = {True: True}.get(option.is_flag) or ({"a": "1"} if option.multiple else "1")
        assert words({"script": "a.py", name: value})[0] == "a.py"


def test_the_form_leaves_the_help_of_the_command_as_it_is(ws):
    schema(Session(ws.folder))
    assert run_line(["submit", "-h"]) == 0
