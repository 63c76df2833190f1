"""How a cell shows a run: one output that is live where it can be, and readable everywhere else."""

import contextlib
import os
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any

from IPython.display import publish_display_data

from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.notebook.live import TAIL, LiveRun
from jupyterlab_aml.notebook.still import LINES, MOST_CURVES, still
from jupyterlab_aml.workspace.details import uri
from jupyterlab_aml.workspace.record import iso
from jupyterlab_aml.workspace.run import Run

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from jupyterlab_aml.notebook.run_widget import RunWidget
    from jupyterlab_aml.notebook.wire import Update

RUN_MIME = "application/vnd.jupyterlab-aml.run+json"
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
SERVER = "JUPYTERLAB_AML_SERVER"

_STILL_POINTS = 100
# How often the document gets the last state of a run that goes on. Widgets of other pages are drawn anew by that; our own view stays.
_PAUSE_S = 10.0
_LONG_PAUSE_S = 60.0


class Output:
    """The outputs of one run: they all have the same display id, so that they are brought up to date together."""

    def __init__(self, live: LiveRun) -> None:
        self.id = f"aml-{uuid.uuid4().hex}"
        self._live = live
        self._widget: RunWidget | None = None
        self._known: tuple[Any, ...] = ()
        self._changed = False
        self._at = 0.0

    def show(self) -> None:
        """Put one more output into the cell that is executed."""
        with self._live.lock:
            self._publish(update=False)

    def told(self, live: LiveRun, updates: "list[Update]") -> None:
        """Bring the document up to date when the status changed, and now and then."""
        self._changed = self._changed or bool(updates)
        if self._known != _what_counts(live) or (self._changed and time.monotonic() - self._at >= self._pause()):
            self._publish(update=True)

    def _publish(self, *, update: bool) -> None:
        self._known, self._changed, self._at = _what_counts(self._live), False, time.monotonic()
        data = bundle(self._live, self._needed_widget())
        publish_display_data(data, transient={"display_id": self.id}, update=update)  # type: ignore[no-untyped-call]

    def _needed_widget(self) -> "RunWidget | None":
        """Return the widget while there is something to come. Pages without kernel show an error for one, so a notebook must not keep it."""
        if self._live.ended:
            return None
        if self._widget is None:
            self._widget = _make_widget(self._live)
            if self._widget is not None:
                self._live.listen(self._widget)
        return self._widget

    def _pause(self) -> float:
        return _PAUSE_S if _has_server(self._live.run) else _LONG_PAUSE_S


def show(run: Run) -> None:
    """Show a run in the cell that is executed.

    Raises
    ------
    AmlError
        It cannot be read.
    """
    live = TAIL.follow(run, _begin)
    next(each for each in live.listeners if isinstance(each, Output)).show()


def install(shell: "InteractiveShell") -> None:
    """Show every run that is the value of a cell, or displayed, live; bring what is shown up to date after each cell."""
    formatter = shell.display_formatter.ipython_display_formatter if shell.display_formatter is not None else None
    if formatter is None or getattr(shell, "kernel", None) is None or Run in formatter.type_printers:
        return
    formatter.for_type(Run, _show_value)
    shell.events.register("post_run_cell", _after_cell)


def bundle(live: LiveRun, widget: "RunWidget | None") -> dict[str, Any]:
    """Return the last state of a run in every form that a page may know, the best last."""
    now = time.time()
    run, state = live.run, live.state
    record = state.record or {}
    line = f"Run(Experiment: {record.get('experiment')}, Id: {run.id}, Type: {record.get('type')}, Status: {record.get('status')})"
    data: dict[str, Any] = {
        "text/plain": "\n".join([line, *(f"Warning: {warning}" for warning in record.get("warnings", ()))]),
        "text/html": still(state, uri(run.paths.folder), now),
    }
    if widget is not None:
        data[WIDGET_MIME] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    if _has_server(run):
        last = state.everything(points=_STILL_POINTS, lines=LINES, series=MOST_CURVES)
        data[RUN_MIME] = {"version": 1, "workspace": run.workspace.folder, "run": run.id, "at": iso(now), "updates": last}
    return data


def _begin(live: LiveRun) -> None:
    live.listen(Output(live))


def _make_widget(live: LiveRun) -> "RunWidget | None":
    with contextlib.suppress(ImportError, FileNotFoundError):  # no anywidget in this kernel, or the frontend was never built: the card remains
        from jupyterlab_aml.notebook.run_widget import RunWidget  # noqa: PLC0415  an optional extra

        return RunWidget(live)
    return None


def _has_server(run: Run) -> bool:
    """Whether this kernel was started by a server that shows the run to browsers with our extension."""
    root = os.environ.get(SERVER)
    folder = run.workspace.folder
    return bool(root) and (_is_in(folder, str(root)) or _is_in(str(root), folder) or bool(os.environ.get("AML_WORKSPACE")))


def _is_in(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _what_counts(live: LiveRun) -> tuple[Any, ...]:
    record = live.state.record or {}
    return record.get("status"), record.get("attempt"), live.ended, live.state.gone


def _show_value(run: Run) -> None:
    try:
        show(run)
    except AmlError as error:  # of a formatter IPython would show a traceback, and go on to the next formatter, which fails as well
        sys.stdout.write(f"{error}\n")


def _after_cell(_result: object = None) -> None:
    with contextlib.suppress(OSError, AmlError):
        TAIL.look()
