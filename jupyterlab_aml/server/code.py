"""The source a run was given: its files, their content, and what differs from another source."""

from typing import Any

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.content import Content, ContentHandler, shown_as, type_of
from jupyterlab_aml.workspace.manifest import read_manifest
from jupyterlab_aml.workspace.run import Run
from jupyterlab_aml.workspace.source_diff import differences, of_folder, of_snapshot, open_stored, stored_file


class SnapshotHandler(Handler):
    """``/runs/{run}/snapshot``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the files."""
        run = call.run()
        spec, snapshot_id = read_facts(run.paths).spec, run.get_snapshot_id()
        files = read_manifest(run.paths.workspace, snapshot_id) if snapshot_id else []
        script = spec.get("script")
        return {
            "id": snapshot_id,
            "files": [{"path": file.path, "size": file.size, "modified": None, "type": type_of(file.path)} for file in files],
            "source_directory": spec.get("source_directory"),
            "entry": script if script in {file.path for file in files} else _in_command(spec.get("command"), files),
        }


def _in_command(command: Any, files: Any) -> str | None:
    paths = {file.path for file in files}
    return next((word for word in command or () if word in paths), None)


class SnapshotFileHandler(ContentHandler):
    """``/runs/{run}/snapshot/{path}``."""

    def open(self, call: Call) -> Content:
        """Open one file."""
        run = call.run()
        paths = run.paths.workspace
        file = stored_file(paths, _snapshot_of(run), call.path["path"])
        return Content(open_stored(paths, file), file.path, file.size, file.sha256, shown_as(file.path))


class DiffHandler(Handler):
    """``/runs/{run}/diff``."""

    @answers("read", slow=True)
    def get(self, call: Call) -> Any:
        """Compare with the folder as it is now, or with another run."""
        run, other = call.run(), call.query["against"]
        paths = run.paths.workspace
        mine = of_snapshot(paths, _snapshot_of(run))
        if other is not None:
            return {"files": differences(mine, of_snapshot(paths, _snapshot_of(call.workspace().get_run(other)))), "against": other}
        folder = read_facts(run.paths).spec.get("source_directory")
        if folder is None:
            raise UserError(f"The source of the run {run.id} came from no folder.", "Compare it with another run.")
        return {"files": differences(mine, of_folder(folder)), "against": folder}


def _snapshot_of(run: Run) -> str:
    found = run.get_snapshot_id()
    if found is None:
        raise NotFoundError(f"The run {run.id} has no snapshot.", "Submitted scripts have one.")
    return found
