"""What a snapshot of an unchanged folder costs: 1,000 files, 50 MB, beside looking through the same folder with ``os.scandir`` and ``stat``."""

import os
import random
import tempfile
import time

from _measure import Row, cost, interleaved, median, run

from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.snapshot import take

IGNORE = "*.pyc\n*.egg-info/\ndist/\nbuild/\n.venv/\n/data/raw/\n*.ckpt\n!keep.ckpt\n"


def make(folder, files, size):
    content = random.Random(1)
    for number in range(files):
        place = os.path.join(folder, f"part{number % 20}", f"deep{number % 5}")
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f"file{number}.py"), "wb") as file:
            file.write(content.randbytes(size // files))
    with open(os.path.join(folder, ".amlignore"), "w") as file:
        file.write(IGNORE)


def scan(folder):
    """Look at every file: the baseline."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                scan(entry.path)
            else:
                entry.stat()


def measure(quick=False):
    files, size, rounds = (50, 500_000, 5) if quick else (1_000, 50_000_000, 41)
    with tempfile.TemporaryDirectory() as base:
        source = os.path.join(base, "source")
        make(source, files, size)
        os.environ["AML_CACHE"] = os.path.join(base, "cache")
        cache, paths = Cache("benchmark"), WorkspacePaths(os.path.join(base, "ws", ".aml"))
        first = cost(lambda: take(source, paths, cache))
        time.sleep(2.1)  # until no file counts as just written
        again = cost(lambda: take(source, paths, cache))
        found = interleaved(
            rounds,
            scan=lambda: cost(lambda: scan(source)),
            take=lambda: cost(lambda: take(source, paths, cache)),
        )
    figures = {
        name: {"wall_ms": median(c.wall_s for c in costs) * 1e3, "cpu_ms": median(c.cpu_s for c in costs) * 1e3} for name, costs in found.items()
    }
    figures["first"] = {"wall_ms": first.wall_s * 1e3, "cpu_ms": first.cpu_s * 1e3}
    figures["rehash"] = {"wall_ms": again.wall_s * 1e3, "cpu_ms": again.cpu_s * 1e3}
    ratio = figures["take"]["wall_ms"] / figures["scan"]["wall_ms"]
    told = f"{figures['take']['wall_ms']:.1f} ms beside {figures['scan']['wall_ms']:.1f} ms (first time {figures['first']['wall_ms']:.0f} ms)"
    what = f"snapshot of {files:,} files, {size // 1_000_000} MB, unchanged"
    return [Row(what, "<= 2x a directory scan", told, f"{ratio:.2f}x", ratio <= 2, figures)]


if __name__ == "__main__":
    run(measure)
