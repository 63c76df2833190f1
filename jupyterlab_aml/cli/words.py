"""Numbers, times and states as people read them."""

import math
import time
import unicodedata
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.workspace.looks import symbol

# Azure's words, with the colour a terminal shows them in.
_COLOURS = {
    "Completed": "green",
    "Failed": "red",
    "Canceled": "yellow",
    "CancelRequested": "yellow",
    "Running": "blue",
    "Finalizing": "blue",
    "NotResponding": "magenta",
}
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
_STEP = 1024


def look(status: str) -> tuple[str, str]:
    """Return (colour, symbol) of a status."""
    return _COLOURS.get(status, "cyan"), symbol(status)


def duration(seconds: float | None) -> str:
    """Return ``30ms``, ``0.8s``, ``12s``, ``3m 05s``, ``2h 10m``, ``4d 2h`` or ``30d``; "" for None."""
    if seconds is None:
        return ""
    seconds = max(seconds, 0.0)
    whole = round(seconds)
    if 0.001 <= seconds < 0.1:
        return f"{seconds * 1000:.0f}ms"
    if seconds < 10:  # the tenths still say something
        return f"{seconds:.1f}s"
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02d}s"
    if whole < _DAY:
        return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"
    days, hours = whole // _DAY, whole % _DAY // _HOUR
    return f"{days}d {hours}h" if hours else f"{days}d"


def age(moment: float | None, now: float | None = None) -> str:
    """Return how long ago ``moment`` was, in its largest unit: ``5s``, ``3m``, ``2h``, ``4d``, ``1y``; "" for None."""
    if moment is None:
        return ""
    seconds = max((time.time() if now is None else now) - moment, 0.0)
    for size, unit in ((_YEAR, "y"), (_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def clock(moment: float | None) -> str:
    """Return a local date and time to the second; "" for None."""
    return "" if moment is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))


def moment(seconds: float | None) -> str:
    """Return a local date and time, and how long ago that was: ``2026-11-21 22:05:00 (3m ago)``; "" for None."""
    return "" if seconds is None else f"{clock(seconds)} ({age(seconds)} ago)"


def size(size_bytes: float) -> str:
    """Return ``512 B``, ``1.4 KB``, ``23 MB``."""
    units = ["B", "KB", "MB", "GB", "TB"]
    while size_bytes >= _STEP and len(units) > 1:
        size_bytes /= _STEP
        units.pop(0)
    return f"{size_bytes:.1f} {units[0]}" if size_bytes < 10 and units[0] != "B" else f"{size_bytes:.0f} {units[0]}"


def number(value: Any) -> str:
    """Return a metric's value in at most six significant digits; texts as they are, on one line."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "" if value is None else one_line(str(value))
    if isinstance(value, int) or not math.isfinite(value):
        return str(value)
    return f"{value:.6g}"


def one_line(text: str) -> str:
    """Replace control characters, so that no name can move the cursor or break a table."""
    return "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)


def short(text: str, longest: int) -> str:
    """Cut a text to so many characters, the last of them an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def progress(told: dict[str, Any] | None) -> str:
    """Return ``3 of 12 (25 %): evaluating``; "" for None."""
    if told is None:
        return ""
    share = f" ({100 * min(told['done'] / told['total'], 1):.0f} %)" if told["total"] else ""
    about = f": {one_line(told['what'])}" if told["what"] else ""
    return f"{number(told['done'])} of {number(told['total'])}{share}{about}"


def count(amount: int, noun: str, nouns: str = "") -> str:
    """Return ``1 run``, ``2 runs``."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {nouns or noun + 's'}"


def processes(distribution: Mapping[str, Any] | None, nodes: int) -> str:
    """Return which processes make up a run: ``2 processes (PyTorch, gloo)``; empty for one that is one process."""
    if not distribution:
        return ""
    kind = distribution.get("type")
    where = f" on {nodes} nodes" if nodes > 1 else ""
    if kind == "PySpark":
        return f"Spark{where}"
    if kind == "TensorFlow":
        servers = distribution.get("parameter_server_count") or 0
        amounts = [count(distribution.get("worker_count") or 1, "worker"), *([count(servers, "parameter server")] if servers else [])]
        return f"{', '.join(amounts)}{where} (TensorFlow)"
    amount = count((distribution.get("process_count_per_instance") or 1) * nodes, "process", "processes")
    named = [str(name) for name in ("MPI" if kind == "Mpi" else kind, distribution.get("backend")) if name]
    return f"{amount}{where} ({', '.join(named)})"
