"""A log of 200 MB on the run page: frames while it is scrolled, a jump to its middle, a search."""

import os

from _lab import Row, frame_figures, frames_text, median, open_run, run, scene, scroll_frames
from sidebar import smooth

from jupyterlab_aml import Experiment

_SHOWN = """() => [...document.querySelectorAll('.aml-logline-text')].length > 10 &&
  [...document.querySelectorAll('.aml-logline-text')].every(line => line.textContent !== '\\u2026')"""
_JUMP = """() => {
  const frame = document.querySelector('.aml-lines');
  const began = performance.now();
  frame.scrollTop = (frame.scrollHeight - frame.clientHeight) * PART;
  return new Promise(resolve => {
    const look = () => requestAnimationFrame(() => {
      const lines = [...document.querySelectorAll('.aml-logline-text')];
      const all = lines.length > 10 && lines.every(line => line.textContent !== '\\u2026');
      all && performance.now() - began > 1 ? resolve(performance.now() - began) : look();
    });
    requestAnimationFrame(look);
  });
}"""
_SEARCH = """() => {
  window.found = null;
  addEventListener('input', () => (window.typed = performance.now()), { capture: true, once: true });
  const look = () => {
    const count = document.querySelector('.aml-search-count[role=status]');
    /^\\d/.test(count?.textContent ?? '') ? (window.found = performance.now() - window.typed) : requestAnimationFrame(look);
  };
  look();
}"""


def measure(quick=False):
    size = 2_000_000 if quick else 200_000_000
    frames, jumps, searches = [], [], {"text": [], "regex": []}
    with scene() as made:
        logged = Experiment(made.workspace, "bench").start_logging()
        logged.complete()
        fill(logged.paths.attempt(1).user_logs, size)
        for _ in range(1 if quick else 3):
            page = made.page()
            panel = open_run(page, logged.id, "Logs")
            page.page.wait_for_function(_SHOWN, timeout=60_000)
            lines = panel.locator(".aml-lines")
            page.page.evaluate(_JUMP.replace("PART", "0.1"))
            page.page.wait_for_timeout(500)
            frames += scroll_frames(page, lines, 40_000, 8_000)
            jumps += [page.page.evaluate(_JUMP.replace("PART", str(part))) for part in (0.5, 0.31, 0.77)]
            for kind, times in searches.items():
                times.append(search(page, panel, kind))
            page.close()
    figures = {"frames": frame_figures(frames), "jump_ms": jumps, "search_ms": searches}
    what = f"a log of {size / 1e6:.0f} MB"
    return [
        Row(f"{what}: frames while scrolling", "like 60 a second", frames_text(figures["frames"]), "", smooth(figures["frames"]), figures),
        Row(f"{what}: a jump to its middle", "", f"{median(jumps):.0f} ms until the lines are there"),
        Row(f"{what}: search for a text", "", f"{median(searches['text']):.0f} ms; for a regular expression {median(searches['regex']):.0f} ms"),
    ]


def fill(folder, size):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "std_log.txt"), "w") as file:
        step = written = 0
        while written < size:
            text = "".join(
                f"{number:9} step loss={number * 7919 % 100000 / 100000:.5f} some more text to make the line eighty long\n"
                for number in range(step, step + 10_000)
            )
            written += file.write(text + f"needle {step}\n" * (step % 500_000 == 0))
            step += 10_000


def search(page, panel, kind):
    field = panel.get_by_label("Search the log")
    field.fill("")
    field.focus()
    toggle = panel.get_by_title("Regular expression")
    if (toggle.get_attribute("aria-pressed") == "true") != (kind == "regex"):
        toggle.click()
    page.page.wait_for_timeout(500)
    page.page.evaluate(_SEARCH)
    field.fill("needle" if kind == "text" else r"needle \d+")
    page.page.wait_for_function("() => window.found", timeout=60_000)
    return page.page.evaluate("() => window.found")


if __name__ == "__main__":
    run(measure)
