"""What it costs a script to import the client, beside an interpreter that does nothing."""

import json
import os
import sys

from _measure import Row, interleaved, median, run
from _workspace import output, source, submit, workspace

STATEMENTS = {
    "bare": "pass",
    "json": "import json, os, time",
    "client": "from jupyterlab_aml import Run; Run.get_context()",
    "azureml": "from azureml.core import Run; Run.get_context()",
}


def measure(quick=False):
    with workspace() as ws:
        script = source(ws, environment="import json, os; print(json.dumps(dict(os.environ)))")
        environment = json.loads(output(submit(ws, script, script="environment.py")))  # a script finds the client as this one would
        candidates = {name: lambda text=text: cpu_ms(text, environment) for name, text in STATEMENTS.items()}
        interleaved(1, **candidates)  # writes the .pyc files
        results = interleaved(3 if quick else 40, **candidates)
    used = {name: median(values) for name, values in results.items()}
    ratio = used["client"] / used["bare"]
    return [
        Row(
            what="import of the in-script client and `Run.get_context()`",
            target="≤ 2 × bare `python -c pass`",
            measured=f"{used['client']:.1f} ms CPU (as `azureml.core`: {used['azureml']:.1f}); `pass` {used['bare']:.1f}, "
            f"`import json, os, time` {used['json']:.1f}",
            ratio=f"{ratio:.2f} ×",
            met=ratio <= 2,
            figures=results,
        )
    ]


def cpu_ms(statement, environment):
    """Return the processor time of one interpreter that executes the statement."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", statement], environment)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{statement!r} failed")
    return (used.ru_utime + used.ru_stime) * 1000


if __name__ == "__main__":
    run(measure)
