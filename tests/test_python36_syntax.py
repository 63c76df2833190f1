"""The rooms that travel to other interpreters stay valid on Python 3.6."""

import ast
import pathlib

import pytest

PACKAGE = pathlib.Path(__file__).parent.parent / "jupyterlab_aml"
FILES = [
    PACKAGE / "__init__.py",
    PACKAGE / "errors.py",
    *(file for room in ("environment_build", "notebook_run", "runfiles", "runner", "compat") for file in (PACKAGE / room).rglob("*.py")),
]

# What Python has had since: methods and functions, keywords of calls.
LATER_NAMES = {"removeprefix", "removesuffix", "fromisoformat", "nullcontext", "cached_property", "singledispatchmethod"}
LATER_KEYWORDS = {"capture_output", "text", "dirs_exist_ok", "missing_ok"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_is_valid_on_python_36(file):
    tree = ast.parse(file.read_text(), str(file), feature_version=(3, 6))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert "__future__" not in imported
    assert "dataclasses" not in imported
    assert not LATER_NAMES & {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not LATER_KEYWORDS & {keyword.arg for call in calls for keyword in call.keywords}
