"""Long lists of runs, a page at a time."""

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.shapes import is_time
from jupyterlab_aml.workspace import heal
from jupyterlab_aml.workspace.index_query import After, Filters, metric_of
from jupyterlab_aml.workspace.queue_reason import with_reasons
from jupyterlab_aml.workspace.record import RunRecord

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from jupyterlab_aml.workspace.workspace import Workspace

_MOST = 2**62


class Page(NamedTuple):
    """Some runs of a list; ``next`` is the cursor of the page behind, None for the last."""

    records: list[RunRecord]
    next: str | None


def page(
    workspace: "Workspace",
    *,
    limit: int,
    cursor: str | None = None,
    order_by: str = "created",
    descending: bool = True,
    **filters: "Unpack[Filters]",
) -> Page:
    """Return a page of runs as they were at the last refresh of the index.

    In the order ``created`` a page begins behind the last run of the one before, so runs that come meanwhile shift nothing; in that of a metric it
    begins after as many runs as were shown.

    Raises
    ------
    UserError
        The cursor is not one of a list in this order.
    """
    offset = 0
    by_metric = metric_of(order_by) is not None
    if cursor is not None:
        place = _read(cursor)
        if by_metric:
            offset = _offset(place)
        else:
            filters["after"] = _after(place, descending=descending)
    found = workspace.index.query(order_by=order_by, descending=descending, limit=limit + 1, offset=offset, **filters)
    records = found[:limit]
    following = None
    if len(found) > limit:
        following = _written([offset + limit] if by_metric else [records[-1].created or 0.0, records[-1].id])
    healed = [record if record.final else heal.healed(workspace, record) for record in records]
    return Page(with_reasons(workspace, healed), following)


def _written(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(cursor: str) -> list[Any]:
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _foreign(cursor) from None
    if not isinstance(place, list):
        raise _foreign(cursor)
    return place


def _after(place: list[Any], *, descending: bool) -> After:
    if len(place) == 2 and is_time(place[0]) and isinstance(place[1], str):
        return After(place[0], place[1], descending)
    raise _foreign(place)


def _offset(place: list[Any]) -> int:
    if len(place) == 1 and type(place[0]) is int and 0 <= place[0] < _MOST:
        return place[0]
    raise _foreign(place)


def _foreign(cursor: object) -> UserError:
    return UserError(
        f"cursor is {str(cursor)[:80]!r}, which is not the cursor of this list.", "Give `next` of the page before, or leave it out.", field="cursor"
    )
