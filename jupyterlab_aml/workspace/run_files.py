"""The files of a run as they are given out: opened so that nothing outside of its artifacts and logs can be reached.

What a name means is resolved first, links included, and must be in a folder of artifacts or logs of this run: a link to ``env.json`` is no way
in. The resolved path is then opened folder by folder, each relative to the one before and none through a link, so that whoever puts a link there in
between gets an error and no file. Pipes and devices are opened without waiting, and refused.
"""

import os
import stat

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runfiles.paths import RunPaths, numbered
from jupyterlab_aml.runner.artifact_names import SYSTEM_LOG, list_artifacts, not_found
from jupyterlab_aml.workspace.details import log_files

_STEP = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | getattr(os, "O_CLOEXEC", 0)
_OUTSIDE = "Names are relative, with /, and lead to a file in outputs/, logs/, user_logs/ or among the uploads of the run."


def list_files(run: RunPaths, attempt: int) -> dict[str, str]:
    """Return name to path of every artifact and of the logs of the newest attempt, sorted by name; what leads out of the run is left out."""
    root = os.path.realpath(run.folder)
    safe: dict[str, bool] = {}
    found = {}
    for name, path in list_artifacts(run, run.attempt(attempt)).items():
        folder = os.path.dirname(path)
        if folder not in safe:
            safe[folder] = _given_out(root, os.path.realpath(path) if name == SYSTEM_LOG else os.path.join(os.path.realpath(folder), "file"))
        if safe[folder] and os.path.isfile(path) and (not os.path.islink(path) or _given_out(root, os.path.realpath(path))):
            found[name] = path
    return found


def open_file(run: RunPaths, attempt: int, name: str) -> int:
    """Open an artifact or a log of a run by its name and return the descriptor; whoever asked closes it.

    Raises
    ------
    NotFoundError
        The run has no such file; the hint names the nearest.
    UserError
        The name leads elsewhere, or to what is no file.
    """
    _check_name(name)
    root = os.path.realpath(run.folder)
    real = os.path.realpath(_path(run, attempt, name))
    if not _given_out(root, real):
        if not os.path.lexists(real) and real.startswith(root + os.sep):
            raise _missing(run, attempt, name)
        raise UserError(f"The file name {name!r} leads out of the files of the run.", _OUTSIDE, name=name)
    try:
        return open_regular(root, os.path.relpath(real, root).split(os.sep))
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(run, attempt, name) from None
    except OSError as error:
        raise UserError(
            f"The file {name!r} cannot be opened: {error.strerror}.", "Only files can be, and only those that you may read.", name=name
        ) from None


def open_regular(root: str, parts: list[str]) -> int:
    """Open a file below a folder, following no link on the way.

    Raises
    ------
    OSError
        It is not there, may not be read, is a link, or is no regular file.
    """
    fd = os.open(root, _STEP | os.O_DIRECTORY)
    for part in parts:
        try:
            inner = os.open(part, _STEP, dir_fd=fd)
        finally:
            os.close(fd)
        fd = inner
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    raise OSError(0, "it is not a regular file")


def _check_name(name: str) -> None:
    if name.startswith("/") or "\0" in name or {"", ".", ".."} & set(name.split("/")):
        raise UserError(f"The file name {name!r} is not allowed.", _OUTSIDE, name=name)


def _path(run: RunPaths, attempt: int, name: str) -> str:
    first, _, rest = name.partition("/")
    if name == SYSTEM_LOG:
        return run.attempt(attempt).system
    if first == "user_logs":
        return os.path.join(run.attempt(attempt).user_logs, rest)
    if first in ("outputs", "logs") or (numbered(first, "attempt-") and rest.startswith("user_logs/")):
        return run / name
    return os.path.join(run / "uploads", name)


def _given_out(root: str, real: str) -> bool:
    """Tell whether a path without links is among what is given out of a run."""
    if not real.startswith(root + os.sep):
        return False
    first, *rest = os.path.relpath(real, root).split(os.sep)
    if first in ("outputs", "logs", "uploads"):
        return bool(rest)
    return numbered(first, "attempt-") is not None and ((len(rest) > 1 and rest[0] == "user_logs") or rest == ["system.jsonl"])


def _missing(run: RunPaths, attempt: int, name: str) -> NotFoundError:
    return not_found(f"The run {run.run_id} has no file {name!r}.", name, {*list_files(run, attempt), *log_files(run, attempt)})
