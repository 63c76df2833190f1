"""The database behind the index: tables, and opening it."""

import json
import os
import sqlite3

SCHEMA = 5  # another number: the file is thrown away and made again
WAIT_S = 60.0  # for another process that brings the same index up to date

TABLES = """
CREATE TABLE runs (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folder TEXT,                -- its name as JSON, where the id cannot say it
    attempt INTEGER NOT NULL,
    experiment TEXT NOT NULL,
    created REAL NOT NULL,
    status TEXT NOT NULL,
    compute TEXT,
    type TEXT NOT NULL,
    parent TEXT,
    settled INTEGER NOT NULL,   -- 1: nothing but an edit can change it
    display_name TEXT NOT NULL,
    words TEXT NOT NULL,        -- what the text filter looks through, case-folded
    fingerprint TEXT NOT NULL,  -- of the files, while not settled, '' if they must be read again
    progress TEXT NOT NULL,     -- how far the metrics were read, while not settled
    record TEXT NOT NULL        -- the RunRecord as JSON
);
CREATE TABLE tags (run INTEGER, key TEXT, value TEXT, PRIMARY KEY (run, key)) WITHOUT ROWID;
CREATE TABLE properties (run INTEGER, key TEXT, value TEXT, PRIMARY KEY (run, key)) WITHOUT ROWID;
CREATE TABLE metrics (
    run INTEGER, name TEXT, last REAL, PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE TABLE state (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

# Made after the first filling, which is faster without them.
INDEXES = """
CREATE INDEX IF NOT EXISTS runs_created ON runs (created, row);
CREATE INDEX IF NOT EXISTS runs_experiment ON runs (experiment, created, row);
CREATE INDEX IF NOT EXISTS runs_status ON runs (status, created, row);
CREATE INDEX IF NOT EXISTS runs_parent ON runs (parent, created, row) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_display_name ON runs (display_name);
CREATE INDEX IF NOT EXISTS runs_open ON runs (row) WHERE settled = 0;
CREATE INDEX IF NOT EXISTS tags_key ON tags (key, value, run);
CREATE INDEX IF NOT EXISTS properties_key ON properties (key, value, run);
CREATE INDEX IF NOT EXISTS metrics_last ON metrics (name, last, run);
"""


def connect(path: str, root: str) -> sqlite3.Connection:
    """Open the index of the workspace ``root`` at ``path`` (``:memory:`` too); one of another schema or workspace is thrown away.

    Raises
    ------
    sqlite3.DatabaseError
        It is damaged or cannot be made.
    """
    db = _open(path)
    if not _fits(db, root):
        db.close()
        discard(path)
        db = _open(path)
        _make(db, root)
    return db


def discard(path: str) -> None:
    """Remove an index."""
    for name in (path, path + "-journal"):
        try:
            os.unlink(name)
        except FileNotFoundError:
            continue


def _open(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        # No write-ahead log, which network file systems break; no waiting for the disk, as everything here can be made again.
        db.execute("PRAGMA journal_mode = TRUNCATE")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -65536")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _fits(db: sqlite3.Connection, root: str) -> bool:
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            return False
        return bool(db.execute("SELECT value FROM state WHERE key = 'root'").fetchone() == (clean(root),))
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            db.close()
            raise
        return False


def _make(db: sqlite3.Connection, root: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    if db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:  # else another process was faster
        for statement in TABLES.split(";"):
            db.execute(statement)
        db.execute("INSERT INTO state VALUES ('root', ?)", (clean(root),))
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    db.execute("COMMIT")


def make_indexes(db: sqlite3.Connection) -> None:
    """Make what is missing of the indexes."""
    for statement in INDEXES.split(";"):
        db.execute(statement)


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process kept the database for longer than :data:`WAIT_S`."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def clean(text: str) -> str:
    """Return a text that SQLite can keep: names of files may hold bytes that are not UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def folder_name(key: str, folder: str | None) -> str:
    """Return the run id for the columns ``id`` and ``folder``."""
    return key if folder is None else str(json.loads(folder))
