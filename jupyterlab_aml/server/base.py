"""What every handler stands on: who may call, what the call says, and how it is answered."""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler
from tornado import web

from jupyterlab_aml.errors import AmlError, NotFoundError, WorkspaceError
from jupyterlab_aml.server.checks import read_body, read_path, read_query
from jupyterlab_aml.server.contract import METHODS, operations
from jupyterlab_aml.server.faults import TooLargeError, explain
from jupyterlab_aml.server.services import Services
from jupyterlab_aml.workspace.run import Run
from jupyterlab_aml.workspace.strict_json import strict
from jupyterlab_aml.workspace.workspace import Workspace

MAX_BODY = 1 << 20
NO_CONTENT = 204


@dataclass(frozen=True)
class Call:
    """One call, checked against ``openapi.yaml``.

    Attributes
    ----------
    path, query, body : mapping
        Every parameter by its name; those of the query that are not given have their default or None.
    """

    services: Services
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    def workspace(self) -> Workspace:
        """Return the workspace that the call means."""
        return self.services.workspaces.find(self.query["workspace"])

    def run(self) -> Run:
        """Return the run that the path names."""
        return self.workspace().get_run(self.path["run"])


class Handler(APIHandler):
    """Base of the handlers: checks in, JSON and ``Error`` out."""

    auth_resource = "aml-runs"

    def update_api_activity(self) -> None:
        """Count changes as activity of the server; what open pages ask by themselves must not keep it from being idle."""
        if self.request.method not in {"GET", "HEAD"}:
            super().update_api_activity()

    def initialize(self, template: str, services: Services) -> None:
        """Take the path of the document that this handler serves."""
        self.template = template
        self.services = services

    async def understand(self, action: str, path: Mapping[str, str]) -> Call:
        """Return the call, if this user may do it.

        Raises
        ------
        HTTPError
            They may not.
        UserError
            A value does not fit.
        """
        allowed = await ensure_async(self.authorizer.is_authorized(self, self.current_user, action, self.auth_resource))
        if not allowed:
            raise web.HTTPError(403, f"You are not authorized to {action} {self.auth_resource} on this server.")
        self.services.looked_at()
        operation = operations(self.template)[(self.request.method or "get").lower().replace("head", "get")]
        if len(self.request.body) > MAX_BODY:
            raise TooLargeError(f"The body has {len(self.request.body)} bytes.", f"Send at most {MAX_BODY}.", limit=MAX_BODY)
        return Call(
            self.services,
            read_path(operation, path),
            read_query(operation, self.request.query_arguments),
            read_body(operation, self.request.body),
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the body ``Error``; the status is that of the error."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        status, body = explain(error, status_code)
        self.set_status(status)
        if status == 405:
            self.set_header("Allow", ", ".join(method.upper() for method in METHODS if method in operations(self.template)))
        self.finish(encoded(body))

    def log_exception(self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Keep what users did out of the log of errors."""
        if isinstance(value, (WorkspaceError, OSError)):
            self.log.warning("aml: %s", value)
        elif isinstance(value, AmlError):
            self.log.debug("aml: %s", value)
        else:
            super().log_exception(typ, value, tb)


def answers(action: str, *, slow: bool = False) -> Callable[[Callable[[Any, Call], Any]], Callable[..., Awaitable[None]]]:
    """Make a handler's method of a function from a call to what is answered, as JSON; it works with files, so it is done in a thread.

    ``action`` is what users must be authorized to do with the ``auth_resource`` of the handler: ``read``, ``write`` or ``execute``; ``slow`` is what
    may take seconds. The status is the one of ``openapi.yaml``.
    """

    def decorate(work: Callable[[Any, Call], Any]) -> Callable[..., Awaitable[None]]:
        @web.authenticated
        @functools.wraps(work)
        async def method(self: Handler, **path: str) -> None:
            call = await self.understand(action, path)
            status = operations(self.template)[(self.request.method or "").lower()].status
            data = await self.services.in_thread(lambda: encoded(work(self, call)), slow=slow)
            self.set_status(status)
            if status == NO_CONTENT:
                self.clear_header("Content-Type")
                await self.finish(set_content_type="application/json")
            else:
                await self.finish(data)

        return method  # type: ignore[return-value]

    return decorate


def encoded(value: Any) -> bytes:
    """Return JSON that every language reads: NaN and the infinities are null."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:
        return json.dumps(strict(value), separators=(",", ":")).encode()


class NotThereHandler(Handler):
    """Every address below ours that no route has."""

    @web.authenticated
    def get(self, **path: str) -> None:
        """Say that there is nothing."""
        raise NotFoundError(f"There is nothing at {self.request.path!r}.", "The routes are in openapi.yaml of the package.")

    head = post = put = patch = delete = get
