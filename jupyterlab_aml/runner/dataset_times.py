"""Rows of a time: the step ``{"do": "time", "column", "after", "before", "boundary"}``, whose two times are texts in ISO 8601 or None.

Times are compared as they are written; one with a zone is taken in UTC.
"""

from datetime import datetime, timezone
from typing import Any, Iterable, List, Optional

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json

TIME = "time"
_FORMATS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


def kept(step: Json, values: Iterable[Any]) -> List[bool]:
    """Say of each value of the column whether its row stays; rows without a time do not.

    Raises
    ------
    UserError
        A value is no time.
    """
    after, before = moment(step.get("after")), moment(step.get("before"))
    boundary = step.get("boundary", True)
    found = []
    for value in values:
        time = moment(value, step["column"])
        inside = time is not None and (after is None or time > after or (boundary and time == after))
        found.append(bool(inside and (before is None or time < before or (boundary and time == before))))
    return found


def moment(value: Any, column: str = "") -> Optional[Any]:
    """Return a time without a zone, or None for what is missing.

    Raises
    ------
    UserError
        It is no time.
    """
    if value is None or value == "" or value != value:  # noqa: PLR0124 - as nothing but NaN is
        return None
    if isinstance(value, datetime):  # also one of pandas
        return value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)
    text = str(value).strip().replace("T", " ")
    for shape in _FORMATS:
        try:
            return datetime.strptime(text.rstrip("Z"), shape)  # noqa: DTZ007 - a column has no zone
        except ValueError:
            continue
    hint = "Give its type: set_column_types={{{!r}: DataType.to_datetime()}}.".format(column)
    raise UserError("{!r} in the column {!r} is no time.".format(value, column), hint)
