"""Run the benchmarks of the lab, or those named (others stay as they were); write results.json and the table into docs/benchmarks.md."""

import importlib
import json
import os
import pathlib
import re
import sys

from _lab import BENCHMARKS, Row, table
from report import describe  # of the engine, which _lab made known

HERE = pathlib.Path(__file__).resolve().parent
PAGE = BENCHMARKS.parent / "docs" / "benchmarks.md"
ALL = ("latency", "wire", "long_series", "state", "start", "sidebar", "log_view", "hidden")


def main():
    file = HERE / "results.json"
    named = sys.argv[1:]
    results = json.loads(file.read_text())
    machine = results["machine"] = describe()
    for name in named or ALL:
        print(f"Measuring {name} ...", flush=True)
        results["rows"][name] = [row._asdict() for row in importlib.import_module(name).measure()]
        results["load"][name] = round(os.getloadavg()[0], 1)
        file.write_text(json.dumps(results, indent=1) + "\n")  # so that a later one that fails loses nothing
    rows = [Row(**row) for name in ALL for row in results["rows"].get(name, ())]
    text = f"Measured {machine['date']} on {machine['cores']} cores ({machine['processor']}), headless Chromium without a graphics processor, "
    text += f"Python {machine['python']}; load average about when each was measured: "
    text += f"{', '.join(f'{name} {load}' for name, load in results['load'].items())}.\n\n{table(rows)}\n"
    page = PAGE.read_text()
    page = re.sub(r"(?<=<!-- lab -->\n).*(?=<!-- /lab -->)", lambda _: "\n" + text + "\n", page, flags=re.DOTALL)
    PAGE.write_text(page)
    print(table(rows))


if __name__ == "__main__":
    main()
