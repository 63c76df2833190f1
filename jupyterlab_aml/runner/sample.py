"""Samples of what a run uses: processor, memory, and GPU if ``nvidia-smi`` answers."""

import os
import shutil
import subprocess
import time
from typing import Any, Dict, List, Optional

from .tree import Process

GPU_QUERY = ["--query-gpu=index,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"]


class Sampler:
    """Turns process lists into records of ``system.jsonl``: ``cpu_percent`` (100 = one core), ``rss_bytes``, ``processes``, ``gpu``."""

    def __init__(self) -> None:
        self._cpu_s: Dict[int, float] = {}
        self._at = time.monotonic()
        self._smi = shutil.which("nvidia-smi")
        self.max_rss_bytes = 0

    def take(self, found: List[Process]) -> Dict[str, Any]:
        now = time.monotonic()
        used = sum(max(0.0, process.cpu_s - self._cpu_s.get(process.pid, 0.0)) for process in found)
        rss_bytes = sum(process.rss_bytes for process in found)
        self.max_rss_bytes = max(self.max_rss_bytes, rss_bytes)
        record: Dict[str, Any] = {
            "t": time.time(),
            "cpu_percent": round(100 * used / max(now - self._at, 1e-3), 1),
            "rss_bytes": rss_bytes,
            "processes": len(found),
        }
        self._cpu_s = {process.pid: process.cpu_s for process in found}
        self._at = now
        gpu = self._gpu()
        if gpu is not None:
            record["gpu"] = gpu
        return record

    def _gpu(self) -> Optional[List[Dict[str, float]]]:
        if not self._smi:
            return None
        try:
            text = subprocess.check_output([self._smi] + GPU_QUERY, stderr=subprocess.DEVNULL, timeout=5, env=dict(os.environ))
            rows = [[float(cell) for cell in line.split(",")] for line in text.decode().splitlines() if line.strip()]
        except (OSError, ValueError, subprocess.SubprocessError):
            self._smi = None  # it does not answer here: do not ask again
            return None
        keys = ("index", "gpu_percent", "memory_used_mb", "memory_total_mb")
        return [dict(zip(keys, row)) for row in rows]
