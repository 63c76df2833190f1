"""What the extension adds to the start of the lab: bytes, requests and time; interleaved with the same lab without it."""

import json
import os

from _lab import Row, interleaved, median, run, scene
from lab import Page


def measure(quick=False):
    with scene() as made:
        config = os.path.join(made.server.home, "config", "labconfig")
        os.makedirs(config, exist_ok=True)
        loaded = []

        def start(disabled):
            with open(os.path.join(config, "page_config.json"), "w") as file:
                json.dump({"disabledExtensions": {"jupyterlab_aml": disabled}}, file)
            page = Page(made.browser, made.server)
            ours = []
            page.page.on("requestfinished", lambda request: "aml" in request.url.partition("?")[0] and ours.append(request))
            page.open()
            took = page.page.evaluate("() => window.jupyterapp.restored.then(() => performance.now())")
            page.page.wait_for_timeout(1000)
            if not disabled:
                loaded.append([(request.url, len(request.response().body())) for request in ours])
            page.close()
            return took

        start(False), start(True)
        loaded.clear()
        found = interleaved(2 if quick else 12, with_us=lambda: start(False), without=lambda: start(True))
    files = [(url.partition("?")[0].partition("/8")[2] or url, size) for url, size in loaded[-1]]
    scripts = [size for url, size in loaded[-1] if "/extensions/" in url]
    calls = [url for url, _ in loaded[-1] if "/aml/v1/" in url]
    size = sum(scripts)
    figures = {name: {"restored_ms": median(times), "all_ms": times} for name, times in found.items()}
    figures["files"] = files
    ratio = figures["with_us"]["restored_ms"] / figures["without"]["restored_ms"]
    told = f"{size / 1000:.1f} kB in {len(scripts)} scripts, {len(calls)} call{'s' * (len(calls) != 1)} of our server"
    slower = f"{figures['with_us']['restored_ms']:.0f} ms with us, {figures['without']['restored_ms']:.0f} without"
    return [
        Row("start of the lab: what is loaded", "<= 60 kB, 1 request", told, "", size <= 60_000 and len(calls) <= 1, figures),
        Row("start of the lab: until all is restored", "", slower, f"{ratio:.2f} x"),
    ]


if __name__ == "__main__":
    run(measure)
