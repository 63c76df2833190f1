"""What ten new points of a chart weigh on the wire: over our stream, as the trait message of our widget, and as a plotly FigureWidget."""

import json
import os
import struct
import time

from _lab import Row, median, peer, run, scene
from latency import CELL

SCRIPT = """
import os, random, sys, time
from jupyterlab_aml import Run

run = Run.get_context()
step = 0
while not os.path.exists(sys.argv[1]):
    for _ in range(10):
        run.log("train/loss", random.random(), step=step)
        step += 1
    time.sleep(0.3)
"""
POINTS = 10


def measure(quick=False):
    wait_ms = 3_000 if quick else 15_000
    stream, widget = [], []
    with scene() as made:
        gate = str(made.base / "gate")
        submitted = made.submit(SCRIPT, gate)
        while not os.path.exists(os.path.join(submitted.paths.attempt(1).metrics, "0.jsonl")):
            time.sleep(0.02)
        made.notebook("wire.ipynb", CELL.format(folder=str(made.folder), run=submitted.id))
        page = made.page()
        page.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sort(socket.url, frame, stream, widget)))
        page.page.reload()
        page.open("wire.ipynb")
        page.run_all()
        page.page.locator(".jp-OutputArea .aml-chart-value").first.wait_for()
        stream.clear(), widget.clear()
        page.page.wait_for_timeout(wait_ms)
        with open(gate, "w"):
            pass
        submitted.wait(timeout_s=30)
    figure = peer("figure_widget.py")
    figures = {
        "stream_bytes": median(stream),
        "widget_bytes": median(content for content, _ in widget),
        "widget_frame_bytes": median(frame for _, frame in widget),
        "frames": [len(stream), len(widget)],
        "figure_widget": figure,
    }
    own = figures["stream_bytes"]
    told = (
        f"{own:.0f} bytes over the stream; the widget's message {figures['widget_bytes']:.0f} ({figures['widget_frame_bytes']:.0f} with its headers)"
    )
    one, ten = figure["one_curve_bytes"], figure["ten_curves_bytes"]
    told += f"; FigureWidget sends a curve of 2,000 points whole: {one:,} bytes, ten of them {ten:,}"
    met = max(own, figures["widget_frame_bytes"]) <= 1000
    return [Row("ten new points of a chart on the wire", "<= 1 kB", told, f"{one / own:.0f} x less", met, figures)]


def sort(url, frame, stream, widget):
    """Keep the sizes of the frames that bring just ten points."""
    if "/aml/v1/stream" in url:
        updates = json.loads(frame).get("updates", [])
        if points(updates) == POINTS:
            stream.append(len(frame))
    elif "/channels" in url and isinstance(frame, bytes):
        offsets = struct.unpack_from(f"<{struct.unpack_from('<Q', frame)[0]}Q", frame, 8)
        content = json.loads(frame[offsets[4] : offsets[5]]) if len(offsets) > 5 else {}
        state = (content.get("data") or {}).get("state") or {}
        if points((state.get("updates") or {}).get("updates", [])) == POINTS:
            widget.append((offsets[5] - offsets[4], len(frame)))


def points(updates):
    return sum(len(series["v"]) for update in updates for series in update.get("series", ()))


if __name__ == "__main__":
    run(measure)
