"""From ``submit`` to the first line of the script, with a warm and with a cold agent, beside Popen of the same script."""

import os
import subprocess
import sys
import time

from _measure import Row, interleaved, median, run
from _workspace import output, source, submit, workspace

FIRST_LINE = "import time; print(time.clock_gettime(time.CLOCK_MONOTONIC))"


def measure(quick=False):
    with workspace() as ws:
        folder = source(ws, first=FIRST_LINE)
        script = os.path.join(folder, "first.py")
        output(submit(ws, folder, script="first.py"))
        results = interleaved(
            3 if quick else 30,
            popen=lambda: popen_ms(script, ws.folder),
            warm=lambda: submit_ms(ws, folder),
            cold=lambda: cold_ms(ws, folder),
        )
    middle = {name: median(values) for name, values in results.items()}
    return [
        row("warm", "an agent is there", 30, middle, results),
        row("cold", "no agent is there", 250, middle, {}),
    ]


def popen_ms(script, folder):
    """Start the script and return the milliseconds to its first line."""
    path = os.path.join(folder, "popen.txt")
    with open(path, "wb") as log:
        began = time.clock_gettime(time.CLOCK_MONOTONIC)
        subprocess.Popen([sys.executable, script], stdout=log).wait()
    with open(path) as log:
        return (float(log.read()) - began) * 1000


def submit_ms(ws, folder):
    """Submit the script and return the milliseconds to its first line, the snapshot included."""
    ws.agent.ensure()
    while ws.agent.status()["state"] != "running" or ws.agent.status()["active"]:
        time.sleep(0.01)
    return _submitted_ms(ws, folder)


def cold_ms(ws, folder):
    """Do the same with no agent running."""
    ws.agent.stop()
    return _submitted_ms(ws, folder)


def _submitted_ms(ws, folder):
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    return (float(output(submit(ws, folder, script="first.py"))) - began) * 1000


def row(name, words, allowed_ms, middle, figures):
    """Return the row of one temperature."""
    over = middle[name] - middle["popen"]
    return Row(
        what=f"submit to the script's first line, {words}",
        target=f"≤ Popen + {allowed_ms} ms",
        measured=f"{middle[name]:.0f} ms; Popen of the same script {middle['popen']:.0f} ms",
        ratio=f"+ {over:.0f} ms",
        met=over <= allowed_ms,
        figures=figures,
    )


if __name__ == "__main__":
    run(measure)
