"""Listing a workspace of 100,000 runs, beside reading the run folders themselves; and making its index from nothing."""

import argparse
import os
import tempfile
import time

from _measure import Row, cost, interleaved, median, table
from _runs import make_runs

from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.index import Index
from jupyterlab_aml.workspace.index_schema import discard
from jupyterlab_aml.workspace.record import read_record

PAGE = 100
LISTINGS = {
    "newest": {},
    "top": {"order_by": "metric:accuracy"},
    "one status": {"status": "Failed"},
    "one tag": {"tags": {"model": "m3"}},
    "text": {"text": "fox_99"},
}


def measure(quick=False, runs=100_000):
    runs, rounds = (300, 3) if quick else (runs, 21)
    with tempfile.TemporaryDirectory() as base:
        os.environ["AML_CACHE"] = os.path.join(base, "cache")
        paths = WorkspacePaths(os.path.join(base, ".aml"))
        make_runs(paths.root, runs)
        index = Index(paths, Cache("benchmark"))
        time.sleep(0.1)  # until the folder of runs does not count as just changed
        rebuilds = []
        for _ in range(1 if quick else 3):  # the first one reads from the disk what the making of the runs has left there
            index.close()
            discard(index.path)
            rebuilds.append(cost(index.refresh))
        listings = {name: lambda chosen=chosen: cost(lambda: index.list_runs(limit=PAGE, **chosen)) for name, chosen in LISTINGS.items()}
        newest = [record.id for record in index.list_runs(limit=PAGE)]
        found = interleaved(rounds, folders=lambda: cost(lambda: [read_record(paths.run(run_id)) for run_id in newest]), **listings)
        size = os.path.getsize(index.path)
        index.close()
    figures = {
        name: {"wall_ms": median(c.wall_s for c in costs) * 1e3, "cpu_ms": median(c.cpu_s for c in costs) * 1e3} for name, costs in found.items()
    }
    figures["rebuild"] = {
        "wall_ms_per_run": median(c.wall_s for c in rebuilds) / runs * 1e3,
        "cpu_ms_per_run": median(c.cpu_s for c in rebuilds) / runs * 1e3,
        "first_wall_ms_per_run": rebuilds[0].wall_s / runs * 1e3,
        "bytes_per_run": size / runs,
    }
    rows = []
    for name, what in (("newest", "newest"), ("top", "top by a metric")):
        took = figures[name]["wall_ms"]
        ratio = f"{took / figures['folders']['wall_ms']:.2f}x reading those {PAGE} folders"
        rows.append(Row(f"list {PAGE} of {runs:,} runs, {what}", "<= 5 ms, warm index", f"{took:.2f} ms", ratio, took <= 5, figures))
    took = figures["rebuild"]["wall_ms_per_run"]
    told = f"{took:.3f} ms a run (the first time, from the disk, {figures['rebuild']['first_wall_ms_per_run']:.2f} ms)"
    return [*rows, Row(f"index {runs:,} runs from nothing", "<= 0.2 ms a run", told, "", took <= 0.2, figures["rebuild"])]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=100_000)
    rows = measure(runs=parser.parse_args().runs)
    print(table(rows))
    print(rows[0].figures)
