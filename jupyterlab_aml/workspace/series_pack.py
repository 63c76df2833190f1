"""Metrics that were read, in one file of the cache: arrays that are loaded at once in place of many million lines that are parsed.

``python -m jupyterlab_aml.workspace.series_pack FOLDER FILE`` reads the metrics of the attempt in a folder and writes the file. It is a process of
its own because reading takes a processor for long, which would make everything else in a server wait.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from array import array
from typing import Any, BinaryIO

from jupyterlab_aml.runfiles.paths import AttemptPaths, numbered
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.metric_table import MetricTable
from jupyterlab_aml.workspace.series import AttemptMetrics, Series
from jupyterlab_aml.workspace.series_zoom import Peaks, peaks_of

_FORMAT = ["aml-series", 1, sys.byteorder]
_ENDING = ".pack"
_KEPT_BYTES = 2 * 1024**3  # of all files together; those written longest ago are removed
_PARSED_AT_ONCE = 64 * 1024 * 1024


def path_of(attempt: AttemptPaths) -> str:
    """Return where the file of an attempt is, or would be."""
    name = hashlib.sha256(os.fsencode(os.path.abspath(attempt.folder))).hexdigest()[:32]
    return Cache("series").path(name + _ENDING)


def write(metrics: AttemptMetrics, path: str) -> None:
    """Write what was read into a file, which appears whole."""
    found = [(name, series, peaks_of(metrics, name)) for name, series in metrics.series.items()]
    head = {
        "format": _FORMAT,
        "offsets": metrics.offsets,
        "table": metrics.table.to_json(),
        "series": [[name, len(series), len(peaks.low), peaks.sorted_x, peaks.sorted_t] for name, series, peaks in found],
    }
    temporary = f"{path[: -len(_ENDING)]}.{os.getpid()}{_ENDING}"  # looks like one, so that it is removed some day if this process is killed
    try:
        with open(temporary, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            for _, series, peaks in found:
                for column in (series.x, series.t, series.v, peaks.low, peaks.high):
                    column.tofile(file)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _tidy(os.path.dirname(path))


def load(path: str) -> AttemptMetrics | None:
    """Return what a file holds; None if there is none or it is of no use."""
    try:
        with open(path, "rb") as file:
            head = json.loads(file.readline(_PARSED_AT_ONCE))
            if head["format"] != _FORMAT:
                return None
            metrics = AttemptMetrics(offsets=head["offsets"], table=MetricTable.from_json(head["table"]))
            for name, count, blocks, sorted_x, sorted_t in head["series"]:
                metrics.series[name] = Series(*(_column(file, count) for _ in range(3)))
                metrics.peaks[name] = Peaks(_column(file, blocks), _column(file, blocks), count, sorted_x=sorted_x, sorted_t=sorted_t)
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None
    return metrics


def _column(file: BinaryIO, count: int) -> "array[float]":
    values = array("d")
    values.fromfile(file, count)
    return values


def _tidy(folder: str) -> None:
    """Remove the files that were written longest ago."""
    packs = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):  # another process did
                facts = entry.stat()
                packs += [(facts.st_mtime, facts.st_size, entry.path)] if entry.name.endswith(_ENDING) else []
    total = sum(size for _, size, _ in packs)
    for _, size, path in sorted(packs)[:-1]:
        if total > _KEPT_BYTES:
            total -= size
            with contextlib.suppress(FileNotFoundError):  # another process did
                os.unlink(path)


def read_elsewhere(attempt: AttemptPaths) -> AttemptMetrics | None:
    """Have the metrics of an attempt read by another process and return them; None if that fails."""
    path = path_of(attempt)
    known = load(path)
    if known is None or not _is_current(known, attempt):
        line: list[Any] = [sys.executable, "-m", __name__, os.path.abspath(attempt.folder), os.path.abspath(path)]
        # Elsewhere than where this process is: a json.py in the folder of a notebook must not stand in for Python's.
        subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd="/")
        known = load(path)
    return known


def _is_current(known: AttemptMetrics, attempt: AttemptPaths) -> bool:
    """Tell whether so little was added that it can be read in the process that wants it."""
    return known.is_of(attempt) and known.unread_bytes(attempt) <= AttemptMetrics.LONG_BYTES


def main(folder: str, path: str) -> None:
    """Read the metrics and write the file, going on where it is."""
    os.nice(10)
    attempt = AttemptPaths(folder, numbered(os.path.basename(folder), "attempt-") or 1)
    metrics = load(path) or AttemptMetrics()
    metrics.go_on(attempt)
    write(metrics, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
