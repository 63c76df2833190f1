"""An error of a cell in a few lines: what was wrong and what mends it, without Python's traceback.

The exception keeps its type, so that ``except NotFoundError`` works, and the cell still fails: nbclient, papermill and "Run All" stop there.
"""

import os

from jupyterlab_aml.errors import AmlError

# Bold and no colour: JupyterLab shows errors on a red ground, dark or light, on which hardly any colour can be read.
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def shorten(error: AmlError) -> AmlError:
    """Make IPython show ``error`` as one line and a hint; ``AML_DEBUG=1`` leaves the traceback."""
    if os.environ.get("AML_DEBUG", "0") in ("", "0"):
        error._render_traceback_ = lambda: _lines(error)  # type: ignore[attr-defined]
    return error


def _lines(error: AmlError) -> list[str]:
    lines = [f"{_BOLD}error:{_PLAIN} {error.message}"]
    if error.hint:
        lines.append(f"{_BOLD}hint:{_PLAIN} {error.hint}")
    return lines
