"""What the benchmarks here share: each has ``measure(quick) -> list[Row]`` and can be run by itself (``--quick``, ``--json FILE``)."""

import argparse
import json
import resource
import statistics
import time
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table in docs/benchmarks.md."""

    what: str
    target: str
    measured: str
    ratio: str = ""
    met: bool | None = None  # None: nothing was promised
    figures: dict = {}  # noqa: RUF012 - never changed; everything that was measured, for results.json


class Cost(NamedTuple):
    """What one call of something took."""

    wall_s: float
    cpu_s: float  # of this process


def cost(action):
    """Do it once and return what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def children_cpu():
    """Processor seconds of all child processes that have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def interleaved(rounds, **candidates):
    """Call each candidate once a round, so that all meet the same weather; return {name: [result of each round]}."""
    results = {name: [] for name in candidates}
    for number in range(rounds):
        names = list(candidates)
        for name in names if number % 2 == 0 else reversed(names):
            results[name].append(candidates[name]())
    return results


def median(values):
    """Return the median as a float."""
    return float(statistics.median(values))


def run(measure):
    """Be the command line of a benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a smoke run: the figures mean nothing")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    options = parser.parse_args()
    rows = measure(options.quick)
    print(table(rows))
    if options.json:
        with open(options.json, "w") as file:
            json.dump([row._asdict() for row in rows], file, indent=1)


def table(rows):
    """Return the rows as a Markdown table."""
    words = {True: "yes", False: "**no**", None: ""}
    lines = ["| what | target | measured | ratio | met? |", "|---|---|---|---|---|"]
    lines += [f"| {row.what} | {row.target} | {row.measured} | {row.ratio} | {words[row.met]} |" for row in rows]
    return "\n".join(lines)
