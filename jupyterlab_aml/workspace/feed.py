"""What happens in one run, told as it happens: the tail that the browser's stream and the widgets of a kernel share."""

import contextlib
import os
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runner.create import children_folder
from jupyterlab_aml.workspace.feed_log import LogTail, log_path, telling_log
from jupyterlab_aml.workspace.feed_points import PointCursors
from jupyterlab_aml.workspace.feed_record import RecordWatch, with_metrics
from jupyterlab_aml.workspace.series import SeriesCache
from jupyterlab_aml.workspace.series_reader import READER, read_or_sketch
from jupyterlab_aml.workspace.series_sketch import Sketch
from jupyterlab_aml.workspace.series_zoom import thinned
from jupyterlab_aml.workspace.strict_json import strict
from jupyterlab_aml.workspace.system_series import SystemSeries

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.record import RunRecord
    from jupyterlab_aml.workspace.workspace import Workspace

ALL_PARTS = ("record", "metrics", "series", "log", "system", "children")
_OF_METRICS = {"record", "metrics", "series"}
POINTS = 500
TAIL_LINES = 200
SERIES = SeriesCache(reader=READER)  # what this process has read, for every feed

_CHILDREN_S = 0.5
_MOST_CHILDREN = 1000
_SKETCH_S = 2.0  # how often metrics that are still being read are sketched, should they grow
_METRICS_S = 0.5  # how often a record is told of which only the metrics changed

Update = dict[str, Any]


class RunFeed:
    """The changes of one run, as the shapes ``Update`` of ``server/openapi.yaml``. One thread at a time may use it.

    Parameters
    ----------
    parts : collection of str
        What shall be told: some of :data:`ALL_PARTS`.
    names : collection of str, optional
        The metrics wanted; all if left out.
    points : int
        At most so many points of a series at once; if more were added it is told anew, thinned out.
    log : str, optional
        The log, by its name; by default the one that tells most: see :func:`telling_log`.
    tail : int
        So many lines of it to begin with.
    series : SeriesCache
        What was read already.

    Raises
    ------
    NotFoundError
        There is no such run, or no log can have this name.
    UserError
        A part that does not exist.
    """

    def __init__(
        self,
        workspace: "Workspace",
        run_id: str,
        *,
        parts: Collection[str] = ALL_PARTS,
        names: Collection[str] | None = None,
        points: int = POINTS,
        log: str | None = None,
        tail: int = TAIL_LINES,
        series: SeriesCache = SERIES,
    ) -> None:
        odd = sorted(set(parts) - set(ALL_PARTS))
        if odd:
            raise UserError(f"{odd[0]!r} is no part of what a run tells.", f"There are: {', '.join(ALL_PARTS)}.")
        self._workspace = workspace
        self._paths = workspace.get_run(run_id).paths
        if log is not None:
            log_path(self._paths, 1, log)
        self._parts = frozenset(parts)
        self._names = None if names is None else frozenset(names)
        self._points = points
        self._log_name = log
        self._tail = tail
        self._cache = series
        self._watch = RecordWatch(workspace, self._paths)
        self._attempt = 0
        self._gone = False
        self._told_record: RunRecord | None = None
        self._told_version = (0, 0)
        self._told_at = 0.0
        self._told_children: dict[str, Update] = {}
        self._children_at = 0.0

    @property
    def ended(self) -> bool:
        """Whether the run had ended at the last :meth:`poll`, or is gone. Tags, late metrics and retries may still come."""
        reading = self._attempt > 0 and READER.reading(self._metrics)
        return self._gone or (self._watch.record is not None and self._watch.record.final and not reading)

    @property
    def record(self) -> "RunRecord | None":
        """The record as it was at the last :meth:`poll`, without metrics; None before the first."""
        return self._watch.record

    def poll(self) -> list[Update]:
        """Return what changed since the last call; the first time everything."""
        if self._gone:
            return []
        if self._watch.gone():
            self._gone = True
            return [{"gone": True}]
        record = self._watch.look()  # first: what was written before the end is then told before the feed has ended
        if record.attempt != self._attempt:
            self._begin(record.attempt)
        news = self._metrics_news()
        return [*self._record_news(), *news, *self._log_news(record), *self._system_news(), *self._children_news()]

    def _begin(self, number: int) -> None:
        """Begin with another attempt."""
        attempt = self._paths.attempt(number)
        self._attempt = number
        self._metrics = self._cache.open(attempt)
        self._version, self._generation = 0, -1
        self._newest: dict[str, Any] = {}
        self._system = SystemSeries(attempt)
        self._sketch_at: float | None = 0.0  # None: never again
        self._cursors = PointCursors(self._points, self._names, thin=lambda name: thinned(self._metrics, name, self._points))
        self._system_cursors = PointCursors(self._points)
        self._log: LogTail | None = None

    def _metrics_news(self) -> list[Update]:
        if not self._parts & _OF_METRICS:
            return []
        if READER.reading(self._metrics) and (self._sketch_at is None or time.monotonic() < self._sketch_at):
            return []
        with contextlib.suppress(OSError):  # the record names it among its problems
            rough = read_or_sketch(self._metrics, self._paths.attempt(self._attempt))
            if rough is not None:
                return self._sketch_news(rough)
        found: list[Update] = []
        with self._metrics.lock:
            table = self._metrics.table
            since = self._version if self._generation == self._metrics.generation else 0
            self._version, self._generation = table.version, self._metrics.generation
            self._newest = table.newest()
            if "metrics" in self._parts and table.version > since:
                found.append({"metrics": [each for each in table.changed(since) if self._names is None or each["name"] in self._names]})
            if "series" in self._parts:
                found.append({"series": self._cursors.take(self._metrics.series, self._generation)})
        self._cache.trim()
        return [update for update in found if all(update.values())]

    def _sketch_news(self, rough: Sketch) -> list[Update]:
        """Tell what a sketch of the metrics says, until they are read; it is the same again unless they grow."""
        ended = self._watch.record is not None and self._watch.record.final
        self._sketch_at = None if ended else time.monotonic() + _SKETCH_S
        self._newest = rough.newest()
        found: list[Update] = []
        if "metrics" in self._parts:
            found.append({"metrics": [each for each in rough.metrics() if self._names is None or each["name"] in self._names]})
        if "series" in self._parts:
            found.append({"series": self._cursors.rough(rough.series, rough.totals)})
        return [update for update in found if all(update.values())]

    def _record_news(self) -> list[Update]:
        record, version = self._watch.record, (self._generation, self._version)
        if "record" not in self._parts or record is None or (record is self._told_record and version == self._told_version):
            return []
        now = time.monotonic()
        # The metrics have an update of their own; a record for each point would be most of what is sent.
        if record is self._told_record and ("metrics" in self._parts or now - self._told_at < _METRICS_S):
            return []
        self._told_record, self._told_version, self._told_at = record, version, now
        return [{"record": strict(with_metrics(record, self._newest))}]

    def _log_news(self, record: "RunRecord") -> list[Update]:
        if "log" not in self._parts:
            return []
        name = self._log_name or telling_log(self._paths, record)
        if self._log is None or self._log.name != name:
            self._log = LogTail(self._paths, self._attempt, name, self._tail)
        try:
            update = self._log.poll()
        except OSError:
            return []
        return [] if update is None else [{"log": update}]

    def _system_news(self) -> list[Update]:
        if "system" not in self._parts:
            return []
        try:
            self._system.go_on()
        except OSError:
            return []
        updates = self._system_cursors.take(self._system.series, self._system.generation)
        return [{"system": updates}] if updates else []

    def _children_news(self) -> list[Update]:
        now = time.monotonic()
        if "children" not in self._parts or now < self._children_at or not os.path.isdir(children_folder(self._paths)):
            return []
        self._children_at = now + _CHILDREN_S
        there = {record.id: strict(record.to_dict()) for record in self._workspace.list_runs(parent=self._paths.run_id, limit=_MOST_CHILDREN)}
        changed = [shape for child, shape in there.items() if shape != self._told_children.get(child)]
        self._told_children = there
        return [{"children": changed}] if changed else []
