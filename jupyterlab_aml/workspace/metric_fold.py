"""Folding the metrics of a run piece by piece: what was read once is not read again."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.runfiles.files import Json, parse_lines, read_bytes
from jupyterlab_aml.runfiles.metrics import Summary, metric_files, summarise
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import is_metric, time_of

_FIRST = 16 * 1024  # most files have less
_CHUNK = 8 * 1024 * 1024

Offsets = dict[str, list[int]]  # name of a metric file to [inode, bytes read, lines among them that are damaged]


@dataclass
class MetricFold:
    """The metrics of one attempt, as far as they were read.

    Attributes
    ----------
    attempt : int
        Its number.
    offsets : dict
        How far each file was read.
    summaries : dict
        Name to :class:`Summary`, of numeric metrics.
    last : dict
        Name to [time, value] of the newest number or text.
    """

    attempt: int
    offsets: Offsets = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    last: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, shape: Json) -> "MetricFold":
        """Go on where :meth:`to_json` was."""
        summaries = {name: Summary(*values) for name, values in shape["summaries"].items()}
        return cls(shape["attempt"], shape["offsets"], summaries, shape["last"])

    def to_json(self) -> Json:
        """Return it as JSON."""
        return vars(self)

    def values(self) -> dict[str, Any]:
        """Return the newest value of each metric, as ``runfiles.metrics.last_values`` does."""
        return {name: value for name, (_, value) in self.last.items()}

    def go_on(self, attempt: AttemptPaths, problems: list[str]) -> "MetricFold":
        """Return the fold with what was written since, a new one if a file is not the one that was read; what cannot be read is a problem."""
        found: list[str] = []
        offsets = take_up(self.offsets, metric_files(attempt, found), found)
        if offsets is None or attempt.number != self.attempt:
            return MetricFold(attempt.number).go_on(attempt, problems)
        problems.extend(found)
        self.offsets = offsets
        pieces: list[Json] = []
        for name, known in offsets.items():
            try:
                for records in read_pieces(os.path.join(attempt.metrics, name), known):
                    if len(offsets) == 1:
                        self._add(records, several=False)
                    else:
                        pieces.extend(records)
            except OSError as error:
                problems.append(f"{name} cannot be read: {error.strerror}")
            if known[2]:
                problems.append(f"{name} has {known[2]} damaged line(s)")
        if pieces:
            pieces.sort(key=time_of)
            self._add(pieces, several=True)
        return self

    def _add(self, records: list[Json], *, several: bool) -> None:
        before = self.summaries
        self.summaries = summarise(records, before)
        newest = {record["n"]: record for record in records if "k" not in record}
        for name, record in newest.items():
            old = self.last.get(name)
            moment = time_of(record)
            if several and old is not None and old[0] > moment:  # a slower writer
                if name in before:
                    self.summaries[name] = self.summaries[name]._replace(last=before[name].last, step=before[name].step)
            else:
                self.last[name] = [moment, record["v"]]


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


def read_pieces(path: str, known: list[int]) -> Iterator[list[Json]]:
    """Yield the metric lines written since ``known`` = [inode, offset, damaged], a few megabytes at a time, and move it on."""
    size = min(_FIRST, _CHUNK)
    while data := read_bytes(path, known[1], size):
        end = data.rfind(b"\n") + 1
        if end:
            known[1] += end
            records, damaged = parse_lines(data[:end])
            usable = [record for record in records if is_metric(record)]
            known[2] += damaged + len(records) - len(usable)
            yield usable
        if len(data) < size:
            return  # what is left, if anything, is a line that is still being written
        size = min(size * 8, _CHUNK) if end else size * 2
