"""Workspaces and experiments."""

from typing import Any

import jupyterlab_aml
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace.names import workspace_name_from
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
        """Make one."""
        workspaces = call.services.workspaces
        folder = workspaces.inside(call.body["folder"])
        name = call.body.get("name") or workspace_name_from(folder.rpartition("/")[2])
        return workspaces.describe(Workspace.create(name, path=folder, exist_ok=True, show_output=False).folder)


class ExperimentsHandler(Handler):
    """``/experiments``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List them."""
        return {"experiments": []}
