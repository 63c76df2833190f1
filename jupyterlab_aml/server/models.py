"""Models and their files."""

import os
from typing import Any

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runner.asset import FILES, Asset
from jupyterlab_aml.server.assets import AssetHandler, AssetListHandler, Kind, asset_of
from jupyterlab_aml.server.base import Call, answers
from jupyterlab_aml.server.content import Content, ContentHandler, shown_as, stat_tag, type_of
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.workspace.lineage import model_details, model_facts
from jupyterlab_aml.workspace.run_files import open_regular
from jupyterlab_aml.workspace.workspace import Workspace

_AGAIN = "Register it again as a new version."


def _shown(workspace: Workspace, asset: Asset) -> dict[str, Any]:
    details = model_details(workspace, asset)
    return {**details, "files": [{**file, "type": type_of(file["path"])} for file in details["files"]]}


MODELS = Kind("models", lambda workspace: workspace.model_store, lambda _, asset: model_facts(asset), _shown)


class ModelsHandler(AssetListHandler):
    """``/models``."""

    kind = MODELS

    @answers("write")
    def post(self, call: Call) -> Any:
        """Register one from the artifacts of a run."""
        workspace, body = call.workspace(), call.body
        run = workspace.get_run(body["run"])
        model = run.register_model(body["name"], body["path"], tags=body.get("tags"), description=body.get("description"))
        return MODELS.show(workspace, model.asset)


class ModelHandler(AssetHandler):
    """``/models/{name}``."""

    kind = MODELS


class ModelFileHandler(ContentHandler):
    """``/models/{name}/files/{path}``."""

    auth_resource = "aml-assets"

    def open(self, call: Call) -> Content:
        """Open one file."""
        asset, name = asset_of(call, MODELS), call.path["path"]
        sizes = {path: size for path, size, _ in asset.files}
        if name not in sizes:  # only what was registered has a name here, so none leads elsewhere
            raise NotFoundError(f"The model {asset.ref} has no file {name!r}.", did_you_mean(name, list(sizes)))
        try:
            fd = open_regular(asset.folder, [FILES, *name.split("/")])
        except OSError as error:
            raise WorkspaceError(f"The file {name!r} of the model {asset.ref} cannot be read: {error.strerror}.", _AGAIN) from None
        facts = os.fstat(fd)
        if facts.st_size != sizes[name]:  # a wrong size is seen at no cost; checksums are compared by `aml models download`
            os.close(fd)
            raise WorkspaceError(f"The file {name!r} of the model {asset.ref} is not what was registered.", _AGAIN)
        return Content(fd, name, facts.st_size, stat_tag(facts), shown_as(name))
