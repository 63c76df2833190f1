"""Reading a YAML file that says what to run, and telling what kind of file it is."""

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.configuration.refusal import refused

from .shape import CommandFile

_V2_KEYS = {"$schema", "type", "code", "compute", "experiment_name", "display_name", "inputs", "outputs", "resources", "limits", "jobs", "trial"}
_COMMAND, _SCHEMA = "command", ".schema.json"


def is_command_file(path: str) -> bool:
    """Tell whether a YAML file is one of Azure ML v2 of the type ``command``; one that cannot be read is none.

    Raises
    ------
    UserError
        It is one of another type, or a conda file.
    """
    values = _values(path)
    if values is None:
        return False
    if not _V2_KEYS.intersection(values):
        if "dependencies" in values:
            raise UserError(f"{path!r} is a conda file.", f"`aml environments create NAME --file {path}` makes an environment of it.")
        return False
    kind = _kind(values)
    if kind != _COMMAND:
        raise UserError(
            f"{path!r} is a file of the type {kind!r}; of Azure ML v2's files only those of the type 'command' can be submitted yet.",
            "Submit its script: `aml submit train.py`.",
            field="script",
        )
    return True


def read_command_file(path: str) -> CommandFile:
    """Read it.

    Raises
    ------
    UserError
        Something in it does not fit; all of it is told at once, with the path of each key.
    """
    try:
        return CommandFile.model_validate(_values(path))
    except ValidationError as error:
        raise refused(error, CommandFile, path) from None


def _kind(values: Mapping[str, Any]) -> str:
    """Return the type that a file says it has, ``pipeline`` for one."""
    if values.get("type"):
        return str(values["type"])
    schema = str(values.get("$schema") or "").rpartition("/")[2]
    if schema.endswith(_SCHEMA):
        return schema[: -len(_SCHEMA)].removesuffix("Job")
    return "pipeline" if "jobs" in values else "sweep" if "trial" in values else _COMMAND


def _values(path: str) -> Mapping[str, Any] | None:
    try:
        with open(path, encoding="utf-8") as stream:
            values = yaml.safe_load(stream)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return values if isinstance(values, Mapping) and all(isinstance(key, str) for key in values) else None
