"""Execute quickstart.ipynb through a real kernel, show what its runs came to, and where to see them live: ``make demo``."""

import os
import sys
import time

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from jupyterlab_aml import Workspace

HERE = os.path.dirname(os.path.abspath(__file__))
EXECUTED = "quickstart.executed.ipynb"
EXPERIMENT = "automobile-price"
METRICS = ("mae", "r2")


def main():
    console = Console(soft_wrap=True)
    began = time.time()
    target = os.path.join(HERE, EXECUTED)
    console.print("Executing examples/quickstart.ipynb: it submits two training runs and waits for them ...")
    notebook = nbformat.read(os.path.join(HERE, "quickstart.ipynb"), as_version=4)
    try:
        execute(notebook)
    except CellExecutionError as error:
        console.print(f"A cell failed:\n{error}", markup=False)
        sys.exit(f"As far as it came, the notebook is {shown(target)}")
    finally:
        nbformat.write(notebook, target)
    console.print(results(began))
    console.print(f"Done in {time.time() - began:.0f} s. The executed notebook is [bold]{shown(target)}[/bold]")
    console.print("See them in the terminal: [bold]cd examples && ../.venv/bin/aml runs list[/bold]")
    console.print("See them live, with curves, in JupyterLab: [bold]make lab[/bold]")
    if has_somebody():
        offer_lab()


def execute(notebook):
    """Run all cells in a kernel of this very interpreter, whatever kernels the user has installed."""
    here_only = KernelSpecManager(kernel_dirs=[os.path.join(sys.prefix, "share", "jupyter", "kernels")])
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=here_only)
    client = NotebookClient(notebook, km=manager, timeout=300, resources={"metadata": {"path": HERE}}, extra_arguments=["--log-level=ERROR"])
    # As a kernel that the server of `make lab` starts: what the cells show is live again there.
    client.execute(cleanup_kc=True, env={**os.environ, "JUPYTERLAB_AML_SERVER": HERE})


def results(began):
    """Return the table of the runs that the notebook made."""
    table = Table(title=f"Experiment {EXPERIMENT}", title_justify="left", box=SIMPLE)
    for heading in ("run", "arguments", "status", "seconds", *METRICS):
        table.add_column(heading, no_wrap=True)
    for run in Workspace.nearest(HERE).list_runs(experiment=EXPERIMENT, descending=False):
        if (run.created or 0) >= began:
            seconds = f"{run.duration_s:.1f}" if run.duration_s else ""
            values = (f"{run.metrics[name]:,.3f}" if name in run.metrics else "" for name in METRICS)
            table.add_row(run.display_name, " ".join(run.arguments), run.status, seconds, *values)
    return table


def has_somebody():
    """Return whether somebody reads this in a terminal, with a browser at hand."""
    has_browser = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return sys.stdin.isatty() and sys.stdout.isatty() and has_browser and not os.environ.get("CI")


def offer_lab():
    """Open JupyterLab on the executed notebook, if that is wanted."""
    try:
        answer = input("Open the executed notebook in JupyterLab now? [y/N] ")
    except (EOFError, KeyboardInterrupt):
        return
    if answer.strip().lower() in ("y", "yes"):
        os.execvp("make", ["make", "--directory", os.path.dirname(HERE), "lab", f"NOTEBOOK={EXECUTED}"])


def shown(path):
    """Return the path as one would type it here."""
    return os.path.relpath(path)


if __name__ == "__main__":
    main()
