"""What may be logged: turning values of many libraries into numbers and texts, or saying clearly why not."""

import sys
from typing import Any, Dict, List, Union

from ..errors import UserError
from ..runfiles.files import Json
from .metric_writer import cut

Scalar = Union[int, float, bool, str]

_HINTS = (
    ((list, tuple, set, frozenset), "Log several values with run.log_list(name, values)."),
    (dict, "Log a row with run.log_row(name, **columns) or a table with run.log_table(name, columns)."),
    (type(None), "Was the value ever computed? Skip the call, or log float('nan')."),
)


def scalar(name: str, value: Any) -> Scalar:
    """Return ``value`` as an int, float, bool or str.

    Numbers and texts of other libraries (numpy scalars, zero-dimensional tensors, Decimal, Fraction) are turned into Python's own.

    Raises
    ------
    UserError
        It is anything else; the message names the metric, the type and the value.
    """
    found = plain(value)
    if found is None:
        raise UserError(
            "Metric {!r} cannot be {} {}: a number or a text is needed.".format(name, type(value).__name__, cut(value)),
            _hint(value),
            metric=name,
        )
    return found  # type: ignore[no-any-return]


def plain(value: Any) -> Any:
    """Return ``value`` as Python's own int, float, bool or str; None if it is no such thing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float(value)
    try:
        if isinstance(value, int):
            return int(value) if -(2**63) < value < 2**63 else float(value)
        if _is_single(value):
            item = value.item() if hasattr(value, "item") else value.numpy().item()
            return float(item) if type(item) is type(value) else plain(item)
        if hasattr(value, "denominator") or _is_decimal(value):  # a Fraction, say
            return float(value)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return None


def _is_single(value: Any) -> bool:
    """Tell a numpy scalar or a tensor without dimensions from everything else."""
    shape = getattr(value, "shape", None)
    return shape is not None and not isinstance(value, type) and len(shape) == 0 and (hasattr(value, "item") or hasattr(value, "numpy"))


def _is_decimal(value: Any) -> bool:
    decimal = sys.modules.get("decimal")  # a value of that type exists only if somebody has imported it
    return decimal is not None and isinstance(value, decimal.Decimal)


def _hint(value: Any) -> str:
    for types, hint in _HINTS:
        if isinstance(value, types):
            return hint
    if hasattr(value, "shape"):
        return "Log one number of it, or all of them with run.log_list(name, values)."
    return ""


def scalars(name: str, values: Any) -> List[Scalar]:
    """Return the items of any iterable, generators included, each as a scalar."""
    if isinstance(values, (str, bytes, dict)):
        raise UserError(
            "Metric {!r} cannot be {} {}: an iterable of numbers or texts is needed.".format(name, type(values).__name__, cut(values)),
            _hint(values) or "Log a single value with run.log(name, value).",
        )
    try:
        items = iter(values)
    except TypeError:
        raise UserError(
            "Metric {!r} cannot be {} {}: an iterable of numbers or texts is needed.".format(name, type(values).__name__, cut(values)),
            "Log a single value with run.log(name, value).",
        ) from None
    return [scalar(name, item) for item in items]


def row(name: str, columns: Dict[str, Any]) -> Json:
    """Return the columns of one row, each a scalar."""
    if not columns:
        raise UserError("Row {!r} has no columns.".format(name), "Give them by name: run.log_row({!r}, x=1, y=2).".format(name))
    return {column: scalar("{}.{}".format(name, column), value) for column, value in columns.items()}


def table(name: str, columns: Any) -> Json:
    """Return the columns of a table: each a scalar or a list of scalars. A data frame is taken as well."""
    if not isinstance(columns, dict) and hasattr(columns, "to_dict"):
        columns = columns.to_dict("list")
    if not isinstance(columns, dict) or not columns:
        raise UserError(
            "Table {!r} cannot be {} {}: a dictionary of columns is needed.".format(name, type(columns).__name__, cut(columns)),
            "For example {'x': [1, 2], 'y': [3, 4]}.",
        )
    found = {}  # type: Json
    for key, value in columns.items():
        label = "{}.{}".format(name, key)
        single = plain(value)
        found[str(key)] = scalars(label, value) if single is None and value is not None else scalar(label, value)
    return found


def step_number(name: str, step: Any) -> Union[int, float]:
    """Return the step of a metric as a number."""
    found = plain(step)
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return found
    raise UserError("The step of metric {!r} must be a number, not {} {}.".format(name, type(step).__name__, cut(step)))
