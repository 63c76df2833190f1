"""``python -m jupyterlab_aml.environment_build RUN_FOLDER ATTEMPT``: build the environment of a run, started by its runner.

What is done is printed, for ``user_logs/environment_build.txt``; how far it is goes into ``progress.jsonl``; why it failed into ``environment.json``.
"""

import os
import re
import signal
import sys
import time
from typing import Dict

from jupyterlab_aml.runfiles.files import Json, append, dumps, read_json, replace
from jupyterlab_aml.runfiles.paths import AttemptPaths, RunPaths

from .build import Report, build
from .uv import BuildError

# What of the variables given to a run also decides how packages are fetched.
_NAMED = re.compile(r"\$\{(\w+)\}")
_FETCHING = ("PIP_", "UV_", "CONDA_", "MAMBA_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class RunReport(Report):
    """Tells the run folder."""

    counts = "packages"

    def __init__(self, paths: AttemptPaths) -> None:
        self.paths = paths

    def line(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def progress(self, done: int, total: int) -> None:
        append(self.paths.progress, {"t": time.time(), "done": done, "total": total, "what": self.counts})


def variables(run: RunPaths, spec: Json) -> Dict[str, str]:
    """Return the variables for a build: ours, PATH of who submitted it, and what was given to the run about fetching packages.

    That is also what the lines of the packages name as ``${NAME}``: so passwords of indexes are given.
    """
    env = dict(os.environ)
    path = (spec.get("shell") or {}).get("PATH")
    if path:
        env["PATH"] = str(path)
    given = read_json(run.env) or {}
    asked = _NAMED.findall(dumps(spec["environment"]).decode())
    env.update((name, str(value)) for name, value in given.items() if name.upper().startswith(_FETCHING) or name in asked)
    return env


def main() -> int:
    """Return 0 if the environment is ready."""
    run = RunPaths(sys.argv[1])
    attempt = run.attempt(int(sys.argv[2]))
    spec = read_json(run.spec) or {}
    report = RunReport(attempt)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))  # so that what is half made is removed
    try:
        build(spec["environment"], spec.get("python") or sys.executable, variables(run, spec), report)
    except (BuildError, OSError) as error:
        report.line("Failed: {}".format(error))
        replace(attempt.environment, dumps({"error": str(error)}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
