"""The points of a long series that a chart needs, at the cost of what it shows.

Of each block of points the lowest and the highest value are kept, so that a million points are looked through in some thousand steps.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from jupyterlab_aml.workspace.series import AttemptMetrics, Series, downsample

BLOCK = 128
_FEW = 16
_LONG = 32 * 1024  # points; fewer are looked through one by one


@dataclass
class Peaks:
    """The extremes of each whole block of a series that only grows, and whether its steps and times do.

    Attributes
    ----------
    low, high : array
        One value a block; where all of it is NaN, low is above high.
    checked : int
        Points that were looked at to tell whether it is sorted.
    sorted_x, sorted_t : bool
        Whether no step, or time, is smaller than the one before.
    """

    low: "array[float]" = field(default_factory=lambda: array("d"))
    high: "array[float]" = field(default_factory=lambda: array("d"))
    checked: int = 0
    sorted_x: bool = field(default=True, kw_only=True)
    sorted_t: bool = field(default=True, kw_only=True)

    def go_on(self, series: Series) -> None:
        """Take in what was added."""
        for start in range(len(self.low) * BLOCK, len(series) - BLOCK + 1, BLOCK):
            low, high = _bounds(series.v[start : start + BLOCK])
            self.low.append(low)
            self.high.append(high)
        begin = max(self.checked - 1, 0)
        self.sorted_x = self.sorted_x and _is_sorted(series.x[begin:])
        self.sorted_t = self.sorted_t and _is_sorted(series.t[begin:])
        self.checked = len(series)

    def extremes(self, series: Series, first: int, last: int) -> list[int]:
        """Return the positions of the lowest and the highest value in the blocks from ``first`` up to ``last``; the first point if all are NaN."""
        low, high = min(self.low[first:last]), max(self.high[first:last])
        if low > high:
            return [first * BLOCK]
        found = {self._find(series, self.low.index(low, first, last), low), self._find(series, self.high.index(high, first, last), high)}
        return sorted(found)

    def _find(self, series: Series, block: int, value: float) -> int:
        return series.v.index(value, block * BLOCK, (block + 1) * BLOCK)


def peaks_of(metrics: AttemptMetrics, name: str) -> Peaks:
    """Return the peaks of a metric, up to date; whoever asks holds the lock of the metrics."""
    peaks = metrics.peaks.setdefault(name, Peaks())
    peaks.go_on(metrics.series[name])
    return peaks


def thinned(metrics: AttemptMetrics, name: str, points: int) -> Series:
    """Return at most ``points`` points of all of a metric; whoever asks holds the lock of the metrics."""
    series = metrics.series[name]
    return downsample(series, points) if len(series) <= _LONG else window(series, peaks_of(metrics, name), points)


def window(series: Series, peaks: Peaks, points: int, by: str = "step", start: float | None = None, end: float | None = None) -> Series:
    """Return at most ``points`` points that look the same on a chart of a part of the series.

    Parameters
    ----------
    peaks : Peaks
        Of this series, up to date.
    by : str
        What ``start`` and ``end`` are about: ``step`` or ``time``. The points next to them are in it, too, so that lines go on to the border.
    """
    first, last = 0, len(series)
    if start is not None or end is not None:
        column, is_sorted = (series.x, peaks.sorted_x) if by == "step" else (series.t, peaks.sorted_t)
        low, high = -math.inf if start is None else start, math.inf if end is None else end
        if not is_sorted:
            inside = [position for position, value in enumerate(column) if low <= value <= high]
            return downsample(series.picked(inside), points)
        first, last = max(bisect_left(column, low) - 1, 0), min(bisect_right(column, high) + 1, len(series))
    if last - first <= _LONG or points < _FEW:
        return downsample(Series(series.x[first:last], series.t[first:last], series.v[first:last]), points)
    return series.picked(_thinned(series, peaks, first, last, points))


def _thinned(series: Series, peaks: Peaks, first: int, last: int, points: int) -> list[int]:
    """Return positions: the first, the last, and of as many stretches of whole blocks as there is room for the extremes."""
    begin, end = -(-first // BLOCK), last // BLOCK
    stretches = min((points - 6) // 2, end - begin)
    keep = {first, last - 1}
    for left, right in ((first, begin * BLOCK), (end * BLOCK, last)):  # what is no whole block
        keep.update(_plain_extremes(series, left, right))
    for stretch in range(stretches):
        keep.update(peaks.extremes(series, begin + (end - begin) * stretch // stretches, begin + (end - begin) * (stretch + 1) // stretches))
    return sorted(keep)


def _plain_extremes(series: Series, left: int, right: int) -> list[int]:
    low, high = _bounds(series.v[left:right]) if right > left else (math.inf, -math.inf)
    return [] if low > high else [series.v.index(low, left, right), series.v.index(high, left, right)]


def _bounds(values: "array[float]") -> tuple[float, float]:
    """Return the lowest and the highest value; the other way round if all are NaN."""
    low, high = min(values), max(values)
    if low != low or high != high:  # noqa: PLR0124 - NaN, which compares to nothing
        numbers = [value for value in values if value == value]  # noqa: PLR0124
        return (min(numbers), max(numbers)) if numbers else (math.inf, -math.inf)
    return low, high


def _is_sorted(values: Sequence[float]) -> bool:
    return all(map(float.__le__, values, values[1:]))
