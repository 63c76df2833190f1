"""Writing and reading single files so that nobody ever sees half of one."""

import errno
import json
import os
import threading
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

Json = Dict[str, Any]
RACY_NS = 50_000_000  # a folder changed this shortly ago may change again without its time telling
_SMALL = 16384
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)  # file systems without hard links: exclusive, but not atomic
_parse = json.JSONDecoder().decode  # what json.loads comes to, without looking for other encodings first
_READ = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)  # a foreign pipe must not hold anybody up
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)


def _temporary(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, ".{}.{}.{}".format(name, os.getpid(), threading.get_ident()))


def _write_temporary(path: str, data: bytes, mode: int, durable: bool) -> str:
    temporary = _temporary(path)
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        try:
            write_all(fd, data)
            if durable:
                os.fsync(fd)
        finally:
            os.close(fd)
    except OSError:
        os.unlink(temporary)
        raise
    return temporary


def write_all(fd: int, data: bytes) -> None:
    """Write every byte; a signal or a nearly full disk may make ``os.write`` stop early."""
    while data:
        data = data[os.write(fd, data) :]


def write_once(path: str, data: bytes, mode: int = 0o666) -> bool:
    """Make ``path`` with all of ``data``; return False if it was there already. Atomic and exclusive.

    Raises
    ------
    OSError
        The folder is missing, full or read-only; nothing is left behind.
    """
    temporary = _write_temporary(path, data, mode, durable=False)
    try:
        os.link(temporary, path)
        return True
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _write_exclusive(path, data, mode)
    finally:
        os.unlink(temporary)


def _write_exclusive(path: str, data: bytes, mode: int) -> bool:
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    try:
        write_all(fd, data)
    finally:
        os.close(fd)
    return True


def replace(path: str, data: bytes, mode: int = 0o666, durable: bool = False) -> None:
    """Give ``path`` new content; readers see the old or the new, never a mixture."""
    os.replace(_write_temporary(path, data, mode, durable), path)


def dumps(value: Any) -> bytes:
    """Serialise one record, with a newline."""
    return json.dumps(value, separators=(",", ":"), default=str).encode("utf-8", "surrogatepass") + b"\n"


def append(path: str, record: Json, durable: bool = False) -> None:
    """Append one JSON line with one write."""
    fd = os.open(path, _APPEND, 0o666)
    try:
        os.write(fd, dumps(record))
        if durable:
            os.fsync(fd)
    finally:
        os.close(fd)


def read_bytes(path: str, offset: int = 0, size: int = -1) -> bytes:
    """Read ``size`` bytes from ``offset`` (all if negative); b"" if there is no such file."""
    try:
        return _read(path, offset, size)
    except FileNotFoundError:
        return b""


def _read(path: str, offset: int, size: int) -> bytes:
    fd = os.open(path, _READ)
    try:
        if offset:
            os.lseek(fd, offset, os.SEEK_SET)
        if size < 0:
            start = os.read(fd, _SMALL)
            if len(start) < _SMALL:  # most files here: one read, and no need to ask for the size
                return start
            size = max(os.fstat(fd).st_size - offset - _SMALL, 0)
        else:
            start = b""
        chunks: List[bytes] = [start]
        while size > 0:
            chunk = os.read(fd, size)
            if not chunk:
                break
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)
    finally:
        os.close(fd)


class Damaged(Exception):
    """A file is there and is not what it should be; the text says how."""


def read_json(path: str) -> Optional[Json]:
    """Read a JSON object; None if the file does not exist.

    Raises
    ------
    Damaged
        It exists and is not a JSON object, or may not be read.
    """
    try:
        value = _parse(_read(path, 0, -1).decode("utf-8", "surrogatepass"))
    except FileNotFoundError:  # not asked separately: it may appear at this moment
        return None
    except OSError as error:
        raise Damaged("{} cannot be read: {}".format(os.path.basename(path), error.strerror))
    except ValueError as error:
        raise Damaged("{} is not JSON: {}".format(os.path.basename(path), error))
    except RecursionError:
        raise Damaged("{} is nested too deeply".format(os.path.basename(path)))
    if not isinstance(value, dict):
        raise Damaged("{} is not a JSON object".format(os.path.basename(path)))
    return value


class Lines(NamedTuple):
    """What :func:`read_lines` found: the records, where to go on, and how many lines were not JSON objects."""

    records: List[Json]
    offset: int
    damaged: int


def parse_lines(data: bytes) -> Tuple[List[Json], int]:
    """Parse whole JSON lines; return the records and the number of lines that are not JSON objects."""
    if not data:
        return [], 0
    body = data[:-1] if data.endswith(b"\n") else data
    try:  # one parser call for all lines is several times faster than one a line
        records = _parse("[" + body.replace(b"\n", b",").decode("utf-8", "surrogatepass") + "]")
        if set(map(type, records)) == {dict}:
            return records, 0
    except (ValueError, RecursionError):
        pass
    records, damaged = [], 0
    for line in body.split(b"\n"):
        try:
            record = json.loads(line.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append(record)
        elif line.strip():
            damaged += 1
    return records, damaged


def read_lines(path: str, offset: int = 0, last: bool = False) -> Lines:
    """Read the whole lines of a JSONL file from ``offset``.

    A last line without its newline is still being written: it is left for the next call, unless ``last`` says that nobody writes any more.
    """
    data = read_bytes(path, offset)
    end = len(data) if last else data.rfind(b"\n") + 1
    records, damaged = parse_lines(data[:end])
    return Lines(records, offset + end, damaged)


def touch(path: str) -> None:
    """Make an empty file, or leave the one that is there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o666))


def names(folder: str) -> List[str]:
    """The names in a folder; empty if there is none."""
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def names_or_problem(folder: str, problems: List[str]) -> List[str]:
    """The names in a folder; one that cannot be read is added to ``problems``."""
    try:
        return names(folder)
    except OSError as error:
        problems.append("{} cannot be read: {}".format(os.path.basename(folder), error.strerror))
        return []


def lines_or_problem(path: str, problems: List[str]) -> List[Json]:
    """The records of a JSONL file; what cannot be read of it is added to ``problems``."""
    try:
        found = read_lines(path)
    except OSError as error:
        problems.append("{} cannot be read: {}".format(os.path.basename(path), error.strerror))
        return []
    if found.damaged:
        problems.append("{} has {} damaged line(s)".format(os.path.basename(path), found.damaged))
    return found.records


def walk_own_files(folder: str) -> Iterator[Tuple[str, str]]:
    """As :func:`walk_files`, but a folder that is a link has none: it leads out of the run, may be to all there is."""
    return iter(()) if os.path.islink(folder) else walk_files(folder)


def walk_files(folder: str) -> Iterator[Tuple[str, str]]:
    """Yield (name relative to ``folder`` with ``/``, path) of every regular file, sorted."""
    for directory, subfolders, files in os.walk(folder):
        subfolders.sort()
        for file in sorted(files):
            path = os.path.join(directory, file)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def writer_name() -> str:
    """A name for files of this process that no other process uses: host and pid."""
    return "{}-{}".format(os.uname().nodename, os.getpid())
