"""The scripts that the tests submit, and how they submit them from outside of the lab."""

import os
import uuid

from jupyterlab_aml import Experiment, ScriptRunConfig

QUICK = """
from jupyterlab_aml import Run

run = Run.get_context()
for step in range(20):
    run.log("loss", 1 / (step + 1))
    print("step", step, flush=True)
"""
# Goes on until somebody makes the file `go` beside the notebook, so that a test decides when it ends and nothing sleeps for time.
WAITS = """
import os, sys, time
from jupyterlab_aml import Run

run = Run.get_context()
step = 0
while not os.path.exists(sys.argv[1]):
    run.log("loss", 1 / (step + 1))
    run.log("step", step)
    print("step", step, flush=True)
    step += 1
    time.sleep(0.05)
"""
FAILS = """
def divide(by):
    return 1 / by

print("about to fail")
divide(0)
"""


def add_scripts(folder):
    """Write the scripts into the project."""
    for name, code in {"quick.py": QUICK, "waits.py": WAITS, "fails.py": FAILS}.items():
        (folder / name).write_text(code)


class Submitter:
    """Submits runs as another client would."""

    def __init__(self, workspace, folder):
        self._workspace, self._folder = workspace, folder
        self._gates = []

    def __call__(self, script, *arguments, experiment="ui", **settings):
        """Submit a script and return the run."""
        config = ScriptRunConfig(str(self._folder), script=script, arguments=list(arguments), **settings)
        return Experiment(self._workspace, experiment).submit(config)

    def gate(self):
        """Return the path of a file that is not there yet: ``waits.py`` ends when it is."""
        path = str(self._folder / f".gate-{uuid.uuid4().hex}")
        self._gates.append(path)
        return path

    def open_gate(self, path):
        """Let the runs that wait for it end."""
        with open(path, "w"):
            pass

    def close(self):
        """Let everything end."""
        for path in self._gates:
            if not os.path.exists(path):
                self.open_gate(path)
