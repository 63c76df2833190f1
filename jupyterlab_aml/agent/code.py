"""Notices that the package was updated: an agent lives on, and would mix modules it has loaded with newer ones that it, or a runner, loads later."""

import os
import time

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOMS = [os.path.join(PACKAGE, room) for room in ("", "agent", "compute", "environment_build", "notebook_run", "runfiles", "runner")]
LOOK_S = 0.2  # a file that was edited in place is noticed so late; one that was replaced, as installers do, at once


class Code:
    """The files of this process, as they were when it was started."""

    def __init__(self) -> None:
        self._folders = _folders()
        self._files = _files()
        self._looked_at = time.monotonic()

    def changed(self) -> bool:
        """Tell whether they are others now."""
        folders = _folders()
        if folders == self._folders and time.monotonic() - self._looked_at < LOOK_S:
            return False
        self._folders = folders
        self._looked_at = time.monotonic()
        return _files() != self._files


def _folders() -> list[int]:
    return [os.stat(room).st_mtime_ns if os.path.isdir(room) else 0 for room in ROOMS]


def _files() -> frozenset[tuple[str, int, int]]:
    found = set()
    for room in ROOMS:
        try:
            with os.scandir(room) as entries:
                for entry in entries:
                    if entry.name.endswith(".py"):
                        status = entry.stat()
                        found.add((entry.path, status.st_mtime_ns, status.st_size))
        except OSError:  # being replaced at this moment
            continue
    return frozenset(found)
