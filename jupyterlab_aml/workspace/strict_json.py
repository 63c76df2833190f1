"""Values as strict JSON, which every language can read."""

import math
from collections.abc import Mapping
from typing import Any


def strict(value: Any) -> Any:
    """Return ``value`` with NaN and the infinities as None and tuples as lists."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): strict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [strict(item) for item in value]
    return value
