"""Which handler serves which path of ``openapi.yaml``: the one table."""

from typing import Any

from jupyterlab_aml.server.base import Handler, NotThereHandler
from jupyterlab_aml.server.contract import pattern
from jupyterlab_aml.server.listing import ExperimentsHandler, WorkspacesHandler
from jupyterlab_aml.server.services import Services

PREFIX = "/aml/v1"

ROUTES: dict[str, type[Handler]] = {
    "/workspaces": WorkspacesHandler,
    "/experiments": ExperimentsHandler,
}


def handlers(services: Services) -> list[tuple[str, type[Any], dict[str, Any]]]:
    """Return the table as tornado wants it: pattern, handler, what the handler is initialised with. Paths with fewer places go first."""
    found: list[tuple[str, type[Any], dict[str, Any]]] = [
        (PREFIX + pattern(path), handler, {"template": path, "services": services}) for path, handler in sorted(ROUTES.items())
    ]
    return [*found, (PREFIX + "(?:/.*)?", NotThereHandler, {"template": "", "services": services})]
