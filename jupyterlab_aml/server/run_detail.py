"""``RunDetail``: everything the page of a run begins with."""

import os
from typing import Any

from jupyterlab_aml.cli.fields import line
from jupyterlab_aml.cli.past_fields import fields_of
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.notebook_run.arguments import from_words, is_notebook
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.code_line import find_code_line
from jupyterlab_aml.server.file_shapes import log_shapes
from jupyterlab_aml.server.timeline import attempts
from jupyterlab_aml.workspace.follow import failed_log
from jupyterlab_aml.workspace.lineage import lineage_of_run
from jupyterlab_aml.workspace.paging import page
from jupyterlab_aml.workspace.record import RunRecord
from jupyterlab_aml.workspace.run import Run
from jupyterlab_aml.workspace.workspace import Workspace


def newest_record(workspace: Workspace, run: Run) -> RunRecord:
    """Return the record of a run from the index, which goes on where it was; ``run.record()`` reads up to some megabytes of metrics anew."""
    workspace.index.refresh()
    found = page(workspace, limit=1, id=[run.id]).records
    return found[0] if found else run.record()


def describe(workspace: Workspace, run: Run) -> dict[str, Any]:
    """Return the shape ``RunDetail``."""
    record = newest_record(workspace, run)
    return {
        "run": record.to_dict(),
        "workspace": workspace.folder,
        "attempts": attempts(run.paths, record),
        "children": workspace.index.children([record.id]).get(record.id, 0),
        "logs": log_shapes(run.paths, record.attempt),
        "notebook": _notebook(run, record),
        "code_line": find_code_line(failed_log(run.paths, record), run.paths.attempt(record.attempt).code) if record.status == "Failed" else None,
        "assets": lineage_of_run(workspace, run.id),
        **_submission(run, record),
    }


def _submission(run: Run, record: RunRecord) -> dict[str, Any]:
    """Return the line that submits the same, and the fields to submit it again with changes; nothing where a foreign record has what no line can."""
    fields = fields_of(read_facts(run.paths).spec, record.tags, record.description)
    try:
        return {"submit_line": line(fields) if fields else None, "fields": fields}
    except AmlError:
        return {"submit_line": None, "fields": fields}


def _notebook(run: Run, record: RunRecord) -> str | None:
    """Return the artifact that is the executed notebook, if there is one yet."""
    if record.script is None or not is_notebook(record.script):
        return None
    try:
        output = from_words(record.script, record.arguments).output
    except AmlError:
        return None
    return output if os.path.isfile(os.path.join(run.paths.folder, output)) else None
