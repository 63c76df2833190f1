"""Errors of the file system, told in the words of a run."""

import errno
from contextlib import contextmanager
from typing import Iterator

from ..errors import WorkspaceError

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
    return WorkspaceError(
        "{}: {} ({}).".format(what, (error.strerror or str(error)).lower(), error.filename or "no file name"),
        _HINTS.get(error.errno or 0, ""),
        errno=error.errno,
    )


@contextmanager
def storing(what: str) -> Iterator[None]:
    """Turn an OSError inside the block into a WorkspaceError that says what could not be done."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, what) from None
