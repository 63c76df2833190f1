"""The points of one metric, for charts: read once, then only what was added; thinned out so that no peak is lost."""

import os
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar

from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.metrics import is_number, metric_files, read_pieces
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import time_of
from jupyterlab_aml.workspace.metric_fold import LONG_BYTES, Offsets, take_up, unread_bytes
from jupyterlab_aml.workspace.metric_table import MetricTable

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.series_zoom import Peaks

_CACHE_BYTES = 256 * 1024 * 1024
_MOST_ATTEMPTS = 500  # tables and texts are in no size
_WHOLE = 2**53  # whole numbers below are doubles
_BYTES_PER_POINT = 3 * 8
_BATCH = 10_000  # lines of several writers


def _floats() -> "array[float]":
    return array("d")


@dataclass
class Series:
    """Points in three equally long arrays of doubles.

    Attributes
    ----------
    x : array
        The step of each point; the number of the point where none was logged.
    t : array
        Seconds since 1970, UTC.
    v : array
        The value; may be NaN or infinite.
    """

    x: "array[float]" = field(default_factory=_floats)
    t: "array[float]" = field(default_factory=_floats)
    v: "array[float]" = field(default_factory=_floats)

    def __len__(self) -> int:
        return len(self.v)

    def add(self, step: object, moment: float, value: float) -> None:
        """Append a point."""
        self.x.append(_double(step) if is_number(step) else len(self.v))
        self.t.append(moment)
        self.v.append(_double(value))

    def picked(self, positions: list[int]) -> "Series":
        """Return the points at these positions."""
        return Series(*(array("d", [column[position] for position in positions]) for column in (self.x, self.t, self.v)))


@dataclass(eq=False)
class AttemptMetrics:
    """All metrics of one attempt, as far as they were read: its files hold them together, so reading one is reading all.

    Hold ``lock`` while using it.

    Attributes
    ----------
    series : dict
        Name to the points.
    table : MetricTable
        What else there is to say of each metric.
    peaks : dict
        Name to the :class:`~jupyterlab_aml.workspace.series_zoom.Peaks` of its points, where somebody looked at them.
    generation : int
        One more each time the files were not those that were read, so that everything was read again.
    reader : callable, optional
        Reads long metrics elsewhere: takes this and the attempt, and tells whether it does.
    """

    LONG_BYTES: ClassVar[int] = LONG_BYTES

    offsets: Offsets = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    table: MetricTable = field(default_factory=MetricTable)
    peaks: "dict[str, Peaks]" = field(default_factory=dict)
    generation: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: "Reader | None" = None

    @property
    def size_bytes(self) -> int:
        return sum(len(series) for series in self.series.values()) * _BYTES_PER_POINT

    def unread_bytes(self, attempt: AttemptPaths) -> int:
        """Return how much there is to be read, about."""
        return unread_bytes(self.offsets, metric_files(attempt))

    def is_of(self, attempt: AttemptPaths) -> bool:
        """Tell whether the files are those that were read, and maybe grew."""
        return take_up(self.offsets, metric_files(attempt), []) is not None

    def go_on(self, attempt: AttemptPaths) -> None:
        """Read what was written since, or leave that to the reader if it is much."""
        if self.reader is not None and self.reader(self, attempt):
            return
        files = metric_files(attempt)
        offsets = take_up(self.offsets, files, [])
        if offsets is None:
            self.series, self.table, self.peaks, self.generation = {}, MetricTable(), {}, self.generation + 1
            offsets = take_up({}, files, []) or {}
        self.offsets = offsets
        pieces = [read_pieces(os.path.join(attempt.metrics, name), known) for name, known in offsets.items()]
        for records in pieces[0] if len(pieces) == 1 else _by_time(pieces):
            self._add(records)

    def _add(self, records: list[Json]) -> None:
        self.table.add(records)
        for record in records:
            kind, value, step = record.get("k"), record["v"], record.get("s")
            if kind is None and type(value) is float and type(step) is int and -_WHOLE < step < _WHOLE:
                # Nearly all lines are this, millions of them; the way below is right for them as well, and takes twice as long.
                series = self.series.get(record["n"])
                if series is not None:
                    series.x.append(step)
                    series.t.append(time_of(record))
                    series.v.append(value)
                    continue
            if kind is None and is_number(value):
                values = [value]
            elif kind == "list" and isinstance(value, list):
                values = [item for item in value if is_number(item)]
            else:
                continue
            series = self.series.get(record["n"])
            if series is None:
                series = self.series[record["n"]] = Series()
            moment = time_of(record)
            for item in values:
                series.add(step, moment, item)


def _by_time(files: "list[Iterator[list[Json]]]") -> "Iterator[list[Json]]":
    """Yield the lines of several writers, a batch at a time; those of one stay in their order."""
    lines = merge(*map(chain.from_iterable, files), key=time_of)
    while batch := list(islice(lines, _BATCH)):
        yield batch


Reader = Callable[[AttemptMetrics, AttemptPaths], bool]


class SeriesCache:
    """The series this process has read, up to ``max_bytes`` and of so many attempts. Safe to share between threads.

    What was used longest ago is dropped first.
    """

    def __init__(self, max_bytes: int = _CACHE_BYTES, reader: Reader | None = None) -> None:
        self._max_bytes = max_bytes
        self._reader = reader
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, AttemptMetrics] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """Bytes of all points that are kept."""
        with self._lock:
            return self._size()

    def open(self, attempt: AttemptPaths) -> AttemptMetrics:
        """Return what is kept of an attempt, as far as it was read."""
        key = os.path.abspath(attempt.folder)
        with self._lock:
            found = self._attempts.setdefault(key, AttemptMetrics(reader=self._reader))
            self._attempts.move_to_end(key)
        return found

    def read(self, attempt: AttemptPaths, name: str) -> Series:
        """Return the numbers logged under a name, in the order they were logged; of several writers, by time as far as they were read together.

        Lists (``Run.log_list``) are points one after another; texts, rows and tables are not points. A name that was never logged is an empty series.

        Raises
        ------
        OSError
            A metric file is there and may not be read.
        """
        found = self.open(attempt)
        with found.lock:
            found.go_on(attempt)
            series = found.series.get(name) or Series()
            copy = Series(series.x[:], series.t[:], series.v[:])
        self.trim()
        return copy

    def trim(self) -> None:
        """Drop what was used longest ago while there is too much. Whoever holds it keeps it."""
        with self._lock:
            while self._attempts and (len(self._attempts) > _MOST_ATTEMPTS or self._size() > self._max_bytes):
                self._attempts.popitem(last=False)

    def _size(self) -> int:
        return sum(attempt.size_bytes for attempt in self._attempts.values())


def downsample(series: Series, points: int = 2000) -> Series:
    """Return at most ``points`` points (at least 4) that look the same on a chart.

    The first and the last point stay, and of each stretch between them the lowest and the highest in their order. NaN stays only where a stretch
    has nothing else.
    """
    total = len(series)
    points = max(points, 4)
    if total <= points:
        return series
    inner = total - 2
    buckets = (points - 2) // 2
    keep = [0]
    for bucket in range(buckets):
        start, end = 1 + inner * bucket // buckets, 1 + inner * (bucket + 1) // buckets
        keep += _extremes(series.v[start:end], start)
    keep.append(total - 1)
    return series.picked(keep)


def _extremes(values: "array[float]", start: int) -> list[int]:
    low, high = min(values), max(values)
    if low != low or high != high:  # noqa: PLR0124 - NaN came first, and compares to nothing
        numbers = [value for value in values if value == value]  # noqa: PLR0124
        if not numbers:
            return [start]
        low, high = min(numbers), max(numbers)
    first, second = sorted((values.index(low), values.index(high)))
    return [start + first] if first == second else [start + first, start + second]


def _double(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")  # type: ignore[operator]
