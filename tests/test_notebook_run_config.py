"""What NotebookRunConfig and ``aml submit notebook.ipynb`` take, refuse and come to."""

import json
import math

import nbformat
import pytest
from cli_support import Terminal
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from jupyterlab_aml import NotebookRunConfig
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.notebook_run.arguments import Arguments, from_text, from_words, to_text, to_words
from jupyterlab_aml.notebook_run.kernel import language_of
from jupyterlab_aml.notebook_run.parameters import inject, source

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def aml(capsys):
    return Terminal(capsys)


@pytest.fixture
def folder(tmp_path):
    """The current folder, with a notebook that has parameters."""
    cells = [new_code_cell("alpha: float = 1\nkind, size = 'a', 2", metadata={"tags": ["parameters"]}), new_code_cell("beta = 3")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "train.ipynb")
    return tmp_path


@given(VALUES)
def test_a_value_survives_the_command_line(value):
    words = to_words("a.ipynb", Arguments({"x": value}, "outputs/a.ipynb"))
    assert from_words("a.ipynb", words) == ({"x": value}, "outputs/a.ipynb")
    assert "\0" not in words[1]


@given(VALUES)
def test_a_value_survives_the_injected_cell(value):
    there = {}
    exec(source({"x": value}), there)
    assert there["x"] == value
    assert type(there["x"]) is type(value)


def test_numbers_that_have_no_literal():
    there = {}
    exec(source({"x": [math.inf, {"k": -math.inf}], "y": math.nan}), there)
    assert there["x"] == [math.inf, {"k": -math.inf}]
    assert math.isnan(there["y"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("3", 3),
        ("True", True),
        ("false", False),
        ("None", None),
        ("[1, 2]", [1, 2]),
        ("a b", "a b"),
        ('"5"', "5"),
        ("", ""),
        ("1-2", "1-2"),
    ],
)
def test_what_a_text_means(text, value):
    assert from_text(text) == value
    assert type(from_text(text)) is type(value)


@pytest.mark.parametrize(("value", "text"), [("ridge", "ridge"), ("5", '"5"'), ("True", '"True"'), ("a\nb", '"a\\nb"'), (0.5, "0.5"), (None, "null")])
def test_texts_are_left_alone_where_that_is_clear(value, text):
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("tags", "order"),
    [
        ([[], ["parameters"], []], [[], ["parameters"], ["injected-parameters"], []]),
        ([["parameters"], ["injected-parameters"], []], [["parameters"], ["injected-parameters"], []]),
        ([[], []], [["injected-parameters"], [], []]),
        ([], [["injected-parameters"]]),
    ],
)
@pytest.mark.parametrize("minor", [4, 5])
def test_where_the_values_are_put(tags, order, minor):
    cells = [{"cell_type": "code", "source": "x = 1", "metadata": {"tags": tag}, "outputs": [], "execution_count": None} for tag in tags]
    for number, cell in enumerate(cells):
        cell.update({"id": f"c{number}"} if minor == 5 else {})
    notebook = nbformat.from_dict({"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": cells})
    inject(notebook, {"x": 2}, "python")
    assert [cell.metadata.tags for cell in notebook.cells] == order
    assert [cell.source for cell in notebook.cells if cell.metadata.tags == ["injected-parameters"]] == ["# Parameters\nx = 2"]
    nbformat.validate(notebook)


def test_only_python_takes_parameters():
    with pytest.raises(UserError, match="the notebook is in r;"):
        inject(new_notebook(), {"x": 1}, "r")


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"name": "python3"}}, "python"),
        ({"kernelspec": {"name": "my-env", "language": "Python"}}, "python"),
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"name": "ir"}}, ""),
    ],
)
def test_the_language_of_a_notebook(metadata, language):
    assert language_of(nbformat.from_dict({"metadata": metadata})) == language


def test_what_it_comes_to(folder):
    spec = NotebookRunConfig(folder, "train.ipynb", parameters={"alpha": 0.5, "kind": "5"}, compute_target="local", tags={"a": 1}).to_run_spec()
    assert (spec.script, spec.arguments, spec.tags) == ("train.ipynb", ("-p", "alpha=0.5", "-p", 'kind="5"'), {"a": "1"})
    spec = NotebookRunConfig(str(folder), "train.ipynb", "./outputs/x.ipynb").to_run_spec()
    assert spec.arguments == ("-o", "outputs/x.ipynb")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"parameters": {"alhpa": 1}}, "no parameter 'alhpa'. Did you mean 'alpha'?"),
        ({"parameters": {"beta": 1}}, "no parameter 'beta'"),
        ({"parameters": {"a b": 1}}, "'a b' cannot be the name"),
        ({"parameters": {"class": 1}}, "'class' cannot be the name"),
        ({"parameters": {"alpha": object()}}, "'alpha' is a object"),
        ({"parameters": [1]}, "parameters is a list"),
        ({"output_notebook": "../x.ipynb"}, "an .ipynb file in outputs/ is needed"),
        ({"output_notebook": "outputs/../x.ipynb"}, "an .ipynb file in outputs/ is needed"),
        ({"output_notebook": "outputs/x.txt"}, "an .ipynb file in outputs/ is needed"),
        ({"arguments": ["x"]}, "A notebook has no arguments"),
        ({"notebook": "train.py"}, "is no .ipynb file"),
    ],
)
def test_what_is_refused(folder, wrong, says):
    with pytest.raises(UserError) as caught:
        NotebookRunConfig(**{"source_directory": folder, "notebook": "train.ipynb", **wrong}).to_run_spec()
    assert says in str(caught.value)


def test_a_notebook_that_is_not_there(folder):
    with pytest.raises(NotFoundError, match=r"train\.ipynb"):
        NotebookRunConfig(folder, "trian.ipynb").to_run_spec()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": [1]}', '{"nbformat": "4", "cells": []}', "[" * 99999]
)
def test_a_damaged_notebook_is_refused_before_anything_is_made(folder, aml, content):
    (folder / "bad.ipynb").write_text(content)
    said = aml("submit", "bad.ipynb")
    assert said.status == 2
    assert "is not a notebook that can be read" in said.err
    assert not (folder / ".aml").exists()


def test_a_cell_that_is_not_plain_python_takes_any_name(folder):
    nbformat.write(new_notebook(cells=[new_code_cell("%time x = 1", metadata={"tags": ["parameters"]})]), folder / "magic.ipynb")
    assert NotebookRunConfig(folder, "magic.ipynb", parameters={"y": 1}).to_run_spec().arguments == ("-p", "y=1")


def test_dry_run_shows_the_parameters(folder, aml):
    said = aml("submit", "train.ipynb", "-p", "alpha=0.5", "--parameter", "kind=a b", "--dry-run")
    assert "would run     train.ipynb -p alpha=0.5 -p 'kind=a b'\n" in said.out
    assert 'parameter     alpha = 0.5\nparameter     kind = "a b"\n' in said.out
    facts = json.loads(aml("submit", "train.ipynb", "-p", "alpha=0.5", "--dry-run", "--json").out)
    assert (facts["parameters"], facts["output_notebook"]) == ({"alpha": 0.5}, "outputs/train.ipynb")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["train.ipynb", "0.5"], "`aml submit train.ipynb -p NAME=VALUE`"),
        (["train.ipynb", "--", "--alpha", "1"], "A notebook takes no arguments: '--alpha'"),
        (["train.ipynb", "-p", "alpha"], "'alpha' is not NAME=VALUE"),
        (["train.ipynb", "-p", "=3"], "'' cannot be the name of a parameter"),
        (["train.py", "-p", "alpha=1"], "--parameter is for notebooks."),
        (["--command", "-p", "alpha=1", "--", "true"], "--parameter is for notebooks."),
    ],
)
def test_what_the_command_refuses(folder, aml, words, says):
    (folder / "train.py").write_text("")
    said = aml("submit", *words)
    assert said.status == 2
    assert says in said.err
