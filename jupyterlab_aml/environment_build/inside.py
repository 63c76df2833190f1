"""``python -m jupyterlab_aml.environment_build.inside RUN_FOLDER ATTEMPT WORDS``: build what a run in a container needs, and run its program there.

It is the first process of the container, which signals reach; an image need not bring another one for that.
"""

import os
import signal
import subprocess
import sys
import time
from typing import Any, List

from jupyterlab_aml.runfiles.files import dumps, read_json, write_once
from jupyterlab_aml.runfiles.paths import AttemptPaths, RunPaths

from .__main__ import RunReport
from .build import build
from .cache import EnvironmentCache, needs_building, note_use
from .uv import BuildError

PYTHON = "{python}"
"""Stands for the interpreter among the words and variables of a program, until its path in the container is known."""


class FileReport(RunReport):
    """Tells the run folder; what is printed here would be the script's."""

    def line(self, text: str) -> None:
        with open(self.paths.environment_log, "a", encoding="utf-8") as file:
            file.write(text + "\n")


def main() -> int:
    """Return the exit code of the program, 1 if the environment cannot be built."""
    attempt = RunPaths(sys.argv[1]).attempt(int(sys.argv[2]))
    try:
        python = _interpreter(attempt)
    except (BuildError, OSError) as error:
        reason = str(error)
        failure = {"code": "EnvironmentBuildError", "message": reason}
        write_once(attempt.verdict, dumps({"t": time.time(), "status": "Failed", "reason": reason, "error": failure}))
        return 1
    words = [python if word == PYTHON else word for word in sys.argv[3:]]
    os.environ.update((name, python) for name, value in list(os.environ.items()) if value == PYTHON)
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(python), os.environ.get("PATH") or os.defpath])
    return _run([python] + words[1:] if words[0] == "python" else words)


def _interpreter(attempt: AttemptPaths) -> str:
    environment = (read_json(attempt.run.spec) or {})["environment"]
    if not needs_building(environment):
        return sys.executable
    built = build(environment, sys.executable, dict(os.environ), FileReport(attempt))
    EnvironmentCache().use(built.key)  # the descriptor stays open: what the script uses is not removed
    note_use(attempt.environment, environment, built.python, built.packages)
    if os.path.exists(attempt.progress):
        os.unlink(attempt.progress)
    return built.python


def _run(argv: List[str]) -> int:
    try:
        program = subprocess.Popen(argv)
    except OSError as error:
        sys.stderr.write("cannot start {!r}: {}\n".format(argv[0], error.strerror))
        return 127

    def hand_on(number: int, _frame: Any) -> None:
        program.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, hand_on)
    while True:
        pid, status = os.wait()  # orphans, too
        if pid == program.pid:
            program.returncode = 0  # reaped here, not by Popen
            return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main())
