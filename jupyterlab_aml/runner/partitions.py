"""Values in the paths of files: ``/{country}/{day:yyyy/MM/dd}/data.csv`` gives the columns ``country`` and ``day``."""

import re
from datetime import datetime
from typing import Any, Dict, Iterator, List, Match, Optional, Tuple

from jupyterlab_aml.errors import UserError

_FIELD = re.compile(r"\{([^{}:]+)(?::([^{}]+))?\}")
_PARTS = (("yyyy", "year", 4), ("MM", "month", 2), ("dd", "day", 2), ("HH", "hour", 2), ("mm", "minute", 2), ("ss", "second", 2))
_LEAST = (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))


def check(partition_format: Optional[str]) -> None:
    """Refuse a format that names nothing.

    Raises
    ------
    UserError
        It has no ``{column}``, or one twice.
    """
    if partition_format is None:
        return
    names = [name for name, _ in _FIELD.findall(partition_format)]
    if not names or len(set(names)) < len(names):
        raise UserError(
            "partition_format {!r} {}.".format(partition_format, "names a column twice" if names else "names no column"),
            "Write for example '/{country}/{day:yyyy/MM/dd}/data.csv'.",
            field="partition_format",
        )


def values_of(partition_format: Optional[str], name: str) -> Dict[str, Any]:
    """The values in the name of one file; none without a format.

    Raises
    ------
    UserError
        The name does not fit.
    """
    if not partition_format:
        return {}
    for text in _beginnings("/" + partition_format.lstrip("/")):
        pattern, fields = _compiled(text)
        found = re.match(pattern, "/" + name.lstrip("/"))
        if found is not None:
            return {column: _value(found, number, parts) for number, (column, parts) in enumerate(fields)}
    raise UserError("The path {!r} does not fit partition_format {!r}.".format(name, partition_format), field="partition_format")


def _beginnings(text: str) -> Iterator[str]:
    """The format, and what is left of it without its first folders: names begin below the folder that the files are in, which it may repeat."""
    yield text
    while "{" not in text.split("/")[1]:
        text = "/" + text.split("/", 2)[2]
        yield text


def _compiled(text: str) -> Tuple[str, List[Tuple[str, List[str]]]]:
    pattern, fields, end = "", [], 0
    for number, field in enumerate(_FIELD.finditer(text)):
        pattern += re.escape(text[end : field.start()])
        parts = []  # type: List[str]
        if field.group(2) is None:
            pattern += "(?P<p{}>[^/]+)".format(number)
        else:
            shape = re.escape(field.group(2))
            for word, part, digits in _PARTS:
                if word in shape:
                    shape = shape.replace(word, "(?P<p{}_{}>[0-9]{{{}}})".format(number, part, digits), 1)
                    parts.append(part)
            pattern += shape
        fields.append((field.group(1), parts))
        end = field.end()
    # What stands behind the last field may differ from file to file.
    return pattern, fields


def _value(found: "Match[str]", number: int, parts: List[str]) -> Any:
    if not parts:
        return found.group("p{}".format(number))
    given = {part: int(found.group("p{}_{}".format(number, part))) for part in parts}
    try:
        year, month, day, hour, minute, second = (given.get(part, least) for part, least in _LEAST)
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a path tells no time zone
    except ValueError as error:
        raise UserError("The path {!r} holds no date: {}.".format(found.string, error), field="partition_format")
