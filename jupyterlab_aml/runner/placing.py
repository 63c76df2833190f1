"""Putting whole files in place: a reader sees all of a file or none of it."""

import os
from binascii import hexlify
from typing import IO, Any, Union

Source = Union[str, "os.PathLike[str]", IO[Any]]


def temporary_in(folder: str) -> str:
    """Return a name in ``folder`` that begins with a dot and that nobody else uses."""
    return os.path.join(folder, ".new-" + hexlify(os.urandom(8)).decode())


def copy_to_new(source: Source, path: str) -> None:
    """Copy a file, or what a stream holds from its current position, to a new file; nothing is left behind on failure."""
    try:
        with open(path, "xb") as target:
            if hasattr(source, "read"):
                _copy_stream(source, target)
            else:
                with open(source, "rb") as file:
                    _copy_stream(file, target)
    except BaseException:
        if os.path.lexists(path):
            os.unlink(path)
        raise


def _copy_stream(source: Any, target: IO[bytes]) -> None:
    while True:
        chunk = source.read(1 << 20)
        if not chunk:
            return
        target.write(chunk.encode("utf-8") if isinstance(chunk, str) else chunk)


def link_into_place(temporary: str, path: str) -> bool:
    """Give the finished file its name; False if the name is taken. The temporary name may stay."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:  # file systems without hard links: claim the name, then put the content there
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            return False
        os.replace(temporary, path)
    return True


def copy_over(source: str, path: str) -> None:
    """Copy a file to ``path``, in place of what is there."""
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    temporary = temporary_in(folder)
    copy_to_new(source, temporary)
    try:
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
