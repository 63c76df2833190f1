"""A submission as fields with values, as a form has them: the words of ``aml submit`` that mean it, and the line to copy.

The fields come from the options of the command, so a new option is a new field. A value that is None, empty or false is not given.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from jupyterlab_aml.cli import options
from jupyterlab_aml.cli.submit import submit
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.notebook_run.arguments import check_name
from jupyterlab_aml.training.checks import about
from jupyterlab_aml.training.source import did_you_mean

SCRIPT, ARGUMENTS, COMMAND = "script", "arguments", "command"
NOT_FIELDS = frozenset({"is_dry", "stream", "wait", "quiet", "as_json", "is_command"})  # of one door, or said by another field

Fields = Mapping[str, Any]
_BRACE = re.compile(r"([{}])")
_DOLLAR = re.compile(r"\$(?=[\w.])")


def field_options() -> dict[str, click.Option]:
    """Return the options that are fields, by the names of the fields, in the order of the command."""
    found = [
        parameter
        for parameter in submit.params
        if isinstance(parameter, click.Option) and parameter.expose_value and parameter.name not in NOT_FIELDS
    ]
    return {field_name(option): option for option in found}


def field_name(option: click.Parameter) -> str:
    """Return the field of an option: its long name, with ``_``."""
    return max(option.opts, key=len).lstrip("-").replace("-", "_")


def given(fields: Fields) -> dict[str, Any]:
    """Return the fields that say something.

    Raises
    ------
    UserError
        There is no such field; its detail ``field`` names it.
    """
    known = [SCRIPT, ARGUMENTS, COMMAND, *field_options()]
    for name in fields:
        if name not in known:
            raise UserError(f"A submission has no field {name!r}.", did_you_mean(name, known), field=name)
    return {name: value for name, value in fields.items() if value is not None and value is not False and value not in ("", [], {})}


def words(fields: Fields) -> list[str]:
    """Return the words after ``aml submit`` that mean these fields.

    Environment variables are in it by their names only: whoever runs the words gives the values apart.

    Raises
    ------
    UserError
        A field does not exist or its value cannot be; its detail ``field`` names it.
    """
    values = given(fields)
    script, arguments, command = _text(values, SCRIPT), _texts(values, ARGUMENTS), _texts(values, COMMAND)
    if script and command:
        raise UserError("Both a script and a command are given.", "Give one of them.", field=COMMAND)
    if arguments and not script:
        raise UserError("Arguments are given, and no script.", "Name the script, or write them in the command.", field=ARGUMENTS)
    found = [word for name, option in field_options().items() if name in values for word in _option(name, option, values[name])]
    if command:
        return ["--command", *found, "--", *command]
    if script is not None and script.startswith("-"):
        return [*found, "--", script, *arguments]
    head = [script, *found] if script else found
    return [*head, "--", *arguments] if arguments else head


def line(fields: Fields, *, magic: bool = True) -> str:
    """Return the line that does the same: ``%aml submit ...`` for a cell, ``aml submit ...`` for a terminal.

    Raises
    ------
    UserError
        See :func:`words`.
    """
    text = shlex.join(words(fields))
    if magic:
        text = _for_magic(text)
    return f"{'%' if magic else ''}aml submit {text}".rstrip()


def _for_magic(text: str) -> str:
    """Double what stands for Python variables in a cell: braces, and those dollars that IPython does not take to be within single quotes.

    It counts the quotes behind a dollar, up to the next brace.
    """

    def dollar(found: re.Match[str]) -> str:
        return "$$" if found.string.count("'", found.end()) % 2 == 0 else "$"

    parts = _BRACE.split(text)
    return "".join(part * 2 if _BRACE.fullmatch(part) else _DOLLAR.sub(dollar, part) for part in parts)


def notes(fields: Fields) -> list[str]:
    """Return what is worth knowing of the line: what it leaves out."""
    found = []
    secrets = given(fields).get("env")
    if secrets:
        found.append(f"The line names the environment variables ({', '.join(secrets)}) without their values: it takes those it finds where it runs.")
    if "\n" in line(fields):
        found.append("A value has several lines: the line works in a terminal, not in a cell.")
    return found


def _option(name: str, option: click.Option, value: Any) -> Iterator[str]:
    flag = max(option.opts, key=len)
    kind = option.type
    if option.is_flag:
        if value is not True:
            raise _wrong(name, value, "true or false")
        yield flag
    elif isinstance(kind, options.Variable):
        yield from _named(flag, _object(name, value), lambda key, _item: _variable(name, key))
    elif isinstance(kind, options.Parameter):
        yield from _named(flag, _object(name, value), lambda key, item: _parameter(name, key, item))
    elif isinstance(kind, options.KeyValue):
        yield from _named(flag, _object(name, value), lambda key, item: f"{_key(name, key)}={_item(name, item)}")
    elif option.multiple:
        for item in _texts({name: value}, name):
            yield from _with_value(flag, item)
    else:
        yield from _with_value(flag, _item(name, value))


def _named(flag: str, value: Mapping[str, Any], word: Callable[[str, Any], str]) -> Iterator[str]:
    for key, item in value.items():
        yield from _with_value(flag, word(key, item))


def _with_value(flag: str, value: str) -> Iterator[str]:
    if value.startswith("-"):  # it must not be taken for another option
        yield f"{flag}={value}"
    else:
        yield from (flag, value)


def _variable(name: str, key: str) -> str:
    if not key.isidentifier():  # not repeated: it may be a secret in the wrong place
        raise UserError("The name of an environment variable is letters, digits and _.", "Write the value beside the name.", field=name)
    return key


def _parameter(name: str, key: str, value: Any) -> str:
    """Return ``NAME=VALUE``; a text is what one would write there, so ``0.5`` is a number and ``"0.5"`` in quotes a text."""
    with about(name):
        return f"{check_name(key)}={value if isinstance(value, str) else json.dumps(value)}"


def _key(name: str, key: str) -> str:
    if "=" in key or not key.strip() or key != key.strip():
        raise UserError(f"{key!r} cannot be a name in {name}: it is empty, holds = or begins or ends with a space.", "Choose another.", field=name)
    return key


def _object(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(name, value, "an object: values by their names")
    return value


def _item(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _wrong(name, value, "a text")
    return str(value)


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return value


def _texts(values: Mapping[str, Any], name: str) -> list[str]:
    value = values.get(name, [])
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _wrong(name, value, "a list of texts")
    return [_item(name, item) for item in value]


def _wrong(name: str, value: Any, allowed: str) -> UserError:
    kind = {dict: "an object", list: "a list", bool: str(value).lower()}.get(type(value), repr(value))
    shown = "something else" if name == "env" else kind
    return UserError(f"{name} is {shown}.", f"Allowed is {allowed}.", field=name)
