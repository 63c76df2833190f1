"""What a run made and used, marked in its own folder, so that its lineage is read without looking at every asset there is.

``assets/made/<kind>/<name>:<version>`` is made before the version gets its place, so a mark may be of one that never came to be, or that was deleted;
the record of the version says which run made it. ``assets/used/<kind>/<name>:<version>`` goes with the mark of the run at the version.
"""

import os
from typing import List

from ..runfiles.files import names, touch
from ..runfiles.paths import RunPaths

MADE, USED = "made", "used"


def mark(run: RunPaths, what: str, kind: str, ref: str) -> None:
    """Note that a run made or used a version; nothing where the run was deleted.

    Raises
    ------
    OSError
        It cannot be written.
    """
    folder = os.path.join(run / "assets", what, kind)
    if os.path.isdir(run.folder):
        os.makedirs(folder, exist_ok=True)
        touch(os.path.join(folder, ref))


def marked(run: RunPaths, what: str, kind: str) -> List[str]:
    """Return ``name:version`` of what a run made or used, sorted."""
    return sorted(ref for ref in names(os.path.join(run / "assets", what, kind)) if ":" in ref)
