"""What a browser sent, held against the schemas of ``openapi.yaml``: the error names the field, its value and what is allowed."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.server.contract import Operation, Schema
from jupyterlab_aml.training.problems import allowed
from jupyterlab_aml.training.source import did_you_mean

_SHOWN = 80
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_KINDS = {"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_KINDS["null"] = "null"


def read_path(operation: Operation, path: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters in the path.

    Raises
    ------
    UserError
        One of them cannot be.
    """
    for name, value in path.items():
        _check_text(name, value)
        _check(name, value, operation.path[name])
    return dict(path)


def read_query(operation: Operation, given: Mapping[str, list[bytes]]) -> dict[str, Any]:
    """Return every parameter of the query that the operation knows, with its default or None where it is not given.

    Raises
    ------
    UserError
        A value does not fit. What the operation does not know is ignored: servers and browsers add parameters of their own.
    """
    found: dict[str, Any] = {}
    for name, schema in operation.query.items():
        texts = [_decoded(name, text) for text in given.get(name, ())]
        if schema.get("type") == "array":
            found[name] = [_value(name, text, schema["items"]) for text in texts]
        elif len(texts) > 1:
            raise UserError(f"{name} is given {len(texts)} times.", "Give it once.", field=name)
        elif texts:
            found[name] = _value(name, texts[0], schema)
        elif name in operation.required:
            raise UserError(f"{name} is needed.", "Give it in the query of the address.", field=name)
        else:
            found[name] = schema.get("default")
            continue
        if schema.get("type") != "array" or name in operation.required or found[name]:
            _check(name, found[name], schema)
    return found


def read_body(operation: Operation, data: bytes) -> dict[str, Any]:
    """Return the body; an operation that takes none ignores what was sent.

    Raises
    ------
    UserError
        It is not JSON, or a value does not fit.
    """
    if operation.body is None:
        return {}
    return check_object("the body", parse(data), operation.body)


def check_object(what: str, value: Any, schema: Schema) -> dict[str, Any]:
    """Return a value that was sent as JSON, if it fits.

    Raises
    ------
    UserError
        It does not.
    """
    _check_texts(what, value)
    _check(what, value, schema)
    found: dict[str, Any] = value
    return found


def parse(data: bytes | str) -> Any:
    """Parse JSON as other programs than Python's write it.

    Raises
    ------
    UserError
        It is none.
    """
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except RecursionError:
        raise UserError("The body is nested too deeply.", "Send what openapi.yaml says.") from None
    except ValueError as error:
        raise UserError(f"The body is not JSON: {error}.", "Send a JSON object, in UTF-8.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _decoded(name: str, text: bytes) -> str:
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(f"{name} is {_cut(text)}, which is not UTF-8.", "Encode the address in UTF-8.", field=name) from None
    _check_text(name, decoded)
    return decoded


def _value(name: str, text: str, schema: Schema) -> Any:
    kind = schema.get("type")
    if kind == "boolean" and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if kind == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "number":
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    if kind == "string":
        return text
    raise UserError(f"{name} is {_cut(text)}.", f"Allowed is {_allowed(schema)}.", field=name, value=text)


def _check_text(name: str, text: str) -> None:
    if "\0" in text:
        raise UserError(f"{name} is {_cut(text)}.", "A text holds no NUL character.", field=name)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise UserError(f"{name} is {_cut(text)}.", "A text holds whole characters, not halves of them.", field=name)


def _check_texts(name: str, value: Any) -> None:
    """Refuse what no file system and no other program could take, wherever it is."""
    todo: list[tuple[str, Any]] = [(name, value)]
    while todo:
        where, item = todo.pop()
        if isinstance(item, str):
            _check_text(where, item)
        elif isinstance(item, dict):
            for key, inner in item.items():
                _check_text(where, key)
                todo.append((key, inner))
        elif isinstance(item, list):
            todo += [(where, inner) for inner in item]


def _check(what: str, value: Any, schema: Schema) -> None:
    problems = [_problem(what, error) for error in _sorted(Draft202012Validator(schema).iter_errors(value))]
    if problems:
        first = problems[0]
        raise UserError(first["message"], first["hint"], field=first["field"], problems=problems)


def _sorted(errors: Iterable[ValidationError]) -> list[ValidationError]:
    return sorted(errors, key=lambda error: [str(part) for part in error.absolute_path])[:20]


def _problem(what: str, error: ValidationError) -> dict[str, str]:
    inside = ".".join(map(str, error.absolute_path))
    field = inside if inside and what.startswith("the ") else what  # a list in the query is given item by item under one name
    value, schema = error.instance, error.schema if isinstance(error.schema, Mapping) else {}
    known = sorted(schema.get("properties", {}))
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in value)
        return {"field": missing, "message": f"{missing} is needed in {field}.", "hint": f"Give {', '.join(error.validator_value)}."}
    if error.validator == "additionalProperties" and error.validator_value is False:
        odd = next(name for name in value if name not in known)
        return {"field": odd, "message": f"{odd} is not known in {field}.", "hint": did_you_mean(odd, known)}
    return {"field": field, "message": f"{field} is {_cut(value)}.", "hint": f"Allowed is {_allowed(schema)}."}


def _allowed(schema: Schema) -> str:
    kinds = schema.get("type", "object")
    words = " or ".join(_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    if kinds in ("integer", "number") or "enum" in schema:
        return allowed(dict(schema))
    unit, counted = {"array": ("items", "Items"), "object": ("values", "Properties")}.get(str(kinds), ("characters", "Length"))
    least, most = schema.get("min" + counted), schema.get("max" + counted)
    words += f" of at least {least} {unit}" if least else ""
    return words + ((" and" if least else " of") + f" at most {most} {unit}" if most else "")


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
