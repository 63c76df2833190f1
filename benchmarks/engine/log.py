"""What one ``run.log`` costs: beside the append it comes to, and beside trackio and MLflow.

Each candidate logs the same numbers in a process of its own; imports and set-up are not counted, the final flush is.
"""

import json
import os
import subprocess
import tempfile

from _measure import Row, interleaved, median, run
from _workspace import output, source, submit, workspace

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".peers", "bin", "python")

# What every candidate does around its own `log(number)` and `finish()`.
LOOP = """
import json, sys, time

count = int(sys.argv[1])
calls = [0] * count
clock = time.perf_counter_ns
cpu = time.process_time()
wall = time.perf_counter()
for number in range(count):
    began = clock()
    log(number)
    calls[number] = clock() - began
finish()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
calls.sort()
p50, p99 = calls[count // 2] / 1e3, calls[count * 99 // 100] / 1e3
print(json.dumps({"cpu_us": cpu / count * 1e6, "wall_us": wall / count * 1e6, "p50_us": p50, "p99_us": p99}))
"""
OURS = """
from jupyterlab_aml import Run

run = Run.get_context()

def log(number):
    run.log("loss", number * 0.5)

def finish():
    pass
"""
APPEND = """
import os

fd = os.open("bare.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
line = b'{"n":"loss","t":1700000000.1234567,"v":1234.5}\\n'

def log(number):
    os.write(fd, line)

def finish():
    os.close(fd)
"""
LINE = """
import os, time

fd = os.open("line.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def log(number):
    os.write(fd, b'{"n":"loss","t":%r,"v":%r}\\n' % (time.time(), number * 0.5))

def finish():
    os.close(fd)
"""
TRACKIO = """
import trackio

trackio.init(project="bench", embed=False)

def log(number):
    trackio.log({"loss": number * 0.5})

def finish():
    trackio.finish()
"""
MLFLOW = """
import mlflow

mlflow.set_tracking_uri("sqlite:///bench.db")
mlflow.start_run()

def log(number):
    mlflow.log_metric("loss", number * 0.5)

def finish():
    mlflow.end_run()
"""


def measure(quick=False):
    rounds, ours, trackio, mlflow = (1, 2000, 200, 20) if quick else (5, 20_000, 4000, 300)
    with workspace() as ws, tempfile.TemporaryDirectory() as scratch:
        folder = source(ws, ours=OURS + LOOP, append=APPEND + LOOP, line=LINE + LOOP)
        candidates = {
            name: lambda name=name: json.loads(output(submit(ws, folder, script=name + ".py", arguments=[ours])).splitlines()[-1])
            for name in ("ours", "append", "line")
        }
        if os.path.exists(PEERS):
            candidates["trackio"] = lambda: _peer(scratch, TRACKIO, trackio)
            candidates["mlflow"] = lambda: _peer(scratch, MLFLOW, mlflow)
        results = interleaved(rounds, **candidates)
    return list(_rows(results))


def _peer(scratch, text, count):
    """Run a peer in a new folder: each round starts from an empty store."""
    folder = tempfile.mkdtemp(dir=scratch)
    environment = {**os.environ, "TRACKIO_DIR": folder, "HF_HUB_OFFLINE": "1", "HOME": folder, "MLFLOW_DISABLE_TELEMETRY": "true"}
    done = subprocess.run([PEERS, "-c", text + LOOP, str(count)], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(next(line for line in reversed(done.stdout.splitlines()) if line.startswith("{")))


def _rows(results):
    def figure(name, key):
        return median([result[key] for result in results[name]])

    cpu = {name: figure(name, "cpu_us") for name in results}
    yield Row(
        what="`run.log` in a script",
        target="≤ 2 × a bare `os.write` append",
        measured=f"{cpu['ours']:.2f} µs CPU ({figure('ours', 'p50_us'):.2f} µs wall, p99 {figure('ours', 'p99_us'):.1f}); "
        f"bare append {cpu['append']:.2f} µs",
        ratio=f"{cpu['ours'] / cpu['append']:.2f} × ({cpu['ours'] / cpu['line']:.2f} × an append that also formats its line)",
        met=cpu["ours"] <= 2 * cpu["append"],
        figures=results,
    )
    for name, words, target in (("trackio", "trackio", 10), ("mlflow", "MLflow with its SQLite store", 500)):
        if name in cpu:
            ratio = cpu[name] / cpu["ours"]
            yield Row(
                what=f"`run.log` beside {words}",
                target=f"≥ {target} × less CPU",
                measured=f"{words}: {cpu[name]:,.1f} µs CPU ({figure(name, 'p50_us'):,.1f} µs wall)",
                ratio=f"{ratio:,.0f} × less",
                met=ratio >= target,
            )


if __name__ == "__main__":
    run(measure)
