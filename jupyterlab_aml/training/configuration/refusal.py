"""What is wrong with a section, in words: every field with its path, its value and what is allowed."""

from typing import TYPE_CHECKING, Any, get_args

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.problems import message_of
from jupyterlab_aml.training.source import did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError

    from jupyterlab_aml.training.command_file.shape import Part

    from .section import Section

_HINT = "docs/run-configuration.md lists every setting."


def refused(error: "ValidationError", kind: "type[Section | Part]", file: str = "") -> UserError:
    """Return the error of a section, or a file, whose values do not fit. In a file, fields are called as they are there."""
    problems = []
    for each in error.errors(include_url=False):
        is_key = each["type"] == "extra_forbidden"  # the last part is what was written, and no field
        owner, path = _walk(kind, each["loc"][:-1] if is_key else each["loc"], as_in_file=bool(file))
        path += [str(each["loc"][-1])] if is_key else []
        name = path[-1] if path else ""
        message = message_of(".".join([*filter(None, [kind.where]), *path]), each, _schema(owner, as_in_file=bool(file)), name)
        problems.append({"field": ".".join([*filter(None, [kind.where]), *path]), "message": message})
    told = "; ".join(dict.fromkeys(each["message"] for each in problems))
    start = f"{file}: " if file else ""
    return UserError(f"{start}{told}.", _HINT, problems=problems)


def unknown(name: str, kind: "type[Section]") -> UserError:
    """Return the error of an attribute that a section does not have."""
    path = f"{kind.where}.{name}" if kind.where else name
    return UserError(f"{kind.__name__} has no setting {path!r}.", did_you_mean(name, list(kind.model_fields)) or _HINT, field=path)


def _walk(kind: "type[Section | Part]", loc: tuple[Any, ...], *, as_in_file: bool) -> "tuple[type[Section | Part], list[str]]":
    """Follow the place of an error from section to section; return the last one and the path, named as it is in Python or in a file."""
    path: list[str] = []
    for part in loc:
        found = next(((name, field) for name, field in kind.model_fields.items() if part in (name, field.alias)), None)
        if found is None:
            if not _is_tag(part):
                path.append(str(part))
            continue
        name, field = found
        path.append(field.alias or name if as_in_file else name)
        kind = _section_in(field.annotation) or kind
    return kind, path


def _is_tag(part: Any) -> bool:
    """Tell whether a part of a place is pydantic's name for a member of a union."""
    return isinstance(part, str) and (part in {"str", "int", "float", "bool", "list[any]"} or part[:1].isupper() or "[" in part)


def _section_in(annotation: Any) -> "type[Section] | None":
    if hasattr(annotation, "model_fields"):
        section: type[Section] = annotation
        return section
    return next(filter(None, map(_section_in, get_args(annotation))), None)


def _schema(kind: "type[Section | Part]", *, as_in_file: bool) -> dict[str, Any]:
    return kind.model_json_schema(by_alias=as_in_file)
