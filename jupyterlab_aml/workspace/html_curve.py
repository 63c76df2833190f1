"""Curves in HTML that need no script. Where drawings are taken out, as for notebooks that are not trusted, the numbers beside them remain."""

import math
from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _EDGE = 150, 44, 3


def curve(values: Sequence[float]) -> str:
    """Return a small line drawing; empty if there are not two numbers. It holds no text, which would be left over where drawings are taken out."""
    numbers = [(position, value) for position, value in enumerate(values) if math.isfinite(value)]
    if len(numbers) < 2:
        return ""
    low, high = min(value for _, value in numbers), max(value for _, value in numbers)
    across = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    up = _HEIGHT - 2 * _EDGE
    scale = high / 2 - low / 2  # halves: the difference of two doubles may be none
    points = " ".join(
        f"{_EDGE + position * across:.4g},{_EDGE + up * (1 - ((value / 2 - low / 2) / scale if scale else 0.5)):.4g}" for position, value in numbers
    )
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="display:block" aria-hidden="true">'
        f'<polyline points="{points}" fill="none" stroke="#2b8fc9" stroke-width="1.5" stroke-linejoin="round"/></svg>'
    )


def figure(name: str, newest: str, span: str, values: Sequence[float]) -> str:
    """Return a curve with its name, newest value and span."""
    drawing = curve(values)
    title = (
        f'<div style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap"><code>{escape(name)}</code> <strong>{escape(newest)}</strong></div>'
    )
    return f'<div style="display:inline-block;width:{_WIDTH}px;margin:4px 12px 0 0;vertical-align:top" title="{escape(span)}">{title}{drawing}</div>'
