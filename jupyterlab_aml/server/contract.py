"""``openapi.yaml``: what each route takes, read from the document that tells it to the browser, so that the two cannot differ."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Schema = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")

_PLACE = re.compile(r"\{(\w+)\}")
_MANY_PARTS = "path"  # the parameter that may hold slashes


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    Attributes
    ----------
    path, query : mapping
        Name of a parameter to its schema.
    required : frozenset of str
        The parameters of the query that must be there.
    body : mapping or None
        Schema of the body; None if it takes none.
    status : int
        Of the answer if all goes well.
    """

    path: Mapping[str, Schema]
    query: Mapping[str, Schema]
    required: frozenset[str]
    body: Schema | None
    status: int


@cache
def document() -> dict[str, Any]:
    """Return the document, with every reference replaced by what it means."""
    text = files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    found: dict[str, Any] = _inlined(raw, raw)
    return found


def schema(name: str) -> Schema:
    """Return a schema of the document by its name."""
    found: Schema = document()["components"]["schemas"][name]
    return found


@cache
def operations(template: str) -> Mapping[str, Operation]:
    """Return the operations of a path of the document, by method in lower case; none for a path that it does not know."""
    path = document()["paths"].get(template, {})
    return {method: _operation(path, path[method]) for method in METHODS if method in path}


def pattern(template: str) -> str:
    """Return the regular expression for a path of the document."""
    places: Mapping[str, Schema] = {}
    for operation in operations(template).values():
        places = operation.path
    expression, end = "", 0
    for place in _PLACE.finditer(template):
        expression += re.escape(template[end : place.start()]) + f"(?P<{place[1]}>{_expression(place[1], places[place[1]])})"
        end = place.end()
    return expression + re.escape(template[end:])


def _expression(name: str, of: Schema) -> str:
    if "enum" in of:
        return "|".join(map(re.escape, of["enum"]))
    return ".+" if name == _MANY_PARTS else "[^/]+"


def _operation(path: Mapping[str, Any], operation: Mapping[str, Any]) -> Operation:
    parameters = [*path.get("parameters", ()), *operation.get("parameters", ())]
    body = operation.get("requestBody")
    return Operation(
        path={each["name"]: each["schema"] for each in parameters if each["in"] == "path"},
        query={each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
        required=frozenset(each["name"] for each in parameters if each["in"] == "query" and each.get("required")),
        body=None if body is None else body["content"]["application/json"]["schema"],
        status=min(int(status) for status in operation["responses"] if status != "default"),
    )


def _inlined(value: Any, root: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(item, root) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        found: Any = root
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _inlined(found, root)
    return {key: _inlined(item, root) for key, item in value.items()}
