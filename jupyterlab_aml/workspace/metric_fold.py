"""Folding the metrics of a run piece by piece: what was read once is not read again."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.metrics import by_rank, metric_files, read_pieces
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import time_of
from jupyterlab_aml.workspace.metric_samples import samples

LONG_BYTES = 16 * 1024 * 1024  # of metrics: about a second of reading
_SLICE_BYTES = 2 * 1024 * 1024  # of long ones, read at once

Offsets = dict[str, list[int]]  # name of a metric file to [inode, bytes read, lines among them that are damaged]


@dataclass
class MetricFold:
    """The newest values of one attempt, as far as its metrics were read.

    Attributes
    ----------
    attempt : int
        Its number.
    offsets : dict
        How far each file was read.
    last : dict
        Name to [time, value] of the newest number or text.
    whole : bool
        Whether all that was there was read.
    """

    attempt: int
    offsets: Offsets = field(default_factory=dict)
    last: dict[str, list[Any]] = field(default_factory=dict)
    whole: bool = True
    _ahead: dict[str, list[Any]] = field(default_factory=dict)  # as ``last``, from samples of what was not read yet

    @classmethod
    def from_json(cls, shape: Json) -> "MetricFold":
        """Go on where :meth:`to_json` was."""
        return cls(shape["attempt"], shape["offsets"], shape["last"])

    def to_json(self) -> Json:
        """Return it as JSON."""
        return {"attempt": self.attempt, "offsets": self.offsets, "last": self.last}

    def values(self) -> dict[str, Any]:
        """Return the newest value of each metric; while not all was read, a metric that is logged rarely may be missing or be an older value."""
        found = dict(self.last)
        _put_newer(found, self._ahead)
        return by_rank({name: value for name, (_, value) in found.items()})

    def go_on(self, attempt: AttemptPaths, problems: list[str], most: int | None = None) -> "MetricFold":
        """Return the fold with what was written since, a new one if a file is not the one that was read; what cannot be read is a problem.

        If that is more than a second of reading, only about ``most`` bytes are read, and samples tell the newest values.
        """
        found: list[str] = []
        files = metric_files(attempt, found)
        offsets = take_up(self.offsets, files, found)
        if offsets is None or attempt.number != self.attempt:
            return MetricFold(attempt.number).go_on(attempt, problems, most)
        problems.extend(found)
        self.offsets = offsets
        left = (most or _SLICE_BYTES) if unread_bytes(offsets, files) > LONG_BYTES else sys.maxsize
        for name, known in offsets.items():
            try:
                left -= self._read(os.path.join(attempt.metrics, name), known, left)
            except OSError as error:
                problems.append(f"{name} cannot be read: {error.strerror}")
            if known[2]:
                problems.append(f"{name} has {known[2]} damaged line(s)")
        self.whole = left > 0
        self._ahead = {} if self.whole else _sampled(attempt)
        return self

    def _read(self, path: str, known: list[int], most: int) -> int:
        """Read what was added to a file until that is at least ``most`` bytes; return how many they were."""
        start = known[1]
        for records in read_pieces(path, known) if most > 0 else ():
            self._add(records)
            if known[1] - start >= most:
                break
        return known[1] - start

    def _add(self, records: list[Json]) -> None:
        if len(self.offsets) == 1:  # its order counts, whatever its clock did
            newest = {record["n"]: record for record in records if "k" not in record}
            self.last.update((name, [time_of(record), record["v"]]) for name, record in newest.items())
        else:
            _put_newer(self.last, _newest(records))


def _newest(records: Iterable[Json]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        if "k" not in record:
            _put_newer(found, {record["n"]: [time_of(record), record["v"]]})
    return found


def _put_newer(known: dict[str, list[Any]], found: dict[str, list[Any]]) -> None:
    for name, last in found.items():
        old = known.get(name)
        if old is None or old[0] <= last[0]:
            known[name] = last


def _sampled(attempt: AttemptPaths) -> dict[str, list[Any]]:
    try:
        return _newest(sample.record for sample in samples(attempt))
    except OSError:  # a problem that was told already
        return {}


def is_long(attempt: AttemptPaths) -> bool:
    """Tell whether reading the metrics of an attempt from their beginning takes more than a second."""
    return unread_bytes({}, metric_files(attempt)) > LONG_BYTES


def unread_bytes(offsets: Offsets, files: list[str]) -> int:
    """Return how much there is to be read, about."""
    size = 0
    for path in files:
        with contextlib.suppress(OSError):  # it is gone, or nobody may read it
            size += os.path.getsize(path)
    return size - sum(known[1] for known in offsets.values())


def take_up(offsets: Offsets, files: list[str], problems: list[str]) -> Offsets | None:
    """Return the offsets with the files that are new; None if one that was read is gone, cut short or another, so that all must be read again.

    What is no file is left out, and a problem.
    """
    known = dict(offsets)
    found: Offsets = {}
    for path in files:
        name = os.path.basename(path)
        try:
            facts = os.stat(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"{name} cannot be read: {error.strerror}")
            continue
        if not stat.S_ISREG(facts.st_mode):
            if stat.S_ISDIR(facts.st_mode):
                problems.append(f"{name} cannot be read: {os.strerror(errno.EISDIR)}")
            continue
        old = known.pop(name, None)
        found[name] = old or [facts.st_ino, 0, 0]
        if found[name][0] != facts.st_ino or found[name][1] > facts.st_size:
            return None
    return None if known else found
