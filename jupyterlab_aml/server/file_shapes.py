"""``File``: how files are told to the browser."""

import os
from typing import Any

from jupyterlab_aml.runfiles.paths import RunPaths, numbered
from jupyterlab_aml.server.content import type_of
from jupyterlab_aml.workspace.details import log_files
from jupyterlab_aml.workspace.record import iso


def file_shape(name: str, path: str) -> dict[str, Any] | None:
    """Return the shape ``File`` of a file, called ``name``; None if it is gone."""
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return {"path": name, "size": facts.st_size, "modified": iso(facts.st_mtime), "type": type_of(name)}


def log_shapes(paths: RunPaths, attempt: int) -> list[dict[str, Any]]:
    """Return the logs of a run: what the script printed first, then the others, then those of earlier attempts."""
    shapes = []
    for name, path in log_files(paths, attempt).items():
        shape = file_shape(name, path)
        if shape is not None:
            own = name.startswith("user_logs/")
            shapes.append({**shape, "type": "text/plain", "attempt": attempt if own else numbered(name.partition("/")[0], "attempt-")})
    return shapes
