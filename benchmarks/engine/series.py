"""A million points of one metric thinned out to 2,000 for a chart, beside keeping every 500th of them."""

import os
import tempfile

from _measure import Row, cost, interleaved, median, run

from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.workspace.series import SeriesCache, downsample

POINTS = 2_000


def measure(quick=False):
    total, rounds = (5_000, 3) if quick else (1_000_000, 15)
    with tempfile.TemporaryDirectory() as base:
        attempt = AttemptPaths(os.path.join(base, "attempt-1"), 1)
        os.makedirs(attempt.metrics)
        with open(os.path.join(attempt.metrics, "0.jsonl"), "w") as file:
            file.writelines(f'{{"n":"loss","t":{1.7e9 + step:.1f},"v":{(step * 7919 % 1000) / step},"s":{step}}}\n' for step in range(1, total + 1))
        cache = SeriesCache()
        first = cost(lambda: cache.read(attempt, "loss"))
        whole = cache.read(attempt, "loss")
        stride = total // POINTS
        found = interleaved(
            rounds,
            every_nth=lambda: cost(lambda: whole.picked(list(range(0, total, stride)))),
            chart=lambda: cost(lambda: downsample(cache.read(attempt, "loss"), POINTS)),
        )
    figures = {
        name: {"wall_ms": median(c.wall_s for c in costs) * 1e3, "cpu_ms": median(c.cpu_s for c in costs) * 1e3} for name, costs in found.items()
    }
    figures["first_read"] = {"wall_ms": first.wall_s * 1e3, "cpu_ms": first.cpu_s * 1e3}
    took = figures["chart"]["cpu_ms"]
    told = f"{took:.1f} ms beside {figures['every_nth']['cpu_ms']:.1f} ms for every {stride}th (first read {figures['first_read']['cpu_ms']:.0f} ms)"
    ratio = f"{took / figures['every_nth']['cpu_ms']:.0f}x"
    return [Row(f"{total:,} points of one metric to {POINTS:,} for a chart", "<= 100 ms CPU after the first read", told, ratio, took <= 100, figures)]


if __name__ == "__main__":
    run(measure)
