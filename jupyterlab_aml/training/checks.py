"""Checks of single values that need no file system; each raises one clear error."""

import math
import numbers
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from jupyterlab_aml.errors import AmlError, UserError

_RESERVED = re.compile(r"AML_(RUN_ID|RUN_DIR|ATTEMPT|RANK|WORKSPACE|EXPERIMENT)$")


@contextmanager
def about(field: str, *, whole: bool = False) -> Iterator[None]:
    """Let the errors of a part of the work name what was given wrong, in the detail ``field``.

    Those that name it already keep that, unless ``whole`` says that what they name is only a part of what was given.
    """
    try:
        yield
    except AmlError as error:
        if whole or "field" not in error.details:
            error.details["field"] = field
        raise


def text_of(what: str, value: Any) -> str:
    """Return one word of a command line as text."""
    if isinstance(value, (str, os.PathLike)):
        text = os.fspath(value)
    elif isinstance(value, numbers.Real):
        text = str(value)
    else:
        raise UserError(f"{what} is a {type(value).__name__}; allowed are text and numbers.", "Convert it with str() first.")
    if not isinstance(text, str) or "\0" in text:
        raise UserError(f"{what} is not text that a command line can carry.", "Remove the NUL character or decode the bytes.")
    return text


SHELL = ("/bin/sh", "-c")
_OPERATORS = frozenset("();<>|&")


def check_arguments(arguments: Any) -> tuple[str, ...]:
    """Return the arguments of a script as texts.

    Raises
    ------
    UserError
        It is not a list, or an item is neither text nor number; the message names its position and type.
    """
    if arguments is None:
        return ()
    if isinstance(arguments, (str, bytes, Mapping)) or not isinstance(arguments, Iterable):
        raise UserError(
            f"arguments is a {type(arguments).__name__}; a list of texts and numbers is needed.",
            "Write arguments=['--alpha', 0.5].",
        )
    return tuple(text_of(f"arguments[{position}]", value) for position, value in enumerate(arguments))


def _is_pieces(words: Sequence[str]) -> bool:
    """Tell whether a list holds pieces of a line: its first word has spaces and is no path."""
    return bool(words) and len(words[0].split()) > 1 and not words[0].startswith(("/", ".", "~"))


def _is_for_shell(line: str) -> bool:
    """Tell whether a line has ``&&``, ``|``, ``>`` and the like outside of quotes."""
    return any(set(word) <= _OPERATORS for word in shlex.shlex(line, posix=False, punctuation_chars=True))


def check_command(command: Any) -> tuple[str, ...]:
    """Return a command given as a list, or as one line in the syntax of the shell; the shell runs a line of several commands.

    Of a list that begins with several words, such as ``["python train.py --data", dataset.as_mount(), "-n 25"]``, a line is made, as in the SDK.
    """
    if isinstance(command, str):
        try:
            words = (*SHELL, command) if _is_for_shell(command) else tuple(shlex.split(command))
        except ValueError as error:
            raise UserError(f"command {command!r} cannot be split into words: {error}.", "Close the quotes, or give a list of words.") from None
    elif isinstance(command, Iterable) and not isinstance(command, (bytes, Mapping)):
        words = tuple(text_of(f"command[{position}]", value) for position, value in enumerate(command))
        if _is_pieces(words):
            return check_command(" ".join(f'"{word}"' if word.startswith("${{") else word for word in words))
    else:
        raise UserError(f"command is a {type(command).__name__}; allowed are a list of words and one line.", "Write command=['python', 'train.py'].")
    if not words or not words[0]:
        raise UserError("command is empty.", "Write command=['python', 'train.py'].")
    return words


def check_environment_variables(variables: Mapping[str, Any] | None) -> dict[str, str]:
    """Return environment variables as texts. No message ever holds a value: values are secrets."""
    if variables is None:
        return {}
    if not isinstance(variables, Mapping):
        raise UserError(f"environment_variables is a {type(variables).__name__}; a dict is needed.", "Write environment_variables={'NAME': 'value'}.")
    checked = {}
    for name, value in variables.items():
        if not isinstance(name, str) or not name.isprintable() or not name or set(name) & set("= "):
            raise UserError(f"{name!r} cannot be the name of an environment variable.", "Use letters, digits and '_'.", field="env")
        if _RESERVED.match(name):
            raise UserError(f"The environment variable {name} is set by the run itself.", "Choose another name.", field="env")
        checked[name] = text_of(f"environment_variables[{name!r}]", value)
    return checked


def check_texts(what: str, values: Mapping[str, Any] | None) -> dict[str, str]:
    """Return tags or properties as a dict of texts; None as a value is the empty text."""
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise UserError(f"{what} is a {type(values).__name__}; a dict is needed.", f"Write {what}={{'key': 'value'}}.")
    wrong = [key for key in values if not isinstance(key, str) or not key]
    if wrong:
        raise UserError(f"{what} has the key {wrong[0]!r}; keys are texts that are not empty.")
    return {key: "" if value is None else str(value) for key, value in values.items()}


def check_seconds(what: str, value: Any, *, zero: bool = False) -> float:
    """Return a duration in seconds."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value) or value < 0 or (value == 0 and not zero):
        raise UserError(f"{what} is {value!r}; a positive number of seconds is needed.")
    return float(value)


def target_name(target: Any) -> str | None:
    """Return the name of a compute target given as a name or an object that has a name; None for the default of the workspace.

    Raises
    ------
    UserError
        It is none of these.
    """
    if target is None:
        return None
    name = target if isinstance(target, str) else getattr(target, "name", None)
    if not isinstance(name, str) or not name:
        raise UserError(
            f"compute_target is a {type(target).__name__}; allowed are a name, a compute target or None.",
            "Use compute_target='local' or one of ws.compute_targets.",
        )
    return name
