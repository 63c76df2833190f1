"""The order in which names are listed."""

import re
from typing import List, Union

_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> List[Union[str, int]]:
    """A key that sorts numbers in names by their value: ``process_2`` before ``process_10``."""
    parts = _DIGITS.split(name)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
