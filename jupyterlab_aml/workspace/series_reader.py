"""Reading long metrics beside everything else: by another process, while a sketch of them is shown."""

import os
import threading
from weakref import WeakKeyDictionary

from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.workspace import series_pack
from jupyterlab_aml.workspace.series import AttemptMetrics
from jupyterlab_aml.workspace.series_sketch import Sketch, sketch

_PATIENCE_S = 0.5  # what was kept is there sooner than that


class SeriesReader:
    """Has long metrics read elsewhere, one attempt at a time; short ones are left to who wants them. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._under_way: WeakKeyDictionary[AttemptMetrics, threading.Event] = WeakKeyDictionary()

    def __call__(self, metrics: AttemptMetrics, attempt: AttemptPaths) -> bool:
        """Tell whether the metrics are read elsewhere; begin that if there is much to be read. The caller holds their lock."""
        with self._lock:
            done = self._under_way.get(metrics)
            if done is not None:
                return not done.is_set()  # what is there after it, it could not read: the caller does
            if metrics.unread_bytes(attempt) <= metrics.LONG_BYTES:
                return False
            done = self._under_way[metrics] = threading.Event()
        threading.Thread(target=self._read, args=(metrics, attempt, done), name="aml-series", daemon=True).start()
        return True

    def reading(self, metrics: AttemptMetrics, patience_s: float = 0.0) -> bool:
        """Tell whether metrics are being read elsewhere; wait a little for the end of it."""
        with self._lock:
            done = self._under_way.get(metrics)
        return done is not None and not done.wait(patience_s)

    def _read(self, metrics: AttemptMetrics, attempt: AttemptPaths, done: threading.Event) -> None:
        try:
            with self._one_at_a_time:
                found = series_pack.read_elsewhere(attempt)
            if found is not None:
                with metrics.lock:
                    metrics.offsets, metrics.series, metrics.table, metrics.peaks = found.offsets, found.series, found.table, found.peaks
                    metrics.generation += 1
        finally:
            done.set()


READER = SeriesReader()


def read_or_sketch(metrics: AttemptMetrics, attempt: AttemptPaths) -> Sketch | None:
    """Bring metrics up to date; return a sketch in their place if that takes longer.

    Raises
    ------
    OSError
        A metric file may not be read.
    """
    with metrics.lock:
        metrics.go_on(attempt)
    if READER.reading(metrics):
        kept = os.path.exists(series_pack.path_of(attempt))
        if READER.reading(metrics, _PATIENCE_S if kept else 0.0):
            return sketch(attempt)
        with metrics.lock:
            metrics.go_on(attempt)
    return None
