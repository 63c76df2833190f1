"""What a conda file may hold, read and checked."""

import copy
import difflib
import os
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.source import did_you_mean

_KEYS = ("name", "channels", "dependencies", "prefix", "variables")
_TYPO = 0.75  # what is less alike is kept as it is


def text(what: str, value: Any) -> str:
    """Return the name of a package or another text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise UserError(f"{what} is {value!r}; a text such as 'numpy' is needed.")
    return value.strip()


def texts(what: str, values: Any) -> list[str]:
    """Return a list of such texts."""
    if values is None:
        return []
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise UserError(f"{what} is {values!r}; a list of texts is needed.", f"Write {what}=['numpy'].")
    return [text(f"{what}[{place}]", each) for place, each in enumerate(values)]


def read_conda_file(path: str) -> Any:
    """Return what a conda file holds, unchecked."""
    try:
        with open(path, encoding="utf-8") as file:
            return yaml.safe_load(file) or {}
    except FileNotFoundError:
        folder = os.path.dirname(os.path.abspath(path))
        there = [each for each in os.listdir(folder) if each.endswith((".yml", ".yaml", ".txt"))] if os.path.isdir(folder) else []
        raise NotFoundError(f"There is no conda file {path!r}.", did_you_mean(os.path.basename(path), there)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(
            f"{path!r} cannot be read as a conda file: {' '.join(str(error).split())}.", "It is YAML with the key 'dependencies'."
        ) from None


def checked_structure(structure: Any, where: str) -> dict[str, Any]:
    """Return a copy of what a conda file holds, with ``dependencies``; refuse what is not of its form."""
    if not isinstance(structure, Mapping):
        raise UserError(f"{where}: a {type(structure).__name__} is no conda file; it has the keys 'name', 'channels' and 'dependencies'.")
    for key in structure:
        near = difflib.get_close_matches(str(key), _KEYS, n=1, cutoff=_TYPO) if key not in _KEYS else []
        if near:
            raise UserError(f"{where}: there is no key {key!r} in a conda file.", f"Did you mean {near[0]!r}?")
    checked = copy.deepcopy(dict(structure))
    checked.setdefault("dependencies", [])
    for key in ("channels", "dependencies"):
        value = checked.get(key, [])
        checked[key] = [] if value is None else value
        if not isinstance(checked[key], list):
            raise UserError(f"{where}: {key} is {value!r}, allowed is a list.")
    if not checked["channels"]:
        del checked["channels"]
    for place, each in enumerate(checked["dependencies"]):
        if isinstance(each, dict) and set(each) == {"pip"}:
            each["pip"] = [] if each["pip"] is None else each["pip"]
            if isinstance(each["pip"], list) and all(isinstance(line, str) for line in each["pip"]):
                continue
        elif isinstance(each, str) and each.strip():
            continue
        raise UserError(f"{where}: dependencies[{place}] is {each!r}, allowed are texts such as 'numpy=1.26' and 'pip:' with a list of them.")
    return checked
