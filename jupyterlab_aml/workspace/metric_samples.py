"""Lines from evenly spread places of long metric files: what can be known of them at once, while all of them are still being read."""

import os
from typing import NamedTuple

from jupyterlab_aml.runfiles.files import Json, parse_lines, read_bytes
from jupyterlab_aml.runfiles.metrics import metric_files, usable_lines
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import time_of

_PLACES = 96
_BYTES = 12 * 1024  # read at each place


class Sample(NamedTuple):
    """A line, its time, and how many lines it stands for."""

    t: float
    record: Json
    stands_for: float


def samples(attempt: AttemptPaths) -> list[Sample]:
    """Return lines of the metric files of an attempt; the first and the last of each are among them. By time, if there are several.

    Raises
    ------
    OSError
        A metric file may not be read.
    """
    files = metric_files(attempt)
    found: list[Sample] = []
    for path in files:
        found += _of_file(path, max(_PLACES // len(files), 2))
    if len(files) > 1:
        found.sort(key=lambda sample: sample.t)
    return found


def _of_file(path: str, places: int) -> list[Sample]:
    try:
        size = os.path.getsize(path)
    except FileNotFoundError:
        return []
    if size <= places * _BYTES:
        starts, length = [0], size
    else:
        starts, length = [(size - _BYTES) * place // (places - 1) for place in range(places)], _BYTES
    found, looked_at = [], 0
    for start in starts:
        data = read_bytes(path, start, length)
        cut = data.find(b"\n") + 1 if start else 0  # the line that began before
        whole = data[cut : data.rfind(b"\n") + 1]
        looked_at += len(whole)
        found += usable_lines(path, parse_lines(whole)[0])
    stands_for = size / looked_at if looked_at else 1.0
    return [Sample(time_of(record), record, stands_for) for record in found]
