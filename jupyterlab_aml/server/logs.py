"""The logs of a run: which there are, their lines, and finding some of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.file_shapes import log_shapes
from jupyterlab_aml.workspace.feed_log import log_path
from jupyterlab_aml.workspace.log_lines import LogIndexes
from jupyterlab_aml.workspace.log_search import search
from jupyterlab_aml.workspace.run_files import open_file

_INDEXES = LogIndexes()
_PRINTED = "user_logs/std_log.txt"


class LogsHandler(Handler):
    """``/runs/{run}/logs``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List them."""
        run = call.run()
        return {"logs": log_shapes(run.paths, read_facts(run.paths).attempt)}


class LogHandler(Handler):
    """``/runs/{run}/log``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Return lines by number."""
        with _opened(call) as fd:
            page = _INDEXES.lines(fd, call.query["line"], call.query["count"])
        return {"name": call.query["name"], **vars(page)}


class LogSearchHandler(Handler):
    """``/runs/{run}/log/search``."""

    @answers("read", slow=True)
    def get(self, call: Call) -> Any:
        """Return the numbers of the lines that fit."""
        query = call.query
        with _opened(call) as fd:
            found = search(fd, query["text"], case=query["case"], regex=query["regex"], limit=query["limit"])
        return {"lines": found.lines, "total": len(found.lines), "complete": found.complete}


@contextmanager
def _opened(call: Call) -> Iterator[int]:
    run, name = call.run(), call.query["name"]
    attempt = read_facts(run.paths).attempt
    log_path(run.paths, attempt, name)
    try:
        fd = open_file(run.paths, attempt, name)
    except NotFoundError:
        if name != _PRINTED:
            raise
        fd = os.open(os.devnull, os.O_RDONLY)  # a run that has not printed anything yet has a log without lines
    try:
        yield fd
    finally:
        os.close(fd)
