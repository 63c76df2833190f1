"""Snapshots: the files of a source folder, content addressed, as ``docs/run-folder.md`` describes.

A manifest is written after the objects it names, and nothing removes an object that a manifest names:
a manifest that exists vouches for all of them.

Source: "How to save and write experiment files" (limits, ignore files), Azure Machine Learning documentation.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

from jupyterlab_aml.errors import UserError, WorkspaceError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.ignore import IgnoreRules, read_rules
from jupyterlab_aml.workspace.manifest import ManifestFile, manifest_path, read_manifest, safe_path, write_manifest
from jupyterlab_aml.workspace.objects import Objects, open_source
from jupyterlab_aml.workspace.plan import Plan
from jupyterlab_aml.workspace.restore import restore
from jupyterlab_aml.workspace.source import Verdicts, checked_folder, look, unreadable
from jupyterlab_aml.workspace.stat_cache import Entry, StatCache, entry_of, racy

__all__ = ["Snapshot", "plan", "read_manifest", "restore", "take"]

_PLAIN, _EXECUTABLE = 0o644, 0o755  # as in git: what else a umask did to a file is not part of its content


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that is stored.

    Attributes
    ----------
    id : str
        The sha256 of its manifest.
    files : int
        How many files it holds.
    size_bytes : int
        Of all files together.
    """

    id: str
    files: int
    size_bytes: int


def plan(source_directory: str | os.PathLike[str]) -> Plan:
    """Say what a snapshot of a folder would hold, without storing anything and whatever its size.

    Raises
    ------
    UserError
        The folder is missing or cannot be read, or its ignore file is wrong.
    """
    folder = checked_folder(source_directory)
    return look(folder, read_rules(folder))


def take(
    source_directory: str | os.PathLike[str],
    paths: WorkspacePaths,
    cache: Cache,
    *,
    allow_large: bool = False,
    extra: Mapping[str, bytes] | None = None,
    rules: IgnoreRules | None = None,
) -> Snapshot:
    """Store the files of a folder as a snapshot.

    Parameters
    ----------
    source_directory : str or path
        The folder; its ``.amlignore``, else ``.gitignore``, says what stays out.
    paths : WorkspacePaths
        The workspace that keeps the snapshot.
    cache : Cache
        Where to remember what was hashed.
    allow_large : bool
        Take it even if it is over 300 MB or 2,000 files.
    extra : mapping, optional
        Further files (path relative with ``/``, content) that are not in the folder; they win over files of the same path.
    rules : IgnoreRules, optional
        What stays out, instead of what the ignore file says.

    Raises
    ------
    SnapshotError
        The folder is over a limit; ``allow_large`` overrules.
    UserError
        The folder or a file in it cannot be read.
    WorkspaceError
        The workspace cannot be written.
    """
    folder = checked_folder(source_directory)
    rules = read_rules(folder) if rules is None else rules
    known = StatCache(cache, folder, paths.snapshots, rules.key)
    judged = len(known.verdicts)
    found = look(folder, rules, known.verdicts, allow_large=allow_large)
    if not allow_large:
        found.check()
    try:
        stored = _Store(found, rules, known, paths)
        manifest = known.manifest if stored.unchanged else write_manifest(paths, stored.manifest_files())
        if not stored.unchanged or len(known.verdicts) != judged:
            known.save(manifest, stored.trusted, _still_met(known.verdicts, found))
        if extra:
            stored.add(extra)
            manifest = write_manifest(paths, stored.manifest_files())
    except OSError as error:
        raise WorkspaceError(
            f"The snapshot cannot be written into {paths.snapshots!r}: {error.strerror}.", "Is the disk full, or the folder not yours to write?"
        ) from error
    return Snapshot(manifest, len(stored.entries), sum(entry[2] for entry in stored.entries.values()))


def take_files(files: Mapping[str, bytes], paths: WorkspacePaths) -> Snapshot:
    """Store files that are in no folder, such as the code of a cell: path relative with ``/``, and content.

    Raises
    ------
    UserError
        A path leaves the snapshot.
    """
    objects = Objects(paths.snapshots)
    kept = [ManifestFile(path, _PLAIN, len(data), _add_bytes(objects, path, data)) for path, data in files.items()]
    return Snapshot(write_manifest(paths, kept), len(kept), sum(file.size for file in kept))


def _add_bytes(objects: Objects, path: str, data: bytes) -> str:
    if not safe_path(path):
        raise UserError(f"{path!r} is not a path inside a snapshot.", "It is relative, with /, and does not leave the folder.")
    return objects.add_bytes(data)


class _Store:
    """Every file of a plan, in the object store.

    Attributes
    ----------
    entries : dict
        All files by path.
    trusted : dict
        Those whose times will tell if they change.
    unchanged : bool
        Whether this is what the remembered snapshot holds.
    """

    def __init__(self, found: Plan, rules: IgnoreRules, known: StatCache, paths: WorkspacePaths) -> None:
        self.objects = Objects(paths.snapshots)
        self.entries: dict[str, Entry] = {}
        self.trusted: dict[str, Entry] = {}
        vouched = bool(known.manifest) and os.path.exists(manifest_path(paths, known.manifest))
        before = known.entries
        read = 0
        for path, facts in found.files.items():
            entry = before.get(path)
            if (
                entry is not None
                and entry[0] == facts.st_mtime_ns
                and entry[1] == facts.st_ctime_ns
                and entry[2] == facts.st_size
                and entry[3] == facts.st_ino
                and (vouched or self.objects.has(entry[5], entry[2]))
            ):
                self.entries[path] = self.trusted[path] = entry
            else:
                read += 1
                self._read(path, found.folder, rules)
        self.unchanged = vouched and not read and len(before) == len(self.entries)

    def _read(self, path: str, folder: str, rules: IgnoreRules) -> None:
        location = os.path.join(folder, path)
        read_at = time.time_ns()
        try:
            source = open_source(location)
        except FileNotFoundError:  # removed since it was seen
            return
        except OSError as error:
            raise unreadable(location, path, error, rules) from error
        try:
            facts = os.fstat(source)
            sha, size = self.objects.add_open_file(source, facts.st_size)
        finally:
            os.close(source)
        entry = entry_of(facts, _EXECUTABLE if facts.st_mode & 0o100 else _PLAIN, sha)
        if size == facts.st_size and not racy(facts, read_at):
            self.trusted[path] = entry
        entry[2] = size
        self.entries[path] = entry

    def add(self, extra: Mapping[str, bytes]) -> None:
        """Add files that are not in the folder."""
        for path, data in extra.items():
            self.entries[path] = [0, 0, len(data), 0, _PLAIN, _add_bytes(self.objects, path, data)]

    def manifest_files(self) -> list[ManifestFile]:
        return [ManifestFile(path, entry[4], entry[2], entry[5]) for path, entry in self.entries.items()]


def _still_met(verdicts: Verdicts, found: Plan) -> Verdicts:
    ignored = set(found.ignored)
    return {path: verdict for path, verdict in verdicts.items() if path in found.files or path in ignored or path.endswith("/")}
