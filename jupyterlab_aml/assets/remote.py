"""Files that are not on this machine: listed, fetched and stored by fsspec, or by the standard library where the URI is that of a web page.

Credentials are never ours: fsspec and what it uses find them in environment variables or in their own configuration.
"""

import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jupyterlab_aml.errors import AmlError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runner.places import is_pattern
from jupyterlab_aml.training.source import did_you_mean
from jupyterlab_aml.training.uri_secrets import has_secret_key

WEB = ("http://", "https://")
TIMEOUT_S = 60
_MARKS = ("ETag", "etag", "content_md5", "LastModified", "last_modified", "mtime", "created")
_EXTRAS = {"s3": "s3", "s3a": "s3", "abfs": "azure", "abfss": "azure", "az": "azure", "adl": "azure"}
_NAMED_BEFORE_AT = frozenset({"abfs", "abfss", "az", "wasb", "wasbs"})  # container@account: no user


@dataclass(frozen=True)
class RemoteFile:
    """One file: its path below the root that was listed, its size if that is known, and a mark that changes when it does."""

    at: str
    size_bytes: int | None
    mark: str | None


def check_uri(uri: str, field: str = "path") -> str:
    """Return a URI that holds no secret: definitions are stored for everybody to read.

    Raises
    ------
    UserError
        It holds a password, a key or a signature, none of which is repeated.
    """
    try:
        parts = urlsplit(uri)
        secret = parts.password or (parts.username if parts.scheme not in _NAMED_BEFORE_AT else None)
    except ValueError:
        raise UserError(f"{uri!r} is not a URI.", "For example s3://bucket/folder, https://host/file.csv.", field=field) from None
    if secret or has_secret_key(parts.query):
        raise UserError(
            f"The URI of {parts.scheme}://{parts.hostname or ''} holds a secret, which would be stored with it.",
            "Leave it out: credentials come from environment variables or the configuration of fsspec.",
            field=field,
        )
    return uri


def check_scheme(uri: str) -> None:
    """Refuse a URI of a kind that nothing here knows.

    Raises
    ------
    UserError
        The hint names the nearest.
    """
    from fsspec import available_protocols  # noqa: PLC0415 - costs as much as all the rest of a command

    scheme = uri.partition("://")[0]
    if scheme not in available_protocols():
        hint = did_you_mean(scheme, available_protocols())
        raise UserError(f"{uri!r} cannot be used: no store is called {scheme!r}.", hint, field="uri")


def list_files(uri: str) -> tuple[list[RemoteFile], bool]:
    """Return the files that a URI or a pattern means, and whether it is that of a folder.

    Raises
    ------
    NotFoundError
        There is none.
    UserError
        Nothing can read such a URI.
    WorkspaceError
        It cannot be reached.
    """
    with reaching(uri):
        if uri.startswith(WEB):
            return [_web_file(uri)], False
        fs, path = _open(uri)
        folder = False
        if is_pattern(uri):
            found, root = fs.glob(path, detail=True), _before_pattern(path)
        elif fs.isfile(path):
            found, root = {path: fs.info(path)}, path.rpartition("/")[0]
        else:
            found, root, folder = fs.find(path, detail=True), path.rstrip("/"), True
        files = [_remote_file(name, facts, root) for name, facts in sorted(found.items()) if facts.get("type", "file") == "file"]
        files = [file for file in files if not any(part.startswith(".") for part in file.at.split("/"))]
    if not files:
        raise NotFoundError(f"There is no file at {uri!r}.", "Look at the path, and at the credentials if it needs some.", field="path")
    return files, folder


def fetch(uri: str, target: str) -> None:
    """Copy one file to this machine; nothing is left if that fails."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        with reaching(uri), open(target, "wb") as writer:
            if uri.startswith(WEB):
                with _request(uri, "GET") as reader:
                    shutil.copyfileobj(reader, writer, 1 << 20)
            else:
                fs, path = _open(uri)
                with fs.open(path, "rb") as reader:
                    shutil.copyfileobj(reader, writer, 1 << 20)
    except BaseException:
        if os.path.exists(target):
            os.unlink(target)
        raise


def store(source: str, uri: str) -> None:
    """Copy one file of this machine to a URI."""
    with reaching(uri):
        fs, path = _writable(uri)
        fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        fs.put_file(source, path)


def exists(uri: str) -> bool:
    """Tell whether there is a file at a URI that can be written to."""
    with reaching(uri):
        fs, path = _writable(uri)
        return bool(fs.isfile(path))


def remove(uri: str) -> None:
    """Remove one file."""
    with reaching(uri):
        fs, path = _writable(uri)
        fs.rm_file(path)


@contextmanager
def reaching(uri: str) -> Iterator[None]:
    """Tell the errors of every kind of store in our words."""
    try:
        yield
    except AmlError:
        raise
    except (FileNotFoundError, urllib.error.HTTPError) as error:
        if getattr(error, "code", 404) in (404, 410):
            raise NotFoundError(f"There is no file at {uri!r}.", "Look at the path.", field="path") from error
        raise WorkspaceError(f"{uri!r} cannot be read: the server answers {error}.", "Look at the address, and at the rights it needs.") from error
    except ImportError as error:
        extra = _EXTRAS.get(uri.partition("://")[0])
        hint = f'Install it: pip install "jupyterlab_aml[{extra}]".' if extra else f"It says: {error}"
        raise UserError(f"{uri!r} needs a library that is not installed.", hint, field="path") from error
    except ValueError as error:
        raise UserError(
            f"{uri!r} cannot be read: {error}.", "Known are paths, file://, http(s)://, s3://, abfs://, memory://.", field="path"
        ) from error
    except Exception as error:  # every store has errors of its own
        raise WorkspaceError(f"{uri!r} cannot be reached: {type(error).__name__}: {error}.", "Look at the network and the credentials.") from error


def _open(uri: str) -> tuple[Any, str]:
    import fsspec.core  # noqa: PLC0415 - costs as much as all the rest of a command

    fs, path = fsspec.core.url_to_fs(uri)
    fs.invalidate_cache()
    return fs, str(path)


def _writable(uri: str) -> tuple[Any, str]:
    if uri.startswith(WEB):
        raise UserError("Nothing can be stored on the web.", "Use a datastore with a path, s3:// or abfs://.", field="datastore")
    return _open(uri)


def _before_pattern(path: str) -> str:
    parts = path.split("/")
    first = next(number for number, part in enumerate(parts) if is_pattern(part))
    return "/".join(parts[:first])


def _remote_file(name: str, facts: dict[str, Any], root: str) -> RemoteFile:
    mark = next((facts[key] for key in _MARKS if facts.get(key)), None)
    return RemoteFile(name[len(root) :].lstrip("/"), facts.get("size"), None if mark is None else str(mark).strip('"'))


def _request(uri: str, method: str) -> Any:
    request = urllib.request.Request(uri, method=method, headers={"User-Agent": "jupyterlab_aml", "Accept-Encoding": "identity"})  # noqa: S310
    return urllib.request.urlopen(request, timeout=TIMEOUT_S)  # noqa: S310 - only http(s) comes here


def _web_file(uri: str) -> RemoteFile:
    if is_pattern(uri) or uri.partition("?")[0].endswith("/"):
        raise UserError(f"{uri!r} is not one file: the web cannot be listed.", "Give the address of each file.", field="path")
    try:
        answer = _request(uri, "HEAD")
    except urllib.error.HTTPError as error:
        if error.code not in (403, 405, 501):  # servers that know no HEAD
            raise
        answer = _request(uri, "GET")
    with answer:
        length = answer.headers.get("Content-Length")
        mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    size = int(length) if length and length.isdecimal() else None
    return RemoteFile(uri[len(root_of(uri)) + 1 :], size, mark.strip('"') if mark else None)


def root_of(uri: str) -> str:
    """Return what the names of files begin at, for the URI of a file, of a folder that ends in ``/``, or a pattern."""
    scheme, _, path = (uri.partition("?")[0] if uri.startswith(WEB) else uri).partition("://")
    if path.endswith("/"):
        return f"{scheme}://{path.rstrip('/')}"
    parts = path.split("/")
    first = next((number for number, part in enumerate(parts) if is_pattern(part)), len(parts) - 1)
    return f"{scheme}://{'/'.join(parts[:first])}"
