"""From the filters of ``Workspace.list_runs`` to SQL."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.status import STATUSES
from jupyterlab_aml.workspace.index_schema import clean

_METRIC = "metric:"
_LAST_ROW = 2**62

OneOrMore = str | Sequence[str] | None
KeyValues = str | Mapping[str, str | None] | Sequence[tuple[str, str | None]] | None


class After(NamedTuple):
    """The last run of a page in the order ``created``: the next page begins behind it, whatever runs came meanwhile."""

    created: float
    run_id: str
    descending: bool


class Filters(TypedDict, total=False):
    """The filters of a query; see :meth:`Index.query`."""

    id: OneOrMore
    experiment: OneOrMore
    status: OneOrMore
    compute: OneOrMore
    type: OneOrMore
    tags: KeyValues
    properties: KeyValues
    text: str | None
    parent: str | None
    include_children: bool
    after: After | None


class Where(NamedTuple):
    """A condition on ``runs`` and its values."""

    sql: str
    values: list[Any]


def where(filters: Filters) -> Where:
    """Return the condition for filters.

    Raises
    ------
    UserError
        A status that does not exist.
    """
    terms: list[str] = []
    values: list[Any] = []
    for column in ("id", "experiment", "status", "compute", "type"):
        wanted = filters.get(column)
        if wanted is None:
            continue
        choice = [str(item) for item in ([wanted] if isinstance(wanted, str) else wanted)]  # type: ignore[attr-defined]
        if column == "status":
            _check_statuses(choice)
        terms.append(f"runs.{column} IN ({', '.join('?' * len(choice))})")
        values += map(clean, choice)
    if filters.get("parent") is not None:
        terms.append("runs.parent = ?")
        values.append(clean(str(filters["parent"])))
    if not filters.get("include_children", True):
        terms.append("runs.parent IS NULL")
    for table in ("tags", "properties"):
        for key, value in _pairs(filters.get(table)):  # type: ignore[arg-type]
            condition = "" if value is None else " AND value = ?"
            terms.append(f"EXISTS (SELECT 1 FROM {table} WHERE run = runs.row AND key = ?{condition})")  # noqa: S608
            values += [clean(str(item)) for item in (key, value) if item is not None]
    text = filters.get("text")
    if text:
        terms.append("instr(runs.words, ?) > 0")
        values.append(clean(text.casefold()))
    after = filters.get("after")
    if after is not None:
        # A run that was deleted meanwhile has no row: what was created at the very same time is then left out.
        sign, none = ("<", -1) if after.descending else (">", _LAST_ROW)
        terms.append(f"(runs.created, runs.row) {sign} (?, coalesce((SELECT row FROM runs WHERE id = ?), {none}))")  # noqa: S608
        values += [after.created, clean(after.run_id)]
    return Where(" AND ".join(terms) or "1", values)


def _pairs(wanted: KeyValues) -> list[tuple[str, str | None]]:
    if wanted is None:
        return []
    if isinstance(wanted, str):
        return [(wanted, None)]
    return list(wanted.items()) if isinstance(wanted, Mapping) else list(wanted)


def _check_statuses(statuses: list[str]) -> None:
    wrong = [status for status in statuses if status not in STATUSES]
    if not wrong:
        return
    by_lower = {status.lower(): status for status in STATUSES}
    near = [by_lower[match] for match in difflib.get_close_matches(wrong[0].lower(), by_lower, 2)]
    raise UserError(
        f"{wrong[0]!r} is not a status; there are {', '.join(STATUSES)}.",
        f"Did you mean {' or '.join(near)}?" if near else "",
        statuses=list(STATUSES),
    )


def metric_of(order_by: str) -> str | None:
    """Return the metric that an ``order_by`` names, None for ``created``.

    Raises
    ------
    UserError
        It is neither.
    """
    if order_by == "created":
        return None
    if order_by.startswith(_METRIC) and len(order_by) > len(_METRIC):
        return order_by[len(_METRIC) :]
    raise UserError(f"Runs cannot be ordered by {order_by!r}.", 'order_by is "created" or "metric:NAME", such as "metric:accuracy".')


def check_window(limit: int | None, offset: int) -> None:
    """Refuse a limit or an offset below 0."""
    for name, value in (("limit", limit), ("offset", offset)):
        if value is not None and value < 0:
            raise UserError(f"{name} is {value}; it counts runs, so it is 0 or more.")
