"""From growing series to what a chart must be told: the points that were added, or a thinned-out series in their place."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from jupyterlab_aml.workspace.series import Series, downsample

_RESET_PAUSE_S = 1.0  # a series that grows faster than it can be shown is drawn anew so often


class PointCursors:
    """How far each series was told.

    Parameters
    ----------
    points : int
        At most so many points of a series at once; if more were added it is told anew, thinned out.
    names : collection of str, optional
        The series that are wanted; all if left out.
    thin : callable, optional
        Gives at most ``points`` points of a series that is told anew, faster than looking at each.
    """

    def __init__(self, points: int, names: Collection[str] | None = None, thin: Callable[[str], Series] | None = None) -> None:
        self._points = points
        self._thin = thin
        self._names = None if names is None else set(names)
        self._generation: int | None = None
        self._told: dict[str, int] = {}
        self._reset_at: dict[str, float] = {}

    def take(self, series: Mapping[str, Series], generation: int) -> list[dict[str, Any]]:
        """Return the shapes ``SeriesUpdate`` of what was added since the last call; all of it if the ``generation`` is another."""
        if generation != self._generation:
            forgotten = set(self._told) - set(series)
            self._generation, self._told, self._reset_at = generation, {}, {}
        else:
            forgotten = set()
        updates = [_update(name, Series(), 0, reset=True) for name in sorted(forgotten)]
        for name, points in series.items():
            if self._names is None or name in self._names:
                updates += self._news(name, points)
        return updates

    def _news(self, name: str, points: Series) -> list[dict[str, Any]]:
        told, total = self._told.get(name), len(points)
        if told == total:
            return []
        if told is not None and total - told <= self._points:
            self._told[name] = total
            return [_update(name, points.picked(list(range(told, total))), total, reset=False)]
        now = time.monotonic()
        if told is not None and now - self._reset_at.get(name, 0.0) < _RESET_PAUSE_S:
            return []
        self._told[name], self._reset_at[name] = total, now
        shown = downsample(points, self._points) if self._thin is None else self._thin(name)
        return [_update(name, shown, total, reset=True)]

    def rough(self, series: Mapping[str, Series], totals: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return the shapes of a sketch: it stands in for the series until they are taken."""
        wanted = {name: points for name, points in series.items() if self._names is None or name in self._names}
        return [_update(name, downsample(points, self._points), totals[name], reset=True) for name, points in wanted.items()]


def _update(name: str, points: Series, total: int, *, reset: bool) -> dict[str, Any]:
    shape = {"name": name, **columns(points), "total": total}
    return {**shape, "reset": True} if reset else shape


def columns(points: Series) -> dict[str, list[Any]]:
    """Return ``{"x", "t", "v"}`` as JSON: whole numbers without a fraction, times to the millisecond, NaN and the infinities as None."""
    return {"x": _numbers(points.x), "t": [round(moment, 3) for moment in points.t], "v": _numbers(points.v)}


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [(int(value) if value.is_integer() and abs(value) < 2**53 else value) if value - value == 0 else None for value in values]
