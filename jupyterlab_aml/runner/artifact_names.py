"""Where the artifact of a name is: the one place that turns names into paths.

``outputs/...`` and ``logs/...`` are the script's folders, ``user_logs/...`` and ``system_logs/system.jsonl`` belong to the current attempt, any other
name is in ``uploads``. A name never leads out of the run folder.
"""

import os
from typing import Any, Dict, Iterable

from ..errors import NotFoundError, UserError
from ..runfiles.files import walk_own_files
from ..runfiles.order import natural
from ..runfiles.paths import AttemptPaths, RunPaths
from .lazy import difflib

SYSTEM_LOG = "system_logs/system.jsonl"
_OURS = ("user_logs", "system_logs")


def check_artifact_name(name: Any) -> str:
    """Return a legal artifact name without ``.`` and empty parts, or raise UserError."""
    if not isinstance(name, str):
        raise UserError("An artifact name must be text, not {} {!r}.".format(type(name).__name__, name))
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or name.startswith("/") or ".." in parts or "\0" in name:
        raise UserError(
            "The artifact name {!r} is not allowed: it must lead to a file below the run.".format(name),
            "Use a relative name without '..', such as 'outputs/model.pkl'.",
        )
    return "/".join(parts)


def path_to_write(run: RunPaths, name: Any) -> str:
    """Return where a new artifact of this name goes.

    Raises
    ------
    UserError
        The name is not allowed, or belongs to the logs that the runner writes.
    """
    name = check_artifact_name(name)
    first, _, rest = name.partition("/")
    if first in _OURS:
        raise UserError("Artifacts under {}/ are written by the runner.".format(first), "Use logs/ or outputs/.")
    inside = name if first in ("outputs", "logs") and rest else "uploads/" + name
    return _inside(run, os.path.join(run.folder, *inside.split("/")), name)


def list_artifacts(run: RunPaths, attempt: AttemptPaths) -> Dict[str, str]:
    """Return ``{name: path}`` of every artifact, sorted by :func:`natural`. Links that lead out of the run folder are left out."""
    found = {}  # type: Dict[str, str]
    for prefix, folder in (
        ("outputs/", run / "outputs"),
        ("logs/", run / "logs"),
        ("user_logs/", attempt.user_logs),
        ("", run / "uploads"),
    ):
        for name, path in walk_own_files(folder):
            found[prefix + name] = path
    if os.path.exists(attempt.system):
        found[SYSTEM_LOG] = attempt.system
    root = os.path.realpath(run.folder)
    return {name: found[name] for name in sorted(found, key=natural) if not os.path.islink(found[name]) or _below(root, found[name])}


def not_found(what: str, name: str, known: Iterable[str]) -> NotFoundError:
    """Return the error for a name that does not exist, with the nearest ones that do."""
    nearest = difflib.get_close_matches(name, [str(item) for item in known], n=3, cutoff=0.5)
    return NotFoundError(what, "Did you mean {}?".format(" or ".join(repr(item) for item in nearest)) if nearest else "", nearest=nearest)


def _inside(run: RunPaths, path: str, name: str) -> str:
    if not _below(os.path.realpath(run.folder), path):
        raise UserError("The artifact name {!r} leads out of the run folder, through a link.".format(name))
    return path


def _below(root: str, path: str) -> bool:
    return os.path.realpath(path).startswith(root.rstrip("/") + "/")
