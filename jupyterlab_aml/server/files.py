"""The artifacts of a run: their list, and their content."""

import os
from typing import Any

from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.content import Content, ContentHandler, page_by_name, shown_as, stat_tag
from jupyterlab_aml.server.file_shapes import file_shape
from jupyterlab_aml.workspace.run_files import list_files, open_file


class FilesHandler(Handler):
    """``/runs/{run}/files``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the artifacts, a page at a time."""
        run = call.run()
        found = list_files(run.paths, read_facts(run.paths).attempt)
        names = [name for name in found if name.startswith(call.query["prefix"] or "")]
        shown, following = page_by_name(names, call.query["cursor"], call.query["limit"])
        shapes = [file_shape(name, found[name]) for name in shown]
        return {"files": [shape for shape in shapes if shape is not None], "next": following}


class FileHandler(ContentHandler):
    """``/runs/{run}/files/{path}``."""

    def open(self, call: Call) -> Content:
        """Open the artifact or log."""
        run, name = call.run(), call.path["path"]
        fd = open_file(run.paths, read_facts(run.paths).attempt, name)
        facts = os.fstat(fd)
        is_log = "user_logs/" in name
        return Content(fd, name, facts.st_size, stat_tag(facts), shown_as(name, text=is_log))
