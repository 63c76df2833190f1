"""The working directory of an attempt: the snapshot laid out, ``outputs`` and ``logs`` linked in; afterwards only what the script made is kept."""

import hashlib
import os
from typing import Any, Dict, List, Tuple

from jupyterlab_aml.runfiles.files import Json, read_json
from jupyterlab_aml.runfiles.paths import AttemptPaths, WorkspacePaths
from jupyterlab_aml.runfiles.shapes import clean_spec

Staged = Dict[str, Tuple[int, int]]  # path -> size, mtime_ns
CHUNK_BYTES = 1 << 20
LINKED = ("outputs", "logs")
BUILD_FAILED = "EnvironmentBuildError"


class StageError(Exception):
    """The run cannot be prepared or its outputs cannot be kept; the text says why, ``code`` of what kind that is."""

    def __init__(self, text: str, code: str = "PrepareError") -> None:
        super().__init__(text)
        self.code = code


def read_spec(attempt: AttemptPaths) -> Json:
    """Return ``run.json``.

    Raises
    ------
    StageError
        Something in it cannot be used: what was meant cannot be known, so nothing is run.
    Damaged
        It cannot be read.
    """
    problems: List[str] = []
    spec = clean_spec(read_json(attempt.run.spec) or {}, problems)
    if problems:
        raise StageError("; ".join(problems))
    return spec


def lay_out(attempt: AttemptPaths, snapshot: Any) -> Staged:
    """Make ``attempt-N/code`` from the snapshot (a sha256 or None) and return what was put there.

    Raises
    ------
    StageError
        The snapshot is missing or damaged.
    OSError
        The disk is full or the folder cannot be written.
    """
    os.makedirs(attempt.user_logs, exist_ok=True)
    os.makedirs(attempt.code, exist_ok=True)
    manifest = read_manifest(attempt.run.workspace, snapshot) if snapshot else []
    files = set(path for path, _, _, _ in manifest)
    for name in LINKED:
        if name not in files:
            os.makedirs(attempt.run / name, exist_ok=True)
            if not os.path.lexists(os.path.join(attempt.code, name)):
                os.symlink(os.path.join("..", "..", name), os.path.join(attempt.code, name))
    return copy_files(attempt.run.workspace, manifest, attempt.code)


def copy_files(workspace: WorkspacePaths, manifest: List[List[Any]], folder: str) -> Staged:
    """Put the files of a snapshot into a folder and return what was put there.

    Raises
    ------
    StageError
        One is missing from the store, or is not what was stored.
    """
    staged: Staged = {}
    objects = os.path.join(workspace.snapshots, "objects")
    for path, mode, _, digest in manifest:
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            copied = copy_checked(os.path.join(objects, digest[:2], digest), target)
        except FileNotFoundError:
            raise StageError("the content of {} is missing from the snapshot store ({})".format(path, digest[:12]))
        if copied != digest:
            raise StageError("the content of {} in the snapshot store is not what was submitted ({})".format(path, digest[:12]))
        os.chmod(target, mode & 0o777 | 0o600)
        found = os.stat(target)
        staged[target] = (found.st_size, found.st_mtime_ns)
    return staged


def copy_checked(source: str, target: str) -> str:
    """Copy a file and return the sha256 of what was copied."""
    found = hashlib.sha256()
    with open(source, "rb") as reader, open(target, "wb") as writer:
        while True:
            chunk = reader.read(CHUNK_BYTES)
            if not chunk:
                return found.hexdigest()
            found.update(chunk)
            writer.write(chunk)


def read_manifest(workspace: WorkspacePaths, snapshot: str) -> List[List[Any]]:
    """Return the ``[path, mode, size, sha256]`` rows of a snapshot, checked to stay inside the folder."""
    path = os.path.join(workspace.snapshots, snapshot + ".json")
    try:
        with open(path, "rb") as file:
            damaged = hashlib.sha256(file.read()).hexdigest() != snapshot
    except FileNotFoundError:
        raise StageError("snapshot {} is missing".format(snapshot[:12]))
    if damaged:
        raise StageError("snapshot {} is damaged: its content does not have this hash".format(snapshot[:12]))
    rows = (read_json(path) or {}).get("files", [])
    for row in rows:
        if os.path.isabs(row[0]) or ".." in row[0].split("/") or "\0" in row[0]:
            raise StageError("snapshot {} names a path outside of it: {!r}".format(snapshot[:12], row[0]))
    return list(rows)


def tidy(attempt: AttemptPaths, staged: Staged) -> None:
    """Remove the files that are still as they were laid out (the snapshot has them), then empty folders and the links."""
    for path, known in staged.items():
        try:
            found = os.stat(path, follow_symlinks=False)
            if (found.st_size, found.st_mtime_ns) == known:
                os.unlink(path)
        except OSError:
            continue
    for name in LINKED:
        link = os.path.join(attempt.code, name)
        if os.path.islink(link):
            os.unlink(link)
    for folder, _, _ in os.walk(attempt.code, topdown=False):
        try:
            os.rmdir(folder)
        except OSError:
            continue  # the script left something here
