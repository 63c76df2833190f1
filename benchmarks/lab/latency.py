"""From run.log in a script to the pixels: in a cell and on the run page, beside an ipywidgets Label that a thread of the kernel sets."""

import json
import os
import time

from _lab import Row, median, open_run, percentile, run, scene

SCRIPT = """
import os, random, sys, time
from jupyterlab_aml import Run

run = Run.get_context()
run.log("signal", 0)
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
for step in range(1, int(sys.argv[2]) + 1):
    run.log("signal", step)
    time.sleep(random.uniform(0.06, 0.26))
time.sleep(0.5)
"""
CELL = """from jupyterlab_aml import Workspace
from jupyterlab_aml.widgets import RunDetails
RunDetails(Workspace.from_config({folder!r}).get_run({run!r})).show()"""
LABEL = """import ipywidgets, json, threading, time

label = ipywidgets.Label("0")

def tail():
    with open({path!r}) as file:
        while True:
            lines = file.readlines()
            if lines:
                label.value = str(json.loads(lines[-1])["v"])
            time.sleep(0.05)

threading.Thread(target=tail, daemon=True).start()
label"""
# Notes when a frame with a number in it has been drawn for the first time.
WATCH = """([name, selector]) => {
  const seen = (window[name] = {});
  const look = () => {
    const element = [...document.querySelectorAll(selector)].find(one => one.checkVisibility());
    const number = parseInt((element?.textContent ?? '').replace(/\\D/g, ''));
    if (number > 0 && !(number in seen)) {
      seen[number] = Infinity;
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => (seen[number] = Date.now());
        after.port2.postMessage(0);
      });
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
CELL_VALUE = ".jp-OutputArea .aml-chart-value, .jp-OutputArea .aml-cell-headline"
PAGE_VALUE = ".aml-run-panel .aml-chart-value, .aml-run-panel .aml-single-values"


def measure(quick=False):
    rounds, updates = (1, 10) if quick else (5, 50)
    found = {"cell": [], "label": [], "page": []}
    with scene() as made:
        for number in range(rounds):
            order = (in_cell, on_page) if number % 2 == 0 else (on_page, in_cell)
            for look in order:
                for name, delays in look(made, updates, number).items():
                    found[name] += delays
    figures = {name: {"median_ms": median(delays), "p95_ms": percentile(delays, 95), "n": len(delays)} for name, delays in found.items()}
    label = figures["label"]
    peer = f"ipywidgets Label {label['median_ms']:.0f} ms, p95 {label['p95_ms']:.0f}"
    rows = []
    for name, where in (("cell", "in a cell"), ("page", "on the run page")):
        own = figures[name]
        told = f"{own['median_ms']:.0f} ms, p95 {own['p95_ms']:.0f} ({own['n']} updates); {peer}"
        met = own["median_ms"] <= 150 and own["p95_ms"] <= 400
        ratio = f"{own['median_ms'] / label['median_ms']:.2f} x the Label"
        rows.append(Row(f"`run.log` in a script to the pixels, {where}", "<= 150 ms, p95 <= 400 ms", told, ratio, met, {name: own, "label": label}))
    return rows


def in_cell(made, updates, number):
    gate, submitted = begin(made, f"cell-{number}", updates)
    metrics = os.path.join(submitted.paths.attempt(1).metrics, "0.jsonl")
    name = f"watch-{number}.ipynb"
    made.notebook(name, CELL.format(folder=str(made.folder), run=submitted.id), LABEL.format(path=metrics))
    page = made.page(name)
    page.run_all()
    page.page.locator(".jp-OutputArea .aml-chart-value, .jp-OutputArea .aml-cell-head").first.wait_for()
    page.page.locator(".jp-OutputArea .widget-label").first.wait_for()
    page.page.evaluate(WATCH, ["cell", CELL_VALUE])
    page.page.evaluate(WATCH, ["label", ".jp-OutputArea .widget-label"])
    found = follow(page, submitted, gate, ("cell", "label"))
    page.run("notebook:shutdown-kernel")
    page.close()
    return found


def on_page(made, updates, number):
    gate, submitted = begin(made, f"page-{number}", updates)
    page = made.page()
    open_run(page, submitted.id, "Metrics").get_by_text("signal").first.wait_for()
    page.page.evaluate(WATCH, ["page", PAGE_VALUE])
    found = follow(page, submitted, gate, ("page",))
    page.close()
    return found


def begin(made, name, updates):
    gate = str(made.base / name)
    submitted = made.submit(SCRIPT, gate, str(updates))
    metrics = os.path.join(submitted.paths.attempt(1).metrics, "0.jsonl")
    while not os.path.exists(metrics):
        time.sleep(0.02)
    return gate, submitted


def follow(page, submitted, gate, names):
    """Let the script go and return, for each that watched, the milliseconds from a number being logged to it or a later one being seen."""
    with open(gate, "w"):
        pass
    while not submitted.record().final:
        page.page.wait_for_timeout(200)
    with open(os.path.join(submitted.paths.attempt(1).metrics, "0.jsonl")) as file:
        logged = {line["v"]: line["t"] * 1000 for line in map(json.loads, file)}
    del logged[0]
    found = {}
    for name in names:
        seen = {int(number): moment for number, moment in page.page.evaluate(f"() => window.{name}").items() if moment}
        first = 3  # a chart begins with its second point
        found[name] = [min(moment for other, moment in seen.items() if other >= number) - logged[number] for number in logged if number >= first]
    return found


if __name__ == "__main__":
    run(measure)
