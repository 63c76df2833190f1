"""The JSON Schema of a submission, made from the grammar of ``aml submit``: what a form shows is what the command has."""

import re
from typing import Any

import click

from jupyterlab_aml.cli import options
from jupyterlab_aml.cli.fields import ARGUMENTS, COMMAND, SCRIPT, field_options
from jupyterlab_aml.cli.session import Session
from jupyterlab_aml.cli.submit import submit

_GROUPS = dict.fromkeys(("parameter", "source_directory", "allow_large_snapshot", "input", "input_mode", "output"), "what")
_GROUPS |= dict.fromkeys(("compute", "environment", "python"), "where")
_GROUPS |= dict.fromkeys(("distribution", "processes", "nodes", "workers", "parameter_servers", "spark_conf"), "where")
_GROUPS |= dict.fromkeys(("timeout", "grace", "run_config"), "advanced")
_TITLES = {
    "input": "Inputs",
    "input_mode": "How inputs are given",
    "run_config": "Run configuration",
    "output": "Outputs",
    "env": "Environment variables",
    "tag": "Tags",
    "parameter": "Parameters",
    "python": "Interpreter",
    "spark_conf": "Properties of Spark",
    "grace": "Time to end in peace",
}
_BRACKETS = re.compile(r"\s*\[default: (.*)\]")
_REPEATED = re.compile(r"\s*May be repeated\.$")
_DESCRIPTIONS = {
    "env": "Names and values that the script finds in its environment. Values are kept secret: neither the line nor any page shows them.",
    "tag": "Short notes to find the run by.",
}
_EXAMPLES = {"input": ["dataset:version or path"], "output": ["empty, or datastore/path"]}
_NUMBER, _UNIT = r"\s*[0-9]+(\.[0-9]+)?\s*", "[smhdSMHD]"
_DURATION = f"^{_NUMBER}({_UNIT}{_NUMBER})*({_UNIT}\\s*)?$"  # a unit between any two numbers: there is but one way to read a text
_WORDS: dict[str, dict[str, Any]] = {
    SCRIPT: {
        "type": "string",
        "title": "Script or notebook",
        "description": "A .py, .sh or .ipynb file, or a run configuration.",
        "examples": ["train.py"],
    },
    ARGUMENTS: {
        "type": "array",
        "items": {"type": "string"},
        "title": "Arguments",
        "description": "What the script is given.",
        "examples": ["--alpha 0.5"],
    },
    COMMAND: {
        "type": "array",
        "items": {"type": "string"},
        "title": "Command",
        "description": "A whole command in place of a script.",
        "examples": ["python -m package.train --epochs 3"],
    },
}


def schema(session: Session) -> dict[str, Any]:
    """Return the schema; values that can be chosen from are those of the workspace of the session.

    Properties are in the order of the command. ``x-group`` is ``what``, ``where``, ``details`` or ``advanced``; ``x-choices`` are values that are
    offered, others are allowed; ``writeOnly`` values are secrets.
    """
    properties = {name: {**shape, "x-group": "what"} for name, shape in _WORDS.items()}
    ctx = click.Context(submit, obj=session, **submit.context_settings)
    for name, option in field_options().items():
        properties[name] = {**_described(name, option), **_typed(option), **_choices(ctx, option), "x-group": _GROUPS.get(name, "details")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Submission",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _described(name: str, option: click.Option) -> dict[str, Any]:
    text = _DESCRIPTIONS.get(name) or _REPEATED.sub("", option.help or "")
    default = _BRACKETS.search(text)
    shape: dict[str, Any] = {"title": _TITLES.get(name, name.replace("_", " ").capitalize()), "description": _BRACKETS.sub("", text)}
    if name in _EXAMPLES:
        shape["examples"] = _EXAMPLES[name]
    if default:
        shape["description"] = f"{shape['description']} Left out: {default[1]}.".strip()
    return shape


def _typed(option: click.Option) -> dict[str, Any]:
    kind = option.type
    if option.is_flag:
        return {"type": "boolean", "default": False}
    if isinstance(kind, options.Variable):
        return {"type": "object", "additionalProperties": {"type": "string", "writeOnly": True}}
    if isinstance(kind, options.Parameter):
        return {"type": "object", "additionalProperties": {}}
    if isinstance(kind, options.KeyValue):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if isinstance(kind, options.Duration):
        return {"type": "string", "pattern": _DURATION, "examples": ["90s", "5m", "2h", "1d"]}
    one: dict[str, Any] = {"type": "integer", "minimum": kind.least} if isinstance(kind, options.Count) else {"type": "string"}
    if isinstance(kind, click.Choice):
        one["enum"] = [str(choice) for choice in kind.choices]
    return {"type": "array", "items": one} if option.multiple else one


def _choices(ctx: click.Context, option: click.Option) -> dict[str, Any]:
    # Of names with values the values are offered: the name is the user's.
    begun = "name=" if isinstance(option.type, options.KeyValue) else ""
    offered = [str(item.value).removeprefix(begun) for item in option.shell_complete(ctx, begun) if item.type == "plain"]
    return {"x-choices": offered} if offered and not isinstance(option.type, click.Choice) and not option.is_flag else {}
