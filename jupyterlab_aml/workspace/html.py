"""Small HTML cards for notebooks. They take their colours from JupyterLab's theme, or from the page where there is none; all text is escaped."""

import time
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from jupyterlab_aml.runfiles.metrics import is_number

from .looks import symbol
from .record import RunRecord, iso

MOST_METRICS = 12
NO_FORMULAS = "tex2jax_ignore mathjax_ignore"  # what is between dollars in a name is no formula, and a formula may carry links

# Status: (colour of JupyterLab's theme, colour elsewhere).
_GREY = ("--jp-ui-font-color2", "#757575")
_BLUE = ("--jp-brand-color1", "#1976d2")
_AMBER = ("--jp-warn-color1", "#f57c00")
_COLOURS = {
    "Completed": ("--jp-success-color1", "#388e3c"),
    "Failed": ("--jp-error-color1", "#d32f2f"),
    "Canceled": _GREY,
    "CancelRequested": _AMBER,
    "NotResponding": _AMBER,
    "Queued": _GREY,
    "NotStarted": _GREY,
}
_CARD = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:8px 12px;border:1px solid var(--jp-border-color2,rgba(128,128,128,.4));"
    "border-radius:4px;color:var(--jp-ui-font-color1,currentColor);font:13px/1.5 var(--jp-ui-font-family,system-ui,sans-serif)"
)
_FAINT = "color:var(--jp-ui-font-color2,currentColor)"
_WARNING = "margin:2px 0;padding-left:8px;border-left:3px solid var(--jp-warn-color1,#f57c00);overflow-wrap:anywhere"
_CELL = "text-align:left;padding:0 12px 0 0;border:0;background:none;vertical-align:top"


def run_card(record: RunRecord, folder_uri: str, below: str = "") -> str:
    """Return the card of one run; ``below`` is HTML."""
    facts = [
        ("Experiment", escape(record.experiment)),
        ("Run", f'<code><a href="{escape(folder_uri)}">{escape(record.id)}</a></code>'),
        ("Runs", escape(what_runs(record))),
        ("Compute", escape(record.compute or "this process")),
        ("Created", _when(record.created)),
        ("Duration", _duration(record)),
        ("Tags", ", ".join(escape(f"{key}: {value}" if value else key) for key, value in record.tags.items())),
        ("Problems", escape("; ".join(record.problems))),
    ]
    head = f"{status_mark(record.status)} <strong>{escape(record.display_name)}</strong>"
    if record.status_reason:
        head += f'<div style="overflow-wrap:anywhere">{escape(record.status_reason)}</div>'
    head += "".join(f'<div style="{_WARNING}">{escape(warning)}</div>' for warning in record.warnings)
    return f'<div class="aml-run {NO_FORMULAS}" style="{_CARD}">{head}{_table(facts)}{_metrics(record.metrics)}{below}</div>'


def experiment_card(name: str, workspace: str, newest: Sequence[RunRecord]) -> str:
    """Return the card of an experiment with its newest runs."""
    rows = [(status_mark(record.status), f"{escape(record.display_name)} <code>{escape(record.id)}</code>") for record in newest]
    body = _table(rows) if rows else f'<div style="{_FAINT}">no runs yet</div>'
    return f'<div class="aml-experiment {NO_FORMULAS}" style="{_CARD}"><strong>{escape(name)}</strong> in {escape(workspace)}{body}</div>'


def workspace_card(name: str, folder: str, location: str, targets: Sequence[str]) -> str:
    """Return the card of a workspace."""
    rows = [("Folder", f"<code>{escape(folder)}</code>"), ("Location", escape(location)), ("Compute", escape(", ".join(targets)))]
    return f'<div class="aml-workspace {NO_FORMULAS}" style="{_CARD}">Workspace <strong>{escape(name)}</strong>{_table(rows)}</div>'


def status_mark(status: str) -> str:
    """Return the symbol and the word of a status. No drawing: a notebook that is not trusted shows text only."""
    variable, colour = _COLOURS.get(status, _BLUE)
    return f'<span style="color:var({variable},{colour});white-space:nowrap"><b aria-hidden="true">{symbol(status)}</b> {escape(status)}</span>'


def what_runs(record: RunRecord) -> str:
    """Return the script with its arguments, or the command, as one line; cut if it is long."""
    line = " ".join(record.command or ((record.script, *record.arguments) if record.script else ()))
    return line if len(line) <= 200 else line[:199] + "…"


def number(value: Any) -> str:
    """Return a metric's value for reading: six significant digits."""
    if isinstance(value, bool) or not is_number(value):
        text = str(value)
        return text if len(text) <= 80 else text[:79] + "…"
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def _metrics(metrics: dict[str, Any]) -> str:
    if not metrics:
        return ""
    shown = sorted(metrics.items())[:MOST_METRICS]
    table = _table((f"<code>{escape(name)}</code>", escape(number(value))) for name, value in shown)
    left = len(metrics) - len(shown)
    more = f'<div style="{_FAINT}">and {left} more: run.get_metrics()</div>' if left else ""
    return f'<div style="margin-top:6px;border-top:1px solid var(--jp-border-color2,rgba(128,128,128,.4))">{table}{more}</div>'


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Return two columns; what is given is HTML already. Empty values are left out."""
    cells = "".join(
        f'<tr style="background:none"><td style="{_CELL};{_FAINT}">{name}</td><td style="{_CELL};overflow-wrap:anywhere">{value}</td></tr>'
        for name, value in rows
        if value
    )
    return f'<table style="border-collapse:collapse;margin:2px 0;border:0">{cells}</table>'


def _when(seconds: float | None) -> str:
    if seconds is None:
        return ""
    here = time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(seconds))
    return f'<time datetime="{iso(seconds)}">{escape(here)}</time>'


def _duration(record: RunRecord) -> str:
    if record.started is None:
        return ""
    seconds = max(0.0, (record.ended or time.time()) - record.started)
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
