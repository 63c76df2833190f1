"""10,000 runs in the sidebar, scrolled by the wheel, beside the lab's own file browser with 10,000 files; and what hidden panels send."""

from _lab import Row, frame_figures, frames_text, run, scene, scroll_frames
from _runs import make_runs

DISTANCE_PX, SPEED = 40_000, 8_000


def measure(quick=False):
    count, rounds = (500, 1) if quick else (10_000, 3)
    found = {"runs": [], "files": []}
    with scene() as made:
        make_runs(str(made.workspace.paths.root), count)
        many = made.folder / "many"
        many.mkdir()
        for number in range(count):
            (many / f"file-{number:05}.txt").touch()
        made.server.get("aml/v1/runs?limit=1")
        for number in range(rounds):
            for name in ("runs", "files") if number % 2 == 0 else ("files", "runs"):
                page = made.page()
                if name == "runs":
                    page.run("aml:show-sidebar")
                    rows = page.page.locator(".aml-run-tree")
                else:
                    page.run("filebrowser:go-to-path", path="many")
                    rows = page.page.locator(".jp-DirListing-content")
                    rows.get_by_text("file-00000.txt").wait_for(timeout=60_000)
                rows.wait_for()
                page.page.wait_for_timeout(1500)
                found[name] += scroll_frames(page, rows, DISTANCE_PX, SPEED)
                page.close()
    figures = {name: frame_figures(intervals) for name, intervals in found.items()}
    own, peer = figures["runs"], figures["files"]
    told = f"{frames_text(own)}; the lab's file browser with {count:,} files: {frames_text(peer)}"
    ratio = f"{own['median_ms'] / peer['median_ms']:.2f} x the file browser"
    return [Row(f"{count:,} runs in the sidebar, frames while scrolling", "like 60 a second", told, ratio, smooth(own), figures)]


def smooth(figures):
    """Tell whether nearly all frames came in time."""
    return figures["median_ms"] <= 17.5 and figures["over_33_ms"] <= 0.05


if __name__ == "__main__":
    run(measure)
