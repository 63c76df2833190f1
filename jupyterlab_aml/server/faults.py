"""From an error to what the browser gets: the one place that knows the HTTP status of each."""

from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError

from jupyterlab_aml.errors import (
    ActivityFailedError,
    AmlError,
    ConflictError,
    NotFoundError,
    RunEnvironmentError,
    SnapshotError,
    UserError,
    WorkspaceError,
)


class ForbiddenError(UserError):
    """The server may reach it, and does not show it: a workspace outside of what it was started for."""

    code = "Forbidden"


class TooLargeError(UserError):
    """More was sent than any call needs."""

    code = "TooLarge"


_STATUS: list[tuple[type[AmlError], int]] = [
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (SnapshotError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (UserError, HTTPStatus.BAD_REQUEST),
    (RunEnvironmentError, HTTPStatus.BAD_REQUEST),
    (ActivityFailedError, HTTPStatus.CONFLICT),
    (WorkspaceError, HTTPStatus.SERVICE_UNAVAILABLE),
]
_SPOKEN: dict[int, tuple[str, str, str]] = {
    400: ("UserError", "The request cannot be understood.", "openapi.yaml of the package tells what each route takes."),
    403: (
        "Forbidden",
        "The server refuses this request.",
        "Log in to the Jupyter server again, or give its token; changes need the X-XSRFToken header.",
    ),
    404: ("NotFound", "There is nothing at this address.", "The routes are in openapi.yaml of the package."),
    405: ("MethodNotAllowed", "This address does not take this method.", "The Allow header names those it takes."),
    413: ("TooLarge", "The request is too large.", "Send less."),
}
_UNEXPECTED = ("InternalError", "The server met an error that it did not expect.", "The log of the Jupyter server tells where; please report it.")


def explain(error: BaseException | None, status: int) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and the body ``Error`` for an exception; ``status`` is what counts where there is none."""
    if isinstance(error, OSError):
        where = f" ({error.filename!r})" if error.filename else ""
        error = WorkspaceError(f"A file cannot be read or written: {error.strerror or error}{where}.", "Mend the permissions, or make room.")
    if isinstance(error, AmlError):
        found = next((int(of) for kind, of in _STATUS if isinstance(error, kind)), 500)
        return found, error.to_dict()
    code, message, hint = _SPOKEN.get(status, _UNEXPECTED)
    if isinstance(error, HTTPError) and error.log_message:
        message = _said(error)
    return status, {"code": code, "message": message, "hint": hint, "details": {}}


def _said(error: HTTPError) -> str:
    try:
        text = (error.log_message or "") % error.args
    except TypeError:
        text = error.log_message or ""
    return text if text.endswith(".") else text + "."
