"""Run all benchmarks of the lab, write results.json beside this file and the table into docs/benchmarks.md."""

import importlib
import json
import pathlib
import re

from _lab import BENCHMARKS, table
from report import describe  # of the engine, which _lab made known

HERE = pathlib.Path(__file__).resolve().parent
PAGE = BENCHMARKS.parent / "docs" / "benchmarks.md"
ALL = ("latency", "wire", "long_series", "state", "start", "sidebar", "log_view", "hidden")


def main():
    rows = []
    machine = describe()
    for name in ALL:
        print(f"Measuring {name} ...", flush=True)
        rows += importlib.import_module(name).measure()
    (HERE / "results.json").write_text(json.dumps({"machine": machine, "rows": [row._asdict() for row in rows]}, indent=1) + "\n")
    text = f"Measured {machine['date']} on {machine['cores']} cores ({machine['processor']}), headless Chromium without a graphics processor, "
    text += f"Python {machine['python']}; load average at the start {machine['load']}.\n\n{table(rows)}\n"
    page = PAGE.read_text()
    page = re.sub(r"(?<=<!-- lab -->\n).*(?=<!-- /lab -->)", lambda _: "\n" + text + "\n", page, flags=re.DOTALL)
    PAGE.write_text(page)
    print(table(rows))


if __name__ == "__main__":
    main()
