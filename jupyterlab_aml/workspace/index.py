"""The index over all runs of a workspace: a database in the user's cache, made from the run folders and never more than they say.

It may be deleted at any time, also while it is used. Where it cannot be kept (full disk, read-only cache) it is made in memory.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.status import ACTIVE
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.index_query import Filters, Where, check_window, metric_of, where
from jupyterlab_aml.workspace.index_refresh import refresh
from jupyterlab_aml.workspace.index_row import from_text
from jupyterlab_aml.workspace.index_schema import clean, connect, discard, folder_name, is_busy
from jupyterlab_aml.workspace.record import RunRecord

if TYPE_CHECKING:
    from typing_extensions import Unpack

_MEMORY = ":memory:"
_Result = TypeVar("_Result")


class ExperimentCount(NamedTuple):
    """What is known of the runs of an experiment."""

    runs: int
    active: int
    last: float


class Brief(NamedTuple):
    """What tells whether a run changed; ``labels`` are the tags and the description while it has not ended, else empty."""

    status: str
    display_name: str
    experiment: str
    parent: str | None
    labels: str

    def differs(self, before: "Brief") -> bool:
        """Tell whether it was edited."""
        return self.display_name != before.display_name or (bool(self.labels and before.labels) and self.labels != before.labels)


class Index:
    """The index of one workspace. Safe to share between threads; other processes may use the same file.

    Attributes
    ----------
    path : str
        The database.
    """

    def __init__(self, paths: WorkspacePaths, cache: Cache) -> None:
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self.path = cache.path("index.sqlite")
        self._paths = paths
        self._opened: tuple[int, int] | None = None  # process and inode; None: in memory

    def __del__(self) -> None:
        self.close()  # Python 3.13 warns of connections that are merely dropped

    def refresh(self) -> None:
        """Bring the index up to date with the run folders.

        Raises
        ------
        WorkspaceError
            Another process has been writing for a minute, or SQLite cannot work at all.
        """
        self._do(lambda db: refresh(db, self._paths))

    def list_runs(
        self, *, order_by: str = "created", descending: bool = True, limit: int | None = None, offset: int = 0, **filters: "Unpack[Filters]"
    ) -> list[RunRecord]:
        """Refresh, then :meth:`query`."""
        self.refresh()
        return self.query(order_by=order_by, descending=descending, limit=limit, offset=offset, **filters)

    def query(
        self, *, order_by: str = "created", descending: bool = True, limit: int | None = None, offset: int = 0, **filters: "Unpack[Filters]"
    ) -> list[RunRecord]:
        """Return runs as they were at the last :meth:`refresh`.

        Parameters
        ----------
        experiment, status, compute, type : str or sequence of str, optional
            One of these.
        tags, properties : str or dict, optional
            A key that must be there, or keys with the value each must have (None: any).
        text : str, optional
            Part of the id, display name, script, experiment or a ``key=value`` tag, in any case.
        parent : str, optional
            Children of this run only.
        include_children : bool
            False leaves out runs that have a parent.
        order_by : str
            ``created``, or ``metric:NAME`` for the newest value of a metric; runs without a number there come last, newest first.
        descending : bool
            Newest or highest first.
        limit, offset : int, optional
            At most so many, after skipping so many.

        Raises
        ------
        UserError
            A status or an order that does not exist, or a limit below 0.
        """
        check_window(limit, offset)
        condition, metric = where(filters), metric_of(order_by)
        direction = "DESC" if descending else "ASC"
        size = -1 if limit is None else limit
        if metric is None:
            return self._do(lambda db: _newest(db, condition, direction, size, offset))
        return self._do(lambda db: _by_metric(db, condition, clean(metric), direction, size, offset))

    def count(self, **filters: "Unpack[Filters]") -> int:
        """Return how many runs :meth:`query` finds without a limit."""
        sql, values = where(filters)
        return int(self._do(lambda db: db.execute(f"SELECT count(*) FROM runs WHERE {sql}", values).fetchone()[0]))  # noqa: S608

    def children(self, run_ids: Sequence[str]) -> dict[str, int]:
        """Return how many runs have each of these as their parent, for those that have any."""
        wanted = json.dumps([clean(run_id) for run_id in run_ids])
        sql = "SELECT parent, count(*) FROM runs WHERE parent IN (SELECT value FROM json_each(?)) GROUP BY parent"
        return self._do(lambda db: dict(db.execute(sql, (wanted,)).fetchall()))

    def experiment_counts(self) -> dict[str, ExperimentCount]:
        """Return how many runs each experiment has, how many of them have not ended, and when the newest was created."""
        marks = ", ".join("?" * len(ACTIVE))
        sql = f"SELECT experiment, count(*), total(status IN ({marks})), max(created) FROM runs GROUP BY experiment"  # noqa: S608
        return self._do(lambda db: {row[0]: ExperimentCount(row[1], int(row[2]), row[3]) for row in db.execute(sql, ACTIVE)})

    def census(self) -> tuple[Any, ...]:
        """Return numbers that change when runs come or go."""
        return self._do(lambda db: tuple(db.execute("SELECT count(*), max(row), max(created) FROM runs").fetchone()))

    def briefs(self, run_ids: Sequence[str] | None = None) -> dict[str, Brief]:
        """Return what tells whether runs changed, of these or of all."""
        labels = "CASE settled WHEN 0 THEN json_extract(record, '$.tags', '$.description') ELSE '' END"
        sql = f"SELECT id, folder, status, display_name, experiment, parent, {labels} FROM runs"  # noqa: S608
        wanted: tuple[str, ...] = ()
        if run_ids is not None:
            sql += " WHERE id IN (SELECT value FROM json_each(?))"
            wanted = (json.dumps([clean(run_id) for run_id in run_ids]),)
        return self._do(lambda db: {folder_name(row[0], row[1]): Brief(*row[2:]) for row in db.execute(sql, wanted)})

    def number(self, run_id: str) -> int:
        """Return 1 for the oldest run of its experiment that still exists, 2 for the next.

        Raises
        ------
        NotFoundError
            There was no such run at the last :meth:`refresh`.
        """
        found = self._do(lambda db: db.execute("SELECT experiment, created FROM runs WHERE id = ?", (clean(run_id),)).fetchone())
        if found is None:
            raise NotFoundError(f"There is no run {run_id!r} in this workspace.", "`aml runs list` shows them.")
        older = "SELECT count(*) FROM runs WHERE experiment = ? AND (created < ? OR (created = ? AND id <= ?))"
        values = (found[0], found[1], found[1], clean(run_id))
        return int(self._do(lambda db: db.execute(older, values).fetchone()[0]))

    def ids(self, prefix: str = "") -> list[str]:
        """Return the ids of the runs that begin with ``prefix``, sorted."""
        first = clean(prefix)
        return self._ids("id >= ? AND id < ? ORDER BY id", (first, first + "\U0010ffff"))

    def named(self, display_name: str) -> list[str]:
        """Return the ids of the runs with exactly this display name, newest first."""
        return self._ids("display_name = ? ORDER BY created DESC, row DESC", (clean(display_name),))

    def experiments(self) -> list[str]:
        """Refresh, then return the names of the experiments that have runs, sorted."""
        self.refresh()
        return self._do(lambda db: [row[0] for row in db.execute("SELECT DISTINCT experiment FROM runs ORDER BY experiment")])

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = self._opened = None

    def _ids(self, condition: str, values: tuple[Any, ...]) -> list[str]:
        sql = f"SELECT id, folder FROM runs WHERE {condition}"  # noqa: S608
        return self._do(lambda db: [folder_name(*row) for row in db.execute(sql, values)])

    def _do(self, action: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do it with the database; with a new one if the old one is damaged, in memory if there can be none."""
        with self._lock:
            try:
                return action(self._connection())
            except sqlite3.DatabaseError as error:
                if is_busy(error):
                    raise WorkspaceError(f"The index {self.path!r} is being written by another process.", "Try again; it may be deleted.") from error
            except OSError as error:
                raise WorkspaceError(
                    f"The runs of {self._paths.root!r} cannot be read: {error.strerror} ({error.filename!r}).", "Mend its permissions."
                ) from error
            self.close()
            try:
                discard(self.path)
                return action(self._connection())
            except (sqlite3.DatabaseError, OSError):
                self.close()
            try:
                return action(self._open(_MEMORY))
            except sqlite3.DatabaseError as error:
                raise WorkspaceError(f"The index of {self._paths.root!r} cannot be made: {error}.") from error

    def _connection(self) -> sqlite3.Connection:
        if self._db is not None:
            # A database file that was deleted or replaced under an open connection shares its journal's name with the new one.
            if self._opened is None or self._opened == (os.getpid(), _inode(self.path)):
                return self._db
            self.close()
        return self._open(self.path)

    def _open(self, path: str) -> sqlite3.Connection:
        self._db = db = connect(path, os.path.abspath(self._paths.root))
        self._opened = None if path == _MEMORY else (os.getpid(), _inode(path))
        if db.execute("SELECT count(*) FROM state").fetchone()[0] == 1:  # made just now
            refresh(db, self._paths)
        return db


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return 0


def _newest(db: sqlite3.Connection, condition: Where, direction: str, size: int, offset: int) -> list[RunRecord]:
    sql = f"SELECT record FROM runs WHERE {condition.sql} ORDER BY created {direction}, row {direction} LIMIT ? OFFSET ?"  # noqa: S608
    return [from_text(row[0]) for row in db.execute(sql, (*condition.values, size, offset))]


def _by_metric(db: sqlite3.Connection, condition: Where, metric: str, direction: str, size: int, offset: int) -> list[RunRecord]:
    """Two queries, so that the first can walk the index: the runs with a number, and if those do not fill the page, the others."""
    ranked = f"FROM metrics CROSS JOIN runs ON runs.row = metrics.run WHERE metrics.name = ? AND metrics.last IS NOT NULL AND {condition.sql}"
    values = (metric, *condition.values)
    sql = f"SELECT record {ranked} ORDER BY metrics.last {direction}, metrics.run {direction} LIMIT ? OFFSET ?"
    found = [from_text(row[0]) for row in db.execute(sql, (*values, size, offset))]
    if len(found) == size:
        return found
    skipped = db.execute(f"SELECT count(*) {ranked}", values).fetchone()[0]
    unranked = "NOT EXISTS (SELECT 1 FROM metrics WHERE run = runs.row AND name = ? AND last IS NOT NULL)"
    rest = Where(f"{condition.sql} AND {unranked}", [*condition.values, metric])
    return found + _newest(db, rest, "DESC", size if size < 0 else size - len(found), max(0, offset - skipped))
