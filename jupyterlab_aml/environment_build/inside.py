"""``python -m jupyterlab_aml.environment_build.inside RUN_FOLDER ATTEMPT WORDS``: build what a run in a container needs, and become its program."""

import os
import sys
import time
from typing import List

from jupyterlab_aml.runfiles.files import dumps, read_json, write_once
from jupyterlab_aml.runfiles.paths import AttemptPaths, RunPaths

from .__main__ import RunReport
from .build import build
from .cache import EnvironmentCache, needs_building
from .uv import BuildError


class FileReport(RunReport):
    """Tells the run folder; what is printed here would be the script's."""

    def line(self, text: str) -> None:
        with open(self.paths.environment_log, "a", encoding="utf-8") as file:
            file.write(text + "\n")


def main() -> int:
    """Return 1 if the environment cannot be built; otherwise never."""
    attempt = RunPaths(sys.argv[1]).attempt(int(sys.argv[2]))
    words = sys.argv[3:]
    try:
        python = _interpreter(attempt)
    except (BuildError, OSError) as error:
        reason = str(error)
        failure = {"code": "EnvironmentBuildError", "message": reason}
        write_once(attempt.verdict, dumps({"t": time.time(), "status": "Failed", "reason": reason, "error": failure}))
        return 1
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(python), os.environ.get("PATH") or os.defpath])
    _become(python, words)
    return 127


def _interpreter(attempt: AttemptPaths) -> str:
    environment = (read_json(attempt.run.spec) or {})["environment"]
    if not needs_building(environment):
        return sys.executable
    built = build(environment, sys.executable, dict(os.environ), FileReport(attempt))
    lock = EnvironmentCache().use(built.key)
    if lock is not None:
        os.set_inheritable(lock, True)  # the script holds it: what it uses is not removed
    if os.path.exists(attempt.progress):
        os.unlink(attempt.progress)
    return built.python


def _become(python: str, words: List[str]) -> None:
    program = python if words[0] == "python" else words[0]
    try:
        os.execvp(program, [program] + words[1:])  # noqa: S606
    except OSError as error:
        sys.stderr.write("cannot start {!r}: {}\n".format(program, error.strerror))


if __name__ == "__main__":
    sys.exit(main())
