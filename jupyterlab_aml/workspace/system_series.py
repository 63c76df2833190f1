"""What a script used of its machine, as series: ``system.jsonl`` of an attempt, of which only what was added is read."""

import os
from typing import Any

from jupyterlab_aml.runfiles.files import Json, read_lines
from jupyterlab_aml.runfiles.metrics import is_number
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runfiles.shapes import is_time
from jupyterlab_aml.workspace.series import Series

_PLAIN = ("cpu_percent", "rss_bytes", "processes")
_MB = 1024 * 1024
_GPU = {"gpu_percent": ("percent", 1), "memory_used_mb": ("memory_bytes", _MB), "memory_total_mb": ("memory_total_bytes", _MB)}


class SystemSeries:
    """The samples of one attempt.

    Attributes
    ----------
    series : dict
        ``cpu_percent`` (100 is one core), ``rss_bytes``, ``processes``, ``gpu0_percent``, ``gpu0_memory_bytes``, ``gpu0_memory_total_bytes`` ...
    generation : int
        One more each time the file was not the one that was read.
    """

    def __init__(self, attempt: AttemptPaths) -> None:
        self.series: dict[str, Series] = {}
        self.generation = 0
        self._path = attempt.system
        self._inode = self._offset = 0

    def go_on(self) -> None:
        """Read what was written since.

        Raises
        ------
        OSError
            The file is there and may not be read.
        """
        try:
            facts = os.stat(self._path)
        except FileNotFoundError:
            return
        if facts.st_ino != self._inode or facts.st_size < self._offset:
            self.series, self.generation = {}, self.generation + 1
            self._inode, self._offset = facts.st_ino, 0
        if facts.st_size > self._offset:
            found = read_lines(self._path, self._offset)
            self._offset = found.offset
            for record in found.records:
                self._add(record)

    def _add(self, record: Json) -> None:
        moment = record.get("t")
        if not is_time(moment):
            return
        values = {name: record.get(name) for name in _PLAIN}
        gpus = record.get("gpu")
        for gpu in gpus if isinstance(gpus, list) else []:
            if isinstance(gpu, dict) and is_number(gpu.get("index")) and 0 <= gpu["index"] < 1024:
                for key, (name, unit) in _GPU.items():
                    value: Any = gpu.get(key)
                    values[f"gpu{int(gpu['index'])}_{name}"] = value * unit if is_number(value) else None
        for name, value in values.items():
            if is_number(value):
                self.series.setdefault(name, Series()).add(None, moment, value)  # type: ignore[arg-type]
