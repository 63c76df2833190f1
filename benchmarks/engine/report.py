"""Run all benchmarks, write results.json beside this file and the table into docs/benchmarks.md."""

import importlib
import json
import os
import platform
import re
import time

from _measure import table

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "docs", "benchmarks.md")
ALL = ("log", "import_time", "submit", "throughput", "index", "series", "snapshot", "environments", "idle")


def main():
    rows = []
    machine = describe()
    for name in ALL:
        print(f"Measuring {name} ...", flush=True)
        rows += importlib.import_module(name).measure()
    with open(os.path.join(HERE, "results.json"), "w") as file:
        json.dump({"machine": machine, "rows": [row._asdict() for row in rows]}, file, indent=1)
        file.write("\n")
    text = f"Measured {machine['date']} on {machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB of memory, "
    text += f"{machine['system']}, Python {machine['python']}; load average at the start {machine['load']}.\n\n{table(rows)}\n"
    with open(PAGE) as file:
        page = file.read()
    page = re.sub(r"(?<=<!-- results -->\n).*(?=<!-- /results -->)", lambda _: "\n" + text + "\n", page, flags=re.DOTALL)
    with open(PAGE, "w") as file:
        file.write(page)
    print(table(rows))


def describe():
    """Say what kind of machine this is, not which."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": model[1] if model else platform.machine(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


if __name__ == "__main__":
    main()
