"""The last state of a run as HTML without script: what a saved notebook shows where nothing is live, on GitHub and in nbconvert."""

import datetime as dt
import re
import time
from html import escape
from typing import Any

from jupyterlab_aml.notebook.run_state import RunState
from jupyterlab_aml.workspace.html import number, run_card, status_mark
from jupyterlab_aml.workspace.html_curve import figure
from jupyterlab_aml.workspace.record import RunRecord
from jupyterlab_aml.workspace.series import downsample

MOST_CURVES = 6
LINES = 10
_MOST_CHILDREN = 10
_LONGEST_LINE = 200
_POINTS = 80
_MB = 1024 * 1024
# What colours text and moves the cursor in a terminal.
_TERMINAL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")
# Characters that cannot be seen, or turn around what follows.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RULE = "margin-top:6px;padding-top:4px;border-top:1px solid var(--jp-border-color2,rgba(128,128,128,.4))"
_FAINT = "opacity:.75"


def still(state: RunState, folder_uri: str, now: float | None = None) -> str:
    """Return the card of a run with its curves, resources, children and the end of its log, and the time all this was true."""
    if state.record is None:
        return ""
    drawn = [name for name in sorted(state.series) if len(state.series[name]) > 1][:MOST_CURVES]
    record = as_record(state.record, {name: value for name, value in state.newest().items() if name not in drawn})
    below = _progress(record) + _curves(state, drawn) + _children(state) + _log(state) + _taken(state, record, time.time() if now is None else now)
    card = _UNSEEN.sub("", run_card(record, folder_uri, below=below))
    return card.encode("utf-8", "backslashreplace").decode()  # half a character pair in a foreign file would break the notebook


def as_record(shape: dict[str, Any], metrics: dict[str, Any]) -> RunRecord:
    """Return the record of a shape ``Run``."""
    fields = {key: value for key, value in shape.items() if key != "duration_s"}
    times = {key: _seconds(shape[key]) for key in ("created", "started", "ended")}
    words = {key: tuple(shape.get(key, ())) for key in ("command", "arguments", "env_names", "problems", "warnings")}
    return RunRecord(**{**fields, **times, **words, "metrics": metrics})


def _seconds(moment: str | None) -> float | None:
    return None if moment is None else dt.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def _progress(record: RunRecord) -> str:
    told = record.progress
    if not told:
        return ""
    words = f"{number(told['done'])} of {number(told['total'])} {told.get('what') or ''}"
    return f'<div style="margin-top:4px">{escape(words)}</div>'


def _curves(state: RunState, names: list[str]) -> str:
    drawn = []
    for name in names:
        values = downsample(state.series[name], _POINTS).v
        span = f"{name}: {number(min(values))} to {number(max(values))}"
        drawn.append(figure(name, number(values[-1]), span, values))
    left = sum(metric["kind"] == "series" and name not in state.series for name, metric in state.metrics.items())
    more = f'<div style="{_FAINT}">{left} more metrics are not shown here</div>' if left else ""
    return f"<div>{''.join(drawn)}{more}</div>" if drawn else ""


def _children(state: RunState) -> str:
    if not state.children:
        return ""
    rows = "".join(
        f'<div style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap">{status_mark(child["status"])} {escape(child["display_name"])} '
        f'<span style="{_FAINT}">{escape(", ".join(f"{name}: {number(value)}" for name, value in list(child["metrics"].items())[:3]))}</span></div>'
        for child in list(state.children.values())[:_MOST_CHILDREN]
    )
    left = len(state.children) - _MOST_CHILDREN
    more = f'<div style="{_FAINT}">and {left} more</div>' if left > 0 else ""
    return f'<div style="{_RULE}">{rows}{more}</div>'


def _log(state: RunState) -> str:
    lines = [plain(line) for line in (state.log["text"] if state.log else "").split("\n")]
    text = "\n".join([line for line in lines if line.strip()][-LINES:])
    style = f"{_RULE};margin-bottom:0;max-height:150px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;background:none;font-size:12px"
    return f'<pre style="{style}">{escape(text)}</pre>' if text else ""


def plain(line: str) -> str:
    """Return a line of a log as text alone. Of what a progress bar wrote over itself the last is shown, as a terminal would."""
    text = _TERMINAL.sub("", line.rstrip("\r").rpartition("\r")[2])
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"


def _taken(state: RunState, record: RunRecord, now: float) -> str:
    used = []
    if not record.final:
        used += [f"cpu {state.system['cpu_percent'].v[-1]:.0f} %"] if state.system.get("cpu_percent") else []
        used += [f"memory {state.system['rss_bytes'].v[-1] / _MB:,.0f} MB"] if state.system.get("rss_bytes") else []
    clock = time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(now))
    words = ["The run was deleted." if state.gone else "", *used, f"as of {clock}"]
    return f'<div style="{_RULE};{_FAINT};font-size:12px">{escape(" · ".join(filter(None, words)))}</div>'
