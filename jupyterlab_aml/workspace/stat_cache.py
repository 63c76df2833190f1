"""What the files of a source folder were when they were last hashed, so that an unchanged folder is only looked at, not read."""

import hashlib
import os
from typing import Any

from jupyterlab_aml.runfiles.files import Damaged, dumps, read_json, replace
from jupyterlab_aml.workspace.cache import Cache

RACY_NS = 2_000_000_000  # a file touched this shortly before it was read may change again without its times telling
_SCHEMA = 1

Entry = list[Any]  # [mtime_ns, ctime_ns, size, inode, mode, sha256]: a list, because that is how JSON gives it back


def entry_of(facts: os.stat_result, mode: int, sha: str) -> Entry:
    """Return what is remembered of a file."""
    return [facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino, mode, sha]


def racy(facts: os.stat_result, read_at_ns: int) -> bool:
    """Tell whether a file was touched so shortly before ``read_at_ns`` that it must be read again next time."""
    return max(facts.st_mtime_ns, facts.st_ctime_ns) > read_at_ns - RACY_NS


class StatCache:
    """The remembered files, verdicts of the ignore rules and snapshot of one source folder in one workspace.

    Attributes
    ----------
    manifest : str
        The snapshot that holds all entries; "" if there is none.
    entries : dict
        Path to :data:`Entry`.
    """

    __slots__ = ("_path", "_rules_key", "entries", "manifest", "verdicts")

    def __init__(self, cache: Cache, folder: str, snapshots: str, rules_key: str) -> None:
        key = "\0".join((os.path.realpath(folder), os.path.realpath(snapshots))).encode("utf-8", "surrogateescape")
        self._path = cache.path(f"source-{hashlib.sha256(key).hexdigest()[:32]}.json")
        self._rules_key = rules_key
        try:
            found = read_json(self._path) or {}
        except Damaged:
            found = {}
        if found.get("schema") != _SCHEMA:
            found = {}
        self.manifest: str = found.get("manifest", "")
        self.entries: dict[str, Entry] = found.get("entries", {})
        self.verdicts: dict[str, bool] = found.get("verdicts", {}) if found.get("rules") == rules_key else {}

    def save(self, manifest: str, entries: dict[str, Entry], verdicts: dict[str, bool]) -> None:
        """Remember for the next time; a cache that cannot be written is only slower."""
        shape = {"schema": _SCHEMA, "rules": self._rules_key, "manifest": manifest, "entries": entries, "verdicts": verdicts}
        try:
            replace(self._path, dumps(shape))
        except OSError:
            return
