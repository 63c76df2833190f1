"""Compute targets and their kinds."""

from typing import Any

from jupyterlab_aml.compute.registry import kinds
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.workspace.targets import ComputeTarget, add_target, describe_targets


class ComputeKindsHandler(Handler):
    """``/compute-kinds``."""

    auth_resource = "aml-compute"

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the kinds of targets that can be made."""
        return {"kinds": [kind.to_dict() for kind in kinds().values()]}


class ComputeListHandler(Handler):
    """``/compute``."""

    auth_resource = "aml-compute"

    @answers("read")
    def get(self, call: Call) -> Any:
        """List the targets of a workspace."""
        return {"compute": describe_targets(call.workspace())}

    @answers("write")
    def post(self, call: Call) -> Any:
        """Create or attach one."""
        return add_target(call.workspace(), call.body["name"], call.body["type"], call.body.get("settings", {})).to_dict()


class ComputeHandler(Handler):
    """``/compute/{name}``."""

    auth_resource = "aml-compute"

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell of one."""
        return _target(call).to_dict()

    @answers("write")
    def patch(self, call: Call) -> Any:
        """Change its settings."""
        target = _target(call)
        target.update(**call.body["settings"])
        return target.to_dict()

    @answers("write")
    def delete(self, call: Call) -> None:
        """Delete or detach it."""
        _target(call).delete()


class ComputeActionHandler(Handler):
    """``/compute/{name}/{action}``."""

    auth_resource = "aml-compute"

    @answers("execute")
    def post(self, call: Call) -> Any:
        """Start it, stop it, or make it the default."""
        target = _target(call)
        if call.path["action"] == "default":
            target.workspace.set_default_compute_target(target.name)
        elif call.path["action"] == "start":
            target.start()
        else:
            target.stop()
        return target.to_dict()


def _target(call: Call) -> ComputeTarget:
    return ComputeTarget(call.workspace(), call.path["name"])
