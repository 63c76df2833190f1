"""Removing what deleted runs leave: the rest of their folders, and snapshots that no run and no environment refers to any more.

The sweep reads every run, so it is not made after every deletion: each deletion leaves a mark, and a sweep is due when there are enough of them for
the runs there are. It needs no memory of what was done before: one that was killed is finished by the next.
"""

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import names, read_bytes, touch
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset import RECORD
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.workspace.objects import Objects
from jupyterlab_aml.workspace.snapshot_lock import LOCK, removing_snapshots

NEW, TRASH = ".new-", ".trash-"
RUNS_PER_MARK = 100
"""A sweep is due when there are no more runs than so many times the marks."""
_DAY_S = 86400
_DELETED = "deleted"
_HASH = re.compile(rb"[0-9a-f]{64}")
_MANIFEST = re.compile(r"([0-9a-f]{64})\.json\Z")


@dataclass
class Swept:
    """What a sweep removed: snapshots, and files of theirs that no other snapshot holds."""

    snapshots: int = 0
    files: int = 0
    freed_bytes: int = 0


def mark_deleted(paths: WorkspacePaths, run_id: str) -> None:
    """Note that a run is about to be deleted."""
    os.makedirs(_marks(paths), exist_ok=True)
    touch(os.path.join(_marks(paths), run_id))
    faults.step("client.delete_marked")


def after_deletion(paths: WorkspacePaths) -> None:
    """Finish deletions that were killed, and sweep if that is due and nobody stores a snapshot at this moment."""
    marks = names(_marks(paths))
    _finish(paths, marks)
    if len(names(paths.runs)) <= RUNS_PER_MARK * len(marks):
        with suppress(OSError):  # what a run refers to that cannot be read is not known
            sweep(paths)


def sweep(paths: WorkspacePaths, *, wait: bool = False, dry_run: bool = False) -> Swept | None:
    """Remove the snapshots that no run and no environment refers to; None if somebody is storing one and ``wait`` is not given.

    Raises
    ------
    OSError
        A run or an environment cannot be read, so nothing is removed.
    """
    with removing_snapshots(paths, wait=wait) as alone:
        if not alone:
            return None
        marks = [run_id for run_id in names(_marks(paths)) if not os.path.lexists(paths.run(run_id).folder)]
        if not dry_run:
            _finish(paths, marks)
            _remove_unfinished(paths)
        found = _remove(paths, dry_run=dry_run)
        for run_id in [] if dry_run else marks:
            _unlink(os.path.join(_marks(paths), run_id))
    return found


def _finish(paths: WorkspacePaths, marks: Iterable[str]) -> None:
    for run_id in marks:
        shutil.rmtree(os.path.join(paths.runs, TRASH + run_id), ignore_errors=True)


def _remove_unfinished(paths: WorkspacePaths) -> None:
    """Remove runs that were never finished being made, which takes milliseconds: whoever made them was killed."""
    for name in names(paths.runs):
        folder = os.path.join(paths.runs, name)
        with suppress(FileNotFoundError):  # it got its name meanwhile
            if name.startswith(NEW) and os.lstat(folder).st_mtime < time.time() - _DAY_S:
                shutil.rmtree(folder, ignore_errors=True)


def _remove(paths: WorkspacePaths, *, dry_run: bool) -> Swept:
    """Remove manifests before files: one that is there vouches for its files."""
    needed, swept, kept = _hashes_in(chain(_files_of_runs(paths), _environments(paths))), Swept(), []
    for name in names(paths.snapshots):
        path, manifest = os.path.join(paths.snapshots, name), _MANIFEST.match(name)
        if manifest and (manifest[1].encode() in needed or not (dry_run or _unlink(path))):
            kept.append(path)
        elif manifest:
            swept.snapshots += 1
            faults.step("client.sweep_manifest")
        elif name.startswith(".") and name != LOCK and not dry_run:
            _unlink(path)  # it was not finished, and nobody writes here now
    held = _hashes_in(kept)
    for path in _objects(paths):
        size = os.lstat(path).st_size
        if os.path.basename(path).encode() not in held and (dry_run or _unlink(path)):
            swept.files += 1
            swept.freed_bytes += size
            faults.step("client.sweep_object")
    return swept


def _files_of_runs(paths: WorkspacePaths) -> Iterator[str]:
    """Yield every file in which a run may name a snapshot, also of runs that are being made."""
    for run_id in names(paths.runs):
        if run_id.startswith(TRASH):
            continue
        run = paths.run(run_id)
        yield run.spec
        for name in names(run.notes):
            yield os.path.join(run.notes, name)


def _environments(paths: WorkspacePaths) -> Iterator[str]:
    """Yield the record of every registered environment: one whose image is built names the snapshot that its build context is."""
    store = AssetStore(paths, "environments")
    for name in store.names():
        for version in store.versions(name):
            yield os.path.join(store.folder, name, version, RECORD)


def _hashes_in(files: Iterable[str]) -> set[bytes]:
    """Return all that may be a hash in these files: what is named in a damaged one stays, too."""
    found: set[bytes] = set()
    for path in files:
        with suppress(IsADirectoryError, NotADirectoryError):  # foreign
            found.update(_HASH.findall(read_bytes(path)))
    return found


def _objects(paths: WorkspacePaths) -> Iterator[str]:
    folder = Objects(paths.snapshots).folder
    for part in names(folder):
        inner = os.path.join(folder, part)
        if part.startswith("."):
            yield inner
        for name in names(inner):
            yield os.path.join(inner, name)


def _marks(paths: WorkspacePaths) -> str:
    return os.path.join(paths.snapshots, _DELETED)


def _unlink(path: str) -> bool:
    """Remove a file; tell whether it is gone. It may be somebody else's."""
    try:
        os.unlink(path)
    except OSError:
        return not os.path.lexists(path)
    return True
