"""The agent's log: standard error, which whoever starts the agent sends to ``agent/<uid>/agent.log``.

It has run ids and reasons only, never values of variables.
"""

import os
import sys
import time

KEEP_BYTES = 1_000_000


def log(text: str) -> None:
    """Write one line with the time and the pid."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    print(f"{moment} [{os.getpid()}] {text}", file=sys.stderr, flush=True)  # noqa: T201


def rotate(path: str) -> None:
    """Cut the log when it has grown: what was written so far moves to ``agent.log.1``."""
    try:
        written = os.stat(path)
        if written.st_size <= KEEP_BYTES or not os.path.samestat(written, os.fstat(sys.stderr.fileno())):
            return
        os.replace(path, path + ".1")
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError:
        return
    os.dup2(fd, sys.stderr.fileno())
    os.dup2(fd, sys.stdout.fileno())
    os.close(fd)
