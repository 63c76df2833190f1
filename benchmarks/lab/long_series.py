"""A run with ten curves of a million points each: from opening its metrics to curves, from a drag to the detail of all charts in sight."""

import os
import shutil
import time

from _lab import QUIET_MS, Row, median, run, scene

from jupyterlab_aml import Experiment

CURVES = 10
_OPEN = """run => {
  window.drawn.length = 0;
  window.opened = performance.now();
  void window.jupyterapp.commands.execute('aml:open-run', { run, tab: 'metrics' });
}"""
_RELEASED = "() => { window.drawn.length = 0; window.addEventListener('mouseup', () => (window.released = performance.now()), {capture: true}); }"
_QUIET = f"() => window.drawn.length > 0 && performance.now() - window.drawn.at(-1) > {QUIET_MS}"


def measure(quick=False):
    points, rounds = (20_000, 1) if quick else (1_000_000, 2)
    with scene() as made:
        short, logged = (Experiment(made.workspace, "bench").start_logging() for _ in range(2))
        for step in range(10):
            short.log("loss", step)
        short.complete()
        logged.complete()
        size = fill(logged.paths.attempt(1).metrics, points)
        cold, kept, warm, zooms, exact_s = [], [], [], [], []
        for _ in range(rounds):
            shutil.rmtree(made.base / "cache" / "series", ignore_errors=True)
            restart(made)
            cold.append(paint(made, short, logged)[0])
            exact_s.append(wait_until_exact(made, logged, points))
            restart(made)
            kept.append(paint(made, short, logged)[0])
            took, found = paint(made, short, logged, zoom=12)
            warm.append(took)
            zooms += found
    figures = {"file_mb": size / 1e6, "cold_ms": cold, "kept_ms": kept, "warm_ms": warm, "zoom_ms": zooms, "exact_after_s": exact_s}
    told = f"{median(cold):.0f} ms (a sketch; all {size / 1e6:.0f} MB are read {median(exact_s):.0f} s later)"
    later = f"{median(warm):.0f} ms; {median(kept):.0f} in a new server that finds them in the cache"
    what = f"{CURVES} curves of {points:,} points"
    return [
        Row(f"{what}, read for the first time: opening its metrics, panels loaded, to curves", "<= 1 s", told, "", median(cold) <= 1000, figures),
        Row(f"{what}, read before: the same", "<= 1 s", later, "", max(median(warm), median(kept)) <= 1000),
        Row(f"{what}: a drag to the detail of all charts in sight", "<= 100 ms", f"{median(zooms):.0f} ms", "", median(zooms) <= 100),
    ]


def fill(folder, points):
    """Write the metrics as a script does, faster."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "0.jsonl")
    with open(path, "w") as file:
        for step in range(points):
            noise = step * 7919 % 1000 / 1000
            moment = f"{1.7e9 + step * 0.01:.2f}"
            file.write(
                "".join(f'{{"n":"group/m{curve}","t":{moment},"v":{noise + curve * step / points:.6f},"s":{step}}}\n' for curve in range(CURVES))
            )
    return os.path.getsize(path)


def restart(made):
    made.server.stop()
    made.server.start()


def wait_until_exact(made, logged, points):
    """Wait until the server has read everything; return how many seconds that took."""
    began = time.monotonic()
    while True:
        (series,) = made.server.get(f"aml/v1/runs/{logged.id}/series?name=group/m0&points=100")["series"]
        if series["exact"] and series["total"] == points:
            return time.monotonic() - began
        time.sleep(0.5)


def paint(made, short, logged, zoom=0):
    """Open the metrics of the run; return the milliseconds until curves are drawn, and those of some drags."""
    page = made.page(width=1280, height=900)
    for one in (short, logged):  # with the first the code of the panels is loaded
        page.page.evaluate(_OPEN, one.id)
        page.page.wait_for_function("() => window.drawn.length > 0", timeout=120_000)
        page.page.wait_for_function(_QUIET)
    took = page.page.evaluate("() => window.drawn[0] - window.opened")
    panel = page.page.locator(".aml-run-panel:visible")
    assert panel.locator(".aml-chart-value").first.inner_text().strip(), "a chart without a value"
    found = [drag(page, panel, number) for number in range(zoom)] if zoom else []
    page.close()
    return took, found[2:]


def drag(page, panel, number):
    """Zoom into a chart and return the milliseconds until the last of the charts is drawn with its details."""
    over = panel.locator(".u-over").first
    page.page.wait_for_function(_QUIET)
    over.dblclick()
    page.page.wait_for_timeout(QUIET_MS)
    box = over.bounding_box()
    left, y = box["x"] + box["width"] * (0.2 + 0.03 * number), box["y"] + box["height"] / 2
    page.page.mouse.move(left, y)
    page.page.mouse.down()
    page.page.mouse.move(left + box["width"] * 0.15, y, steps=5)
    page.page.evaluate(_RELEASED)
    page.page.mouse.up()
    page.page.wait_for_function(_QUIET)
    return page.page.evaluate("() => window.drawn.at(-1) - window.released")


if __name__ == "__main__":
    run(measure)
