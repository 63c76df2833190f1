"""What our panels send while none of them can be seen, beside what they send while they can: a sidebar and the page of a run that goes on."""

from _lab import Row, open_run, run, scene

SCRIPT = """
import os, sys, time
from jupyterlab_aml import Run

run = Run.get_context()
step = 0
while not os.path.exists(sys.argv[1]):
    run.log("loss", 1 / (step + 1))
    print("step", step, flush=True)
    step += 1
    time.sleep(0.05)
"""


def measure(quick=False):
    wait_ms = 2_000 if quick else 10_000
    with scene() as made:
        gate = str(made.base / "gate")
        submitted = made.submit(SCRIPT, gate)
        page = made.page()
        counted = {"bytes": 0, "messages": 0, "requests": 0}

        def count(payload):
            counted["bytes"] += len(payload)
            counted["messages"] += 1

        def request(sent):
            counted["requests"] += "/aml/v1/" in sent.url

        def socket(opened):
            if "/aml/v1/" in opened.url:
                opened.on("framereceived", count)
                opened.on("framesent", count)
            elif "/api/events/" in opened.url:
                opened.on("framereceived", lambda frame: "jupyterlab-aml" in str(frame) and count(frame))

        page.page.on("websocket", socket)
        page.page.on("request", request)
        page.page.reload()
        page.open()
        page.run("aml:show-sidebar")
        open_run(page, submitted.id, "Metrics").get_by_text("loss").first.wait_for()
        page.page.wait_for_timeout(2000)
        counted.update(bytes=0, messages=0, requests=0)
        page.page.wait_for_timeout(wait_ms)
        seen = dict(counted)
        page.run("application:toggle-left-area")
        page.run("launcher:create")
        page.page.locator(".jp-Launcher:visible").wait_for()
        page.page.wait_for_timeout(2000)
        counted.update(bytes=0, messages=0, requests=0)
        page.page.wait_for_timeout(wait_ms)
        hidden = dict(counted)
        with open(gate, "w"):
            pass
        submitted.wait(timeout_s=30)
    told = f"{hidden['bytes']:,} bytes and {hidden['requests']} requests in {wait_ms / 1000:.0f} s; while they are seen {seen['bytes']:,} bytes"
    return [Row("hidden panels", "send nothing", told, "", not any(hidden.values()), {"hidden": hidden, "seen": seen})]


if __name__ == "__main__":
    run(measure)
