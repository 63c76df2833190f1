"""A line on a terminal that says how a run is while it is waited for, by rich."""

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from jupyterlab_aml.cli import words

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.run import Run

_LOOK_S = 0.5


def wait(run: "Run", timeout_s: float | None) -> "RunRecord":
    """Wait as ``run.wait`` does, with the state and its reason on standard error until the end."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    with Console(stderr=True).status(_line(run.record())) as line:
        while True:
            left_s = _LOOK_S if deadline is None else min(_LOOK_S, max(0.0, deadline - time.monotonic()))
            record = run.wait(left_s)
            if record.final or left_s == 0.0:
                return record
            line.update(_line(record))


def _line(record: "RunRecord") -> str:
    colour, _ = words.look(record.status)
    reason = f": {words.one_line(record.status_reason)}" if record.status_reason else ""
    since = f", {words.age(record.started)}" if record.started else ""
    return f"{record.id} is [{colour}]{record.status}[/]{escape(reason)}{since}"
