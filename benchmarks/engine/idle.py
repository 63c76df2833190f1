"""What an agent costs that has nothing to do, and whether it leaves."""

import os
import time

from _measure import Row, run
from _workspace import output, source, submit, workspace

TICKS = os.sysconf("SC_CLK_TCK")


def measure(quick=False):
    seconds, idle_s = (2, 3) if quick else (20, 25)
    with workspace(idle_s=idle_s) as ws:
        output(submit(ws, source(ws, one="print(1)"), script="one.py"))
        while os.listdir(ws.paths.active):
            time.sleep(0.05)
        agent = ws.agent.status()["pid"]
        everyone = [agent, *below(agent)]
        before = cpu_ticks(everyone)
        time.sleep(seconds)
        percent = (cpu_ticks(everyone) - before) / TICKS / seconds * 100
        resident_mb = {words(pid): kilobytes(pid, "Rss") / 1024 for pid in everyone}
        shared_mb = sum(kilobytes(pid, "Pss") for pid in everyone) / 1024
        gone_s = leaves_after(everyone, patience_s=idle_s + 10)
    total = sum(resident_mb.values())
    each = ", ".join(f"{name} {size:.1f}" for name, size in resident_mb.items())
    return [
        Row(
            what="idle agent, its fork server included: processor",
            target="< 0.5 %",
            measured=f"{percent:.2f} % over {seconds} s",
            met=percent < 0.5,
            figures={"cpu_percent": percent},
        ),
        Row(
            what="idle agent, its fork server included: memory",
            target="< 40 MB",
            measured=f"{total:.1f} MB resident ({each}); {shared_mb:.1f} MB proportional",
            met=total < 40,
            figures={"resident_mb": resident_mb, "proportional_mb": shared_mb},
        ),
        Row(
            what=f"idle agent leaves (here told to after {idle_s} s)",
            target="leaves, nothing stays",
            measured="nothing is left" if gone_s is not None else "still there",
            met=gone_s is not None,
            figures={"left_after_s": gone_s},
        ),
    ]


def below(pid):
    """Return the descendants of a process."""
    found = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as file:
            for child in map(int, file.read().split()):
                found += [child, *below(child)]
    return found


def cpu_ticks(pids):
    """Return the processor time of all, in ticks; ended children that were waited for count too."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            total += sum(int(field) for field in file.read().rpartition(")")[2].split()[11:15])
    return total


def kilobytes(pid, name):
    """Return one sum of the memory map of a process."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name + ":"))


def words(pid):
    """Say which of our processes this is."""
    with open(f"/proc/{pid}/cmdline") as file:
        return "agent" if "jupyterlab_aml.agent" in file.read() else "fork server"


def leaves_after(pids, patience_s):
    """Return after how many seconds all have gone; None if they have not."""
    began = time.monotonic()
    while time.monotonic() - began < patience_s:
        if not any(alive(pid) for pid in pids):
            return time.monotonic() - began
        time.sleep(0.1)
    return None


def alive(pid):
    """Tell whether it is there and no zombie: the agent is a child of this process, which does not wait for it."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    run(measure)
