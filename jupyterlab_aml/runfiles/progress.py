"""How far a run is: the newest usable line of ``progress.jsonl``, ``{"t", "done", "total", "what"}``."""

import os
from typing import List, Optional

from .files import Json, parse_lines, read_bytes
from .paths import AttemptPaths
from .shapes import is_progress

_TAIL = 4096  # several lines; older ones say nothing about now


def read_progress(attempt: AttemptPaths, problems: Optional[List[str]] = None) -> Optional[Json]:
    """Return ``{"done", "total", "what"}`` as the training process told it last; None if it told nothing."""
    try:
        size = os.stat(attempt.progress).st_size
        data = read_bytes(attempt.progress, max(0, size - _TAIL))
    except FileNotFoundError:
        return None
    except OSError as error:
        if problems is not None:
            problems.append("progress.jsonl cannot be read: {}".format(error.strerror))
        return None
    whole = data[: data.rfind(b"\n") + 1]
    if size > _TAIL:
        whole = whole.partition(b"\n")[2]  # the first line is cut off at its head
    for record in reversed(parse_lines(whole)[0]):
        if is_progress(record):
            return {"done": record["done"], "total": record["total"], "what": record.get("what")}
    if whole and problems is not None:
        problems.append("progress.jsonl has no usable line")
    return None
