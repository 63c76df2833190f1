"""Errors of the file system, told in the words of a run."""

import errno

from ..errors import WorkspaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

_HINTS = {
    errno.ENOSPC: "Free some space on that disk.",
    errno.EDQUOT: "Free some of your quota on that disk.",
    errno.ENOENT: "Was the run or its workspace deleted or moved?",
    errno.EACCES: "Look at the owner and the permissions of the folder.",
    errno.EROFS: "The file system is read-only.",
    errno.ENAMETOOLONG: "Use a shorter name.",
}


def storage_error(error: OSError, what: str) -> WorkspaceError:
    """Return the error to raise when ``what`` ("metric 'loss' cannot be written") failed."""
    where = " ({})".format(error.filename) if error.filename else ""
    return WorkspaceError(
        "{}: {}{}.".format(what, (error.strerror or str(error)).lower(), where),
        _HINTS.get(error.errno or 0, ""),
        errno=error.errno,
    )


class storing:  # noqa: N801  read as a word: with storing("..."):
    """Turn an OSError inside the block into a WorkspaceError that says what could not be done.

    A class and not a ``contextmanager``: contextlib costs every script more than all of this room.
    """

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: "Optional[BaseException]", trace: object) -> None:
        if isinstance(error, OSError):
            raise storage_error(error, self._what) from None
