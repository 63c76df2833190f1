"""The live view of a run in the cells of any notebook: a widget that brings its own script."""

import pathlib
import time
import uuid
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jupyterlab_aml.cli.report import translate
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.notebook.live import TAIL

if TYPE_CHECKING:
    from jupyterlab_aml.notebook.live import LiveRun
    from jupyterlab_aml.notebook.wire import Update

# A page takes a moment to make a widget and misses what is sent meanwhile; the kernel hears it ask only when the cell has ended.
_RESEND_S = (0.3, 1.0, 3.0)
STATIC = pathlib.Path(__file__).parent / "static"


def _everything(_: object, widget: "RunWidget") -> dict[str, Any]:
    """Return the whole state as it is when it is sent: a page that is opened later begins with it."""
    live = widget.live
    with live.lock:
        return {"sequence": live.sequence, "updates": live.state.everything()}


class RunWidget(anywidget.AnyWidget):
    """One run, for all cells that show it.

    Attributes
    ----------
    state : dict
        ``{"sequence", "updates"}``: everything, up to the updates of this number.
    updates : dict
        The newest updates and their number. Who missed one asks for everything by ``{"ask": "everything"}``.
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "widget.css"

    run = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True, to_json=_everything)
    updates = traitlets.Dict().tag(sync=True)

    def __init__(self, live: "LiveRun") -> None:
        self.live = live
        began = time.monotonic()
        self._resend_at = [began + pause for pause in _RESEND_S]
        super().__init__(run={"id": live.run.id, "workspace": live.run.workspace.folder, "key": uuid.uuid4().hex})
        self.on_msg(_asked)

    def told(self, live: "LiveRun", updates: "list[Update]") -> None:
        """Send what is new."""
        if self._resend_at and time.monotonic() >= self._resend_at[0]:
            del self._resend_at[0]
            self.send_state("state")
        elif updates:
            self.updates = {"sequence": live.sequence, "updates": updates}


def _asked(widget: RunWidget, message: Any, _buffers: object) -> None:
    """Do what a button asks for where no server can be reached; say in one sentence what went wrong."""
    asked = message.get("ask") if isinstance(message, dict) else None
    try:
        if asked == "everything":
            widget.send_state("state")
        elif asked == "cancel":
            widget.live.run.cancel()
        elif asked == "retry":
            widget.live.run.retry()
        if asked in ("cancel", "retry", "look"):
            TAIL.look()
    except (AmlError, OSError) as error:
        widget.send({"problem": translate(error).to_dict()})
