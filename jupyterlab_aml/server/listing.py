"""Workspaces and experiments."""

from typing import Any

import jupyterlab_aml
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace.experiment import Experiment
from jupyterlab_aml.workspace.names import workspace_name_from
from jupyterlab_aml.workspace.record import iso
from jupyterlab_aml.workspace.workspace import Workspace


class WorkspacesHandler(Handler):
    """``/workspaces``."""

    auth_resource = "aml-workspaces"

    @answers("read")
    def get(self, call: Call) -> Any:
        """List those that can be seen."""
        return {"workspaces": call.services.workspaces.list(call.query["folder"]), "version": jupyterlab_aml.__version__}

    @answers("write")
    def post(self, call: Call) -> Any:
        """Make one, or return the one that is there."""
        workspaces = call.services.workspaces
        folder = workspaces.inside(call.body["folder"])
        name = call.body.get("name")
        if name is None:
            known = workspaces.describe(folder)
            name = known["name"] if known["exists"] else workspace_name_from(folder.rpartition("/")[2])
        return workspaces.describe(Workspace.create(name, path=folder, exist_ok=True, show_output=False).folder)


class ExperimentsHandler(Handler):
    """``/experiments``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List them by name."""
        workspace = call.workspace()
        archived = {experiment.name for experiment in Experiment.list(workspace, view_type="ArchivedOnly")}
        counts = workspace.index.experiment_counts()  # brought up to date by the list
        names = [experiment.name for experiment in Experiment.list(workspace, view_type="All" if call.query["archived"] else "ActiveOnly")]
        return {"experiments": [_shape(name, counts.get(name), archived=name in archived) for name in sorted(names)]}


def _shape(name: str, count: Any, *, archived: bool) -> dict[str, Any]:
    shape = {"name": name, "runs": 0, "active": 0, "last": None, "archived": archived}
    return shape if count is None else {**shape, "runs": count.runs, "active": count.active, "last": iso(count.last) if count.last else None}
