"""Bringing the index up to date with the run folders, at the price of what changed.

What may have changed is found without a lock. The run folders are read inside the write transaction, so whoever commits last has read last: two
processes at once do some work twice and nothing wrong.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from jupyterlab_aml.runfiles.files import RACY_NS, names, read_lines
from jupyterlab_aml.runfiles.metrics import is_number
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.shapes import is_name
from jupyterlab_aml.workspace.index_row import columns, fingerprint, name, read_row, real, to_text
from jupyterlab_aml.workspace.index_schema import clean, folder_name, make_indexes

_BATCH = 2_000  # runs held in memory at a time

State = dict[str, Any]


class Changes(NamedTuple):
    """What has to be done."""

    start_over: bool
    state: State  # to be remembered
    new: list[str]
    gone: list[str]  # as the index spells them
    read_again: dict[str, str]  # run id to fingerprint

    def nothing(self) -> bool:
        """Tell whether the index is up to date."""
        return not (self.start_over or self.state or self.new or self.gone or self.read_again)


def refresh(db: sqlite3.Connection, paths: WorkspacePaths) -> None:
    """Bring the index up to date."""
    seen = _version(db)
    changes = _look(db, paths)
    if changes.nothing():
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        if _version(db) != seen:  # another process was faster; it may have done all of this
            changes = _look(db, paths)
        _carry_out(db, paths, changes)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    """Return a number that changes when another connection writes."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def _look(db: sqlite3.Connection, paths: WorkspacePaths) -> Changes:
    state: State = dict(db.execute("SELECT key, value FROM state").fetchall())
    remember: State = {}
    edited, start_over = _edits(paths, state, remember)
    if start_over:
        remember["runs_mtime"] = None
        return Changes(start_over=True, state=remember, new=list(paths.run_ids()), gone=[], read_again={})
    new, gone = _arrivals(db, paths, state, remember)
    read_again = dict.fromkeys((*edited, *_marked(db, paths)), "")
    for run_id, attempt, known in _unsettled(db):
        found = fingerprint(paths.run(run_id), attempt)
        if not found or found != known:
            read_again[run_id] = found
    return Changes(False, remember, new, gone, read_again)


def _edits(paths: WorkspacePaths, state: State, remember: State) -> tuple[set[str], bool]:
    """Return the runs edited since the last time, and whether the list of edits is not the one that was read."""
    try:
        facts = os.stat(paths.edits)
        inode, size = facts.st_ino, facts.st_size
    except FileNotFoundError:
        inode, size = 0, 0
    if "edits_inode" not in state:  # a new index reads every run anyway
        remember.update(edits_inode=inode, edits_offset=size)
        return set(), False
    offset = state["edits_offset"]
    if state["edits_inode"] not in (0, inode) or size < offset:
        remember.update(edits_inode=inode, edits_offset=size)
        return set(), True
    if size == offset:
        return set(), False
    found = read_lines(paths.edits, offset)
    if found.offset != offset:
        remember.update(edits_inode=inode, edits_offset=found.offset)
    return {record["run"] for record in found.records if is_name(record.get("run"))}, False


def _arrivals(db: sqlite3.Connection, paths: WorkspacePaths, state: State, remember: State) -> tuple[list[str], list[str]]:
    now = time.time_ns()
    try:
        changed: int | None = os.stat(paths.runs).st_mtime_ns
    except FileNotFoundError:
        changed = None
    if changed is not None and changed == state.get("runs_mtime"):
        return [], []
    # The index first: what it knows was there before the folder is read, so what the folder lacks is gone.
    known = {row[0] for row in db.execute("SELECT id FROM runs")}
    found = {clean(run_id): run_id for run_id in paths.run_ids()}
    if changed is not None and changed < now - RACY_NS:
        remember["runs_mtime"] = changed
    return [run_id for key, run_id in found.items() if key not in known], [key for key in known if key not in found]


def _marked(db: sqlite3.Connection, paths: WorkspacePaths) -> list[str]:
    """Ended runs that the agent still has work with: a retry whose line in the list of edits was never written."""
    marked = names(paths.active)
    if not marked:
        return []
    wanted = json.dumps([clean(run_id) for run_id in marked])
    found = db.execute("SELECT id, folder FROM runs WHERE settled = 1 AND id IN (SELECT value FROM json_each(?))", (wanted,))
    return [folder_name(*row) for row in found]


def _unsettled(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    found = db.execute("SELECT id, folder, attempt, fingerprint FROM runs WHERE settled = 0")
    return [(folder_name(key, folder), attempt, mark) for key, folder, attempt, mark in found]


def _carry_out(db: sqlite3.Connection, paths: WorkspacePaths, changes: Changes) -> None:
    if changes.start_over:
        for table in ("runs", "tags", "properties", "metrics"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608
    for run_id in changes.gone:
        _remove(db, run_id)
    todo = dict.fromkeys(changes.new, "") | changes.read_again
    _read(db, paths, sorted(todo.items()))
    make_indexes(db)
    db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", changes.state.items())


def _read(db: sqlite3.Connection, paths: WorkspacePaths, todo: Iterable[tuple[str, str]]) -> None:
    number = db.execute("SELECT coalesce(max(row), 0) FROM runs").fetchone()[0]
    empty = number == 0
    most: int | None = None
    for batch in _batches(todo):
        rows, tags, properties, metrics = [], [], [], []
        for run_id, mark in batch:
            known = None if empty else db.execute("SELECT row, progress, fingerprint, record FROM runs WHERE id = ?", (clean(run_id),)).fetchone()
            row = read_row(paths.run(run_id), known[1] if known else "", most)
            if row is None:
                _remove(db, clean(run_id))
                continue
            text = to_text(row.record)
            mark = "" if row.settled or not row.whole else mark  # noqa: PLW2901
            most = most if row.whole else 1  # of the other long ones a little, so that many of them take no longer than one
            if known is None:
                number += 1
                here = number
            elif known[1:] == (row.progress, mark, text):
                continue
            else:
                here = known[0]
                _remove_details(db, here)
            rows.append(columns(row, here, mark, text))
            tags += [(here, name(key), name(value)) for key, value in row.record.tags.items()]
            properties += [(here, name(key), name(value)) for key, value in row.record.properties.items()]
            metrics += [(here, name(key), real(value)) for key, value in row.record.metrics.items() if is_number(value)]
        db.executemany(f"INSERT OR REPLACE INTO runs VALUES ({', '.join('?' * 16)})", rows)  # noqa: S608
        db.executemany("INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", tags)
        db.executemany("INSERT OR REPLACE INTO properties VALUES (?, ?, ?)", properties)
        db.executemany("INSERT OR REPLACE INTO metrics VALUES (?, ?, ?)", metrics)


def _batches(todo: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    items = iter(todo)
    while batch := list(islice(items, _BATCH)):
        yield batch


def _remove(db: sqlite3.Connection, key: str) -> None:
    for (row,) in db.execute("DELETE FROM runs WHERE id = ? RETURNING row", (key,)).fetchall():
        _remove_details(db, row)


def _remove_details(db: sqlite3.Connection, row: int) -> None:
    for table in ("tags", "properties", "metrics"):
        db.execute(f"DELETE FROM {table} WHERE run = ?", (row,))  # noqa: S608
