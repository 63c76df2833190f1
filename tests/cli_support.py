"""A workspace with runs whose ends are known, and the doors to look at them through."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from engine_support import make_run, make_workspace

from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.runfiles.files import append, dumps, write_once
from jupyterlab_aml.runfiles.process import claim_record

AML = os.path.join(os.path.dirname(sys.executable), "aml")
CREATED = 1_795_000_000.0


def make_ended_run(paths, run_id, status="Completed", *, metrics=(), log="", exit_code=0, reason="", lasted_s=2.5, created=CREATED, **spec):
    """A run folder as runner and script leave it; ``metrics`` are (name, value) pairs."""
    run = make_run(paths, run_id, **{"created": created, "script": "train.py", "arguments": ["--alpha", "0.5"], "compute": "local", **spec})
    attempt = run.attempt(1)
    os.makedirs(attempt.user_logs)
    os.makedirs(attempt.metrics)
    write_once(attempt.started, dumps(claim_record()))
    append(attempt.events, {"t": created + 1, "status": "Running"})
    for name, value in metrics:
        append(os.path.join(attempt.metrics, "0.jsonl"), {"n": name, "t": created + 2, "v": value})
    with open(attempt.log, "wb") as file:
        file.write(log if isinstance(log, bytes) else log.encode())
    error = {"code": "UserError", "message": reason} if status == "Failed" else None
    append(attempt.events, {"t": created + 1 + lasted_s, "status": status, "exit_code": exit_code, "reason": reason, "error": error})
    return run


def make_queued_run(paths, run_id, **spec):
    """A submitted run that no agent has looked at."""
    run = make_run(paths, run_id, **{"created": time.time(), "script": "train.py", **spec})
    open(paths.marker(run_id), "w").close()
    return run


def make_three(folder):
    """A workspace with a good run, a better one and a failed one, newest last."""
    paths = make_workspace(folder)
    make_ended_run(
        paths,
        "diabetes_1795000000_aaaa1111",
        experiment="diabetes",
        metrics=[("rmse", 60.5), ("rmse", 58.25), ("note", "ok")],
        tags={"kind": "ridge"},
    )
    make_ended_run(
        paths, "diabetes_1795000100_bbbb2222", experiment="diabetes", metrics=[("rmse", 55.0)], display_name="better one", created=CREATED + 100
    )
    make_ended_run(
        paths,
        "prices_1795000200_cccc3333",
        "Failed",
        experiment="prices",
        exit_code=3,
        reason="exit code 3: ValueError: no",
        log="line 1\nline 2\nValueError: no\n",
        created=CREATED + 200,
    )
    return paths


@dataclass
class Result:
    """What one line gave."""

    status: int
    out: str
    err: str


class Terminal:
    """Runs ``aml`` lines in this process; output is caught by pytest's capsys, so it is a pipe."""

    def __init__(self, capsys):
        self.capsys = capsys

    def __call__(self, *args):
        self.capsys.readouterr()
        status = run_line([str(arg) for arg in args])
        caught = self.capsys.readouterr()
        return Result(status, caught.out, caught.err)


def heed_signals():
    """In a new process, before its program: what a shell's background job was told to ignore would never reach it."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def aml_process(*args, **options):
    """Start a real ``aml`` process."""
    defaults = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "preexec_fn": heed_signals}
    return subprocess.Popen([AML, *map(str, args)], **{**defaults, **options})
