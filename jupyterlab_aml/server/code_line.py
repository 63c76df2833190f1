"""Where the user's own code failed, read from the traceback at the end of its log."""

import os
import re
from typing import Any

from jupyterlab_aml.runfiles.files import read_bytes

_FRAME = re.compile(r'^ *File "(?P<path>[^"\n]+)", line (?P<line>\d{1,9})(?:, in .*)?$')
_END = 64 * 1024


def find_code_line(log: str, code: str) -> dict[str, Any] | None:
    """Return ``{"path", "line", "text"}`` of the innermost frame that is in ``code``, the folder of the run's code; None if the log tells none."""
    try:
        size = os.path.getsize(log)
        lines = read_bytes(log, max(0, size - _END)).decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    code = os.path.realpath(code)
    for number in range(len(lines) - 1, -1, -1):
        frame = _FRAME.match(lines[number])
        path = _inside(code, frame["path"]) if frame else None
        if frame and path:
            following = lines[number + 1] if number + 1 < len(lines) else ""
            return {"path": path, "line": int(frame["line"]), "text": following.strip() if following.startswith("    ") else ""}
        if lines[number].startswith("Traceback (most recent call last)"):
            return None
    return None


def _inside(code: str, path: str) -> str | None:
    """Return a path relative to the code of the run; None if it is of a library."""
    found = os.path.realpath(os.path.join(code, path))
    relative = os.path.relpath(found, code)
    return None if relative.startswith("..") or "site-packages" in relative else relative.replace(os.sep, "/")
