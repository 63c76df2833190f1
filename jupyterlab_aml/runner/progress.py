"""Telling how far a run is: what may be told, and how often it is written."""

import time
from typing import Any, Dict, List, Optional

from ..errors import UserError
from ..runfiles.files import Json, append
from ..runfiles.shapes import is_amount
from .metric_values import plain
from .metric_writer import cut
from .storage import storing

RATE_PER_S, BURST = 10.0, 20.0  # a loop may tell of every batch; nobody sees more than this
_MAX_WHAT = 200

_budgets: Dict[str, List[float]] = {}  # run folder -> [lines that may be written now, since when]


def progress_record(done: Any, total: Any, what: Optional[str]) -> Json:
    """Return the line to write.

    Raises
    ------
    UserError
        ``done`` or ``total`` is not a number from 0 up, or ``what`` is not a text.
    """
    amounts = {"done": plain(done), "total": plain(total)}
    for name, given in (("done", done), ("total", total)):
        if not is_amount(amounts[name]):
            raise UserError(
                "The progress cannot be {}={}: a number from 0 up is needed.".format(name, cut(given)),
                "Write run.progress(done, total), in any unit.",
            )
    if what is not None and not isinstance(what, str):
        raise UserError("What the progress is about cannot be {} {}: a text is needed.".format(type(what).__name__, cut(what)))
    return {"t": time.time(), "done": amounts["done"], "total": amounts["total"], "what": what[:_MAX_WHAT] if what else None}


def is_due(folder: str, record: Json) -> bool:
    """Whether to write this line: slow loops write all of theirs, fast ones some ten a second and the last."""
    now = time.monotonic()
    budget = _budgets.setdefault(folder, [BURST, now])
    budget[:] = min(BURST, budget[0] + (now - budget[1]) * RATE_PER_S), now
    if budget[0] < 1 and record["done"] < record["total"]:
        return False
    budget[0] -= 1
    return True


def write(path: str, record: Json) -> None:
    """Append the line."""
    with storing("the progress cannot be written"):
        append(path, record)
