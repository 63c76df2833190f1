"""Which kinds of assets of a workspace got or lost a version since the last look."""

import os
import time

from jupyterlab_aml.runfiles.files import RACY_NS
from jupyterlab_aml.runfiles.paths import WorkspacePaths

KINDS = {"environments": "environments", "datasets": "data", "models": "models"}
_Times = dict[str, int]


class AssetChanges:
    """One workspace, looked at again and again.

    A version comes and goes by a rename in the folder of its name, so the times of these folders tell; nothing in them is read.
    """

    def __init__(self, paths: WorkspacePaths) -> None:
        self._paths = paths
        self._known: dict[str, _Times] | None = None

    def look(self) -> list[str]:
        """Return ``environments``, ``data`` or ``models``; the first time nothing."""
        before, self._known = self._known, {kind: _times(self._paths.assets(kind)) for kind in KINDS}
        return [] if before is None else [name for kind, name in KINDS.items() if self._known[kind] != before[kind]]


def _times(folder: str) -> _Times:
    try:
        with os.scandir(folder) as entries:
            times = {entry.name: entry.stat().st_mtime_ns for entry in entries if not entry.name.startswith(".")}
    except OSError:  # none yet, or one that goes at this moment: the next look tells
        return {}
    settled = time.time_ns() - RACY_NS  # what changed later may change again without its time telling, so it is told once more
    return {name: at if at < settled else -1 for name, at in times.items()}
