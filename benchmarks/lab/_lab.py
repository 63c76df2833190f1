"""A workspace, a lab and a Chromium of its own for one benchmark. What is measured in a page is recorded by the page itself."""

import contextlib
import itertools
import json
import os
import pathlib
import sys
import tempfile

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCHMARKS / "engine"), str(BENCHMARKS.parent / "ui-tests")]

from _measure import Row, interleaved, median, run, table  # noqa: E402, F401  what the benchmarks of the engine use, too
from lab import ARGS, Page, Server, chromium, notebook, write  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace  # noqa: E402

QUIET_MS = 400
# Runs in each page before anything else: when canvases were cleared, which every drawing of a chart begins with.
_WATCH_CANVASES = """() => {
  window.drawn = [];
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    window.drawn.push(performance.now());
    return clearRect.apply(this, args);
  };
}"""
_FRAMES = """() => {
  const times = (window.frameTimes = []);
  window.framesWanted = true;
  const next = time => {
    times.push(time);
    if (window.framesWanted) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


class Scene:
    """What a benchmark works with; ``folder`` is the workspace's and the server's root."""

    def __init__(self, base, browser):
        self.base, self.browser = pathlib.Path(base), browser
        self.folder = self.base / "project"
        self.folder.mkdir()
        self.workspace = Workspace.create("bench", path=self.folder, show_output=False)
        self.server = Server(self.base / "home", self.folder)
        self.pages = []

    def page(self, path="", **size):
        """Open the lab, with a file if one is named, as somebody who was never here."""
        page = Page(self.browser, self.server, **size)
        self.pages.append(page)
        page.context.add_init_script(f"({_WATCH_CANVASES})()")
        return page.open(path)

    def submit(self, code, *arguments, experiment="bench"):
        """Submit a script."""
        source = self.base / "source"
        source.mkdir(exist_ok=True)
        (source / "script.py").write_text(code)
        config = ScriptRunConfig(str(source), script="script.py", arguments=list(arguments), python=sys.executable)
        return Experiment(self.workspace, experiment).submit(config)

    def notebook(self, name, *cells):
        """Write a notebook."""
        write(str(self.folder / name), notebook(*cells))

    def close(self):
        for page in self.pages:
            page.close()
        self.server.stop()
        self.workspace.agent.stop()
        self.workspace.index.close()


@contextlib.contextmanager
def scene():
    """Make a scene whose server is started; end everything afterwards."""
    path = chromium()
    if path is None:
        raise SystemExit("there is no Chromium here; scripts/install_chromium.sh installs it")
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="aml-bench-", ignore_cleanup_errors=True) as base, sync_playwright() as playwright:
        for name in [name for name in os.environ if name.startswith("AML_")]:
            del os.environ[name]
        os.environ["AML_CACHE"] = os.path.join(base, "cache")
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGS)
        found = Scene(base, browser)
        try:
            found.server.start()
            yield found
        finally:
            found.close()
            browser.close()
            os.environ.clear()
            os.environ.update(kept)


def open_run(page, run_id, tab="Overview"):
    """Open a run's page at one of its parts."""
    page.run("aml:open-run", run=run_id)
    page.page.get_by_role("tab", name=tab, exact=True).click()
    return page.page.locator(".aml-run-panel:visible")


def scroll_frames(page, locator, distance_px, speed):
    """Turn the mouse wheel over an element; return the milliseconds between the frames meanwhile."""
    box = locator.bounding_box()
    devtools = page.context.new_cdp_session(page.page)
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    page.page.evaluate(_FRAMES)
    devtools.send("Input.synthesizeScrollGesture", {**where, "yDistance": -distance_px, "speed": speed, "gestureSourceType": "mouse"})
    times = page.page.evaluate("() => { window.framesWanted = false; return window.frameTimes; }")
    devtools.detach()
    return [after - before for before, after in itertools.pairwise(times)]


def frame_figures(intervals):
    """Return what there is to say of the milliseconds between frames."""
    late = sum(interval > 33.4 for interval in intervals) / len(intervals)
    return {
        "median_ms": median(intervals),
        "p95_ms": percentile(intervals, 95),
        "longest_ms": max(intervals),
        "over_33_ms": late,
        "n": len(intervals),
    }


def frames_text(figures):
    return f"{figures['median_ms']:.1f} ms, p95 {figures['p95_ms']:.1f}, {figures['over_33_ms']:.1%} over 33 ms"


def percentile(values, percent):
    """Return the value that this many percent of the values are not above."""
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)])


def peer(script):
    """Run a script in the environment of the peers and return what it prints, as JSON."""
    import subprocess  # noqa: PLC0415

    python = BENCHMARKS / ".peers" / "bin" / "python"
    done = subprocess.run([python, pathlib.Path(__file__).parent / script], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
