"""``python -m jupyterlab_aml.runner.image_build RUN_FOLDER ATTEMPT ENGINE``: build the image of a run, started by its runner.

What the engine says is printed, for ``user_logs/environment_build.txt``; how far it is goes into ``progress.jsonl``; why it failed into
``environment.json``.
"""

import os
import re
import shutil
import signal
import sys
import time
from typing import List, Optional

from jupyterlab_aml.environment_build.__main__ import RunReport
from jupyterlab_aml.environment_build.build import WAITING, Report
from jupyterlab_aml.environment_build.uv import BuildError, run_live
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import Json, dumps, read_json, replace
from jupyterlab_aml.runfiles.paths import RunPaths, WorkspacePaths

from .engines import client_environment, proxies
from .images import ImageCache
from .stage import StageError, copy_files, read_manifest

_STEP = re.compile(r"STEP (\d+)/(\d+)\b|Step (\d+)/(\d+) :|#\d+ \[(?:\S+ +)?(\d+)/(\d+)\] ")
_OF_A_STEP = re.compile(r"#\d+ \d+\.\d+ ")  # how BuildKit begins what a step prints
_FAILED = re.compile(r"error(?: response from daemon)?: ", re.IGNORECASE)
_MOST = 1000


class StepReport(RunReport):
    """Tells the run folder, in steps."""

    counts = "steps"


def build_image(cache: ImageCache, build: Json, name: Optional[str], workspace: WorkspacePaths, report: Report) -> str:
    """Return the key of the image that ``docker.build`` of an environment describes, built if nobody has built it yet.

    Raises
    ------
    BuildError
        It cannot be built; the text begins with the line by which the engine says so.
    StageError
        What it is built from is not what was stored.
    """
    key = cache.key(build)
    with cache.making(key, lambda: report.line(WAITING.format("building this image"))) as lock:
        if cache.ready(key) is None:
            cache.clear(key)
            try:
                _make(cache, key, build, name, workspace, report, lock)
            except BaseException:
                cache.clear(key)
                raise
    return key


def _make(cache: ImageCache, key: str, build: Json, name: Optional[str], workspace: WorkspacePaths, report: Report, lock: int) -> None:
    began = time.monotonic()
    context = cache.path(key, "context")
    os.makedirs(context)
    dockerfile = _lay_out(build, context, workspace)
    argv = [cache.engine, "build", "--file", dockerfile, "--tag", cache.tag(key)]
    for label in sorted(cache.labels().items()):
        argv += ["--label", "{}={}".format(*label)]
    for proxy in sorted(proxies()):
        argv += ["--build-arg", proxy]  # its value comes from the environment of the engine
    faults.step("image.laid_out")
    try:
        run_live(argv + [context], cache.env, context, _Steps(report).line, [lock])
    except BuildError as error:
        raise BuildError(why(str(error)))
    size = cache.size_of(key)
    if size is None:  # podman that is told to end says that it has succeeded
        raise BuildError("{} ended without having built the image".format(cache.engine))
    faults.step("image.built")
    shutil.rmtree(context, ignore_errors=True)
    seconds = round(time.monotonic() - began, 3)
    cache.mark_ready(key, {"t": time.time(), "seconds": seconds, "size_bytes": size, "name": name})
    report.line("Built in {:.1f} s: {}".format(seconds, cache.tag(key)))


def _lay_out(build: Json, context: str, workspace: WorkspacePaths) -> str:
    """Put the build context, and a Dockerfile that is none of its files, where the engine reads them; return the path of the Dockerfile."""
    if build.get("context"):
        copy_files(workspace, read_manifest(workspace, str(build["context"])), context)
        return os.path.join(context, str(build["dockerfile_path"]))
    dockerfile = os.path.join(os.path.dirname(context), "Dockerfile")
    with open(dockerfile, "w", encoding="utf-8") as file:
        file.write(str(build["dockerfile"]))
    return dockerfile


class _Steps:
    """Counts the steps in what an engine prints."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def line(self, text: str) -> None:
        self.report.line(text)
        found = _STEP.search(text)
        if found:
            done, total = [int(number) for number in found.groups() if number]
            self.report.progress(done - 1, total)


def why(printed: str) -> str:
    """Return why a build failed: the line by which the engine says so, and the last one that the step printed before."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    at = next((index for index in reversed(range(len(lines))) if _FAILED.match(lines[index])), len(lines) - 1)
    reason = _FAILED.sub("", lines[at], count=1)
    said = _said_by_step(lines[:at])
    return (reason if said is None else "{}; the step said: {}".format(reason, said))[:_MOST]


def _said_by_step(lines: List[str]) -> Optional[str]:
    """Return the last line that the step printed, None if it printed nothing."""
    marked = [line for line in lines if _OF_A_STEP.match(line)]
    if marked:
        return _OF_A_STEP.sub("", marked[-1])
    last = lines[-1] if lines else ""
    engines_own = not last or _STEP.search(last) or last.startswith(("-->", "time=", "--", "#"))
    return None if engines_own else last


def main() -> int:
    """Return 0 if the image is there."""
    run = RunPaths(sys.argv[1])
    attempt, engine = run.attempt(int(sys.argv[2])), sys.argv[3]
    spec = read_json(run.spec) or {}
    environment = spec["environment"]
    report = StepReport(attempt)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))  # so that what is half made is removed
    try:
        cache = ImageCache(engine, client_environment(spec, os.environ))
        build_image(cache, environment["docker"]["build"], environment.get("name"), run.workspace, report)
    except (BuildError, StageError, OSError) as error:
        report.line("Failed: {}".format(error))
        replace(attempt.environment, dumps({"error": str(error)}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
