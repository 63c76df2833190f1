"""1,000 runs of /bin/true on two slots, beside two workers that start the same with subprocess.

Each candidate works in a process of its own that adopts whatever is orphaned below it, so that at the end it can be asked for the processor time of
all: submitter, agent, fork server, runners, and /bin/true itself.
"""

import concurrent.futures
import ctypes
import json
import os
import subprocess
import sys
import time

from _measure import Row, children_cpu, interleaved, median, run
from _workspace import source, submit, workspace

SLOTS = 2
TRUE = ["/bin/true"]
PR_SET_CHILD_SUBREAPER = 36


def measure(quick=False):
    runs, rounds = (50, 1) if quick else (1000, 3)
    results = interleaved(rounds, ours=lambda: in_a_process("ours", runs), bare=lambda: in_a_process("bare", runs))
    speed = {name: median([runs / result["wall_s"] for result in found]) for name, found in results.items()}
    cpu = {name: median([result["cpu_s"] / runs * 1000 for result in found]) for name, found in results.items()}
    return [
        Row(
            what=f"{runs:,} runs of `/bin/true` on {SLOTS} slots",
            target="≥ 100 runs a second",
            measured=f"{speed['ours']:.0f} runs a second, submission included; bare subprocess {speed['bare']:.0f}",
            ratio=f"{speed['ours'] / speed['bare']:.0%} of bare",
            met=speed["ours"] >= 100,
            figures=results,
        ),
        Row(
            what="processor time of a run: submitter, agent, fork server, runner and `/bin/true`",
            target="≤ 15 ms",
            measured=f"{cpu['ours']:.1f} ms; bare subprocess {cpu['bare']:.1f} ms",
            ratio=f"{cpu['ours'] / cpu['bare']:.1f} ×",
            met=cpu["ours"] <= 15,
        ),
    ]


def in_a_process(name, runs):
    """Run one candidate in a new process and return what it says."""
    done = subprocess.run([sys.executable, __file__, name, str(runs)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def ours(runs):
    """Submit all, wait for all; return the seconds."""
    with workspace(slots=SLOTS) as ws:
        folder = source(ws)
        began = time.monotonic()
        submitted = [submit(ws, folder, command=TRUE) for _ in range(runs)]
        while os.listdir(ws.paths.active):
            time.sleep(0.02)
        seconds = time.monotonic() - began
        for one in submitted:
            if one.record().status != "Completed":
                raise RuntimeError(f"{one.id} is {one.record().status}")
    return seconds


def bare(runs):
    """Start as many with subprocess, from two threads; return the seconds."""
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(SLOTS) as workers:
        list(workers.map(lambda _: subprocess.run(TRUE, check=True), range(runs)))
    return time.monotonic() - began


def adopt_orphans():
    """Become the parent of every process below us that loses its own."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_all():
    """Wait until no process is left below us."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["bare"]):
        adopt_orphans()
        before = time.process_time() + children_cpu()
        wall_s = {"ours": ours, "bare": bare}[sys.argv[1]](int(sys.argv[2]))
        reap_all()
        print(json.dumps({"wall_s": wall_s, "cpu_s": time.process_time() + children_cpu() - before}))
    else:
        run(measure)
