"""What is wrong with settings, in the words of this package: the field, its value, what is allowed."""

from typing import TYPE_CHECKING, Any

from jupyterlab_aml.runfiles.shapes import is_scalar
from jupyterlab_aml.training.source import did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_BY_VALIDATOR = ("value_error", "assertion_error")
_NO_MAPPING = ("dict_type", "model_type", "model_attributes_type")
_LONGEST = 80


class SecretError(ValueError):
    """A value does not fit, and may not be shown."""


def explain(error: "ValidationError", schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return ``[{"field", "value", "message"}]``, one for each setting that does not fit; the values are JSON."""
    found = []
    for each in error.errors(include_url=False):
        value = None if each["type"] == "missing" else each["input"]
        value = value if value is None or is_scalar(value) else _shown(value)
        field = ".".join(map(str, each["loc"]))
        found.append({"field": field, "value": value, "message": message_of(field, each, schema)})
    return found


def message_of(field: str, each: "ErrorDetails", schema: dict[str, Any], name: str | None = None) -> str:
    """Say what is wrong with one setting.

    Parameters
    ----------
    field : str
        Where it is, with everything around it; "" for the settings as a whole.
    each : ErrorDetails
        What pydantic found.
    schema : dict
        JSON Schema of the settings it is one of.
    name : str, optional
        What it is called there, if that is not all of ``field``.
    """
    known: dict[str, Any] = schema.get("properties", {})
    name = field if name is None else name
    if each["type"] == "missing":
        return f"{field} is needed" + (f": {known[name]['description'].rstrip('.')}" if known.get(name, {}).get("description") else "")
    if each["type"] == "extra_forbidden":
        meant = did_you_mean(name, list(known)).rstrip(".")
        return f"there is no setting {field!r} ({meant[:1].lower()}{meant[1:]})"
    if each["type"] in _BY_VALIDATOR:
        said = str(each["ctx"]["error"]).rstrip(".")
        if isinstance(each["ctx"]["error"], SecretError):
            return f"{field}: {said}"
        return f"{field} is {_shown(each['input'])}: {said}" if field else said
    wanted = "a mapping of keys to values" if each["type"] in _NO_MAPPING else allowed(known.get(name, {}))
    return f"{field} is {_shown(each['input'])}" + (f", allowed is {wanted}" if wanted else f": {each['msg']}".rstrip("."))


def allowed(field: dict[str, Any]) -> str:
    """Say what a field takes, from its JSON Schema; "" if that takes more than a few words."""
    options = [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]
    if len(options) != 1:
        return ""
    (option,) = options
    if "enum" in option:
        return "one of " + ", ".join(map(repr, option["enum"]))
    if "const" in option:
        return repr(option["const"])
    kind = option.get("type")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _limits(option)
    if kind == "boolean":
        return "true or false"
    if kind == "string" and "pattern" not in option:
        return "a text" + (" that is not empty" if option.get("minLength") else "")
    if kind == "array":
        return "a list of texts" if option.get("items", {}).get("type") == "string" else "a list"
    if kind == "object" or "$ref" in option:
        return "a mapping of keys to values"
    return ""


def _limits(option: dict[str, Any]) -> str:
    least, most = option.get("minimum"), option.get("maximum")
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" from {least} up"
    return f" up to {most}" if most is not None else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
