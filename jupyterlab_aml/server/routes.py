"""Which handler serves which path of ``openapi.yaml``: the one table."""

from typing import Any

from jupyterlab_aml.server.base import Handler, NotThereHandler
from jupyterlab_aml.server.code import DiffHandler, SnapshotFileHandler, SnapshotHandler
from jupyterlab_aml.server.compute import ComputeActionHandler, ComputeHandler, ComputeKindsHandler, ComputeListHandler
from jupyterlab_aml.server.contract import pattern
from jupyterlab_aml.server.data import DataHandler, DataListHandler, DataPreviewHandler
from jupyterlab_aml.server.environments import EnvironmentHandler, EnvironmentsHandler
from jupyterlab_aml.server.files import FileHandler, FilesHandler
from jupyterlab_aml.server.listing import ExperimentsHandler, WorkspacesHandler
from jupyterlab_aml.server.logs import LogHandler, LogSearchHandler, LogsHandler
from jupyterlab_aml.server.models import ModelFileHandler, ModelHandler, ModelsHandler
from jupyterlab_aml.server.runs import FeedHandler, RunActionHandler, RunHandler, RunsHandler
from jupyterlab_aml.server.series import MetricsHandler, SeriesHandler, SystemHandler
from jupyterlab_aml.server.services import Services
from jupyterlab_aml.server.stream import StreamHandler
from jupyterlab_aml.server.submission import CheckHandler, SubmitHandler, SubmitSchemaHandler

PREFIX = "/aml/v1"
STREAM = PREFIX + "/stream"

ROUTES: dict[str, type[Handler]] = {
    "/workspaces": WorkspacesHandler,
    "/compute-kinds": ComputeKindsHandler,
    "/compute": ComputeListHandler,
    "/compute/{name}": ComputeHandler,
    "/compute/{name}/{action}": ComputeActionHandler,
    "/experiments": ExperimentsHandler,
    "/runs": RunsHandler,
    "/runs/{run}": RunHandler,
    "/runs/{run}/{action}": RunActionHandler,
    "/runs/{run}/metrics": MetricsHandler,
    "/runs/{run}/series": SeriesHandler,
    "/runs/{run}/system": SystemHandler,
    "/runs/{run}/logs": LogsHandler,
    "/runs/{run}/log": LogHandler,
    "/runs/{run}/log/search": LogSearchHandler,
    "/runs/{run}/files": FilesHandler,
    "/runs/{run}/files/{path}": FileHandler,
    "/runs/{run}/snapshot": SnapshotHandler,
    "/runs/{run}/snapshot/{path}": SnapshotFileHandler,
    "/runs/{run}/diff": DiffHandler,
    "/runs/{run}/feed": FeedHandler,
    "/environments": EnvironmentsHandler,
    "/environments/{name}": EnvironmentHandler,
    "/data": DataListHandler,
    "/data/{name}": DataHandler,
    "/data/{name}/preview": DataPreviewHandler,
    "/models": ModelsHandler,
    "/models/{name}": ModelHandler,
    "/models/{name}/files/{path}": ModelFileHandler,
    "/submit/schema": SubmitSchemaHandler,
    "/submit/check": CheckHandler,
    "/submit": SubmitHandler,
}


def handlers(services: Services) -> list[tuple[str, type[Any], dict[str, Any]]]:
    """Return the table as tornado wants it: pattern, handler, what the handler is initialised with."""
    found: list[tuple[str, type[Any], dict[str, Any]]] = [(STREAM, StreamHandler, {"services": services})]
    found += [(PREFIX + pattern(path), handler, {"template": path, "services": services}) for path, handler in ROUTES.items()]
    return [*found, (PREFIX + "(?:/.*)?", NotThereHandler, {"template": "", "services": services})]
