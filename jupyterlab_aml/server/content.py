"""Sending the content of files: in pieces, in parts, and never so that a browser executes it."""

import mimetypes
import os
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from tornado import web

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.order import natural
from jupyterlab_aml.server.base import Call, Handler, encoded

_CHUNK = 256 * 1024
_AS_IT_IS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "application/json"})
_TEXT = "text/plain; charset=utf-8"
_UNKNOWN = "application/octet-stream"
_TEXTS = (".cfg", ".conf", ".ini", ".ipynb", ".jl", ".jsonl", ".lock", ".log", ".md", ".out", ".r", ".rst", ".sh", ".toml", ".yaml", ".yml")
_CODE = frozenset({"application/javascript", "application/xml", "application/xhtml+xml", "application/x-sh", "image/svg+xml"})


def type_of(name: str) -> str:
    """Return the MIME type of a file, by its name."""
    found = mimetypes.guess_type(name)[0]
    return found or ("text/plain" if os.path.splitext(name)[1].lower() in _TEXTS else _UNKNOWN)


def shown_as(name: str, *, text: bool = False) -> str | None:
    """Return the MIME type with which a browser may show a file without executing anything in it; None if it is for download only.

    Parameters
    ----------
    text : bool
        Whether it is a text whatever it is called.
    """
    kind = type_of(name)
    if text or kind.startswith("text/") or kind in _CODE or os.path.splitext(name)[1].lower() in _TEXTS:
        return _TEXT
    return kind if kind in _AS_IT_IS else None


@dataclass(frozen=True)
class Content:
    """An open file that is to be sent.

    Attributes
    ----------
    fd : int
        Its descriptor; whoever sends it closes it.
    name : str
        What it is called where it is saved.
    size : int
        Bytes that are sent; of a growing file those it had when it was opened.
    tag : str
        Changes when the content does.
    shown : str or None
        The MIME type for a browser to show it; None for a download.
    """

    fd: int
    name: str
    size: int
    tag: str
    shown: str | None


class ContentHandler(Handler):
    """Base of the handlers that answer with the content of a file."""

    def open(self, call: Call) -> Content:
        """Open the file that a call means; in a thread."""
        raise NotImplementedError

    @web.authenticated
    async def get(self, **path: str) -> None:
        """Send the file, or the part of it that is asked for."""
        call = await self.understand("read", path)
        content = await self.services.in_thread(lambda: self.open(call))
        try:
            await self._send(content, download=bool(call.query.get("download")))
        finally:
            os.close(content.fd)

    head = get

    async def _send(self, content: Content, *, download: bool) -> None:
        kind = self._describe(content, download=download)
        if self.check_etag_header():
            self.set_status(HTTPStatus.NOT_MODIFIED)
            await self.finish(set_content_type=kind)
            return
        asked = self._range(content)
        if asked is not None:
            start, end = asked
            if start >= end:
                await self._refuse(content)
                return
            self.set_status(HTTPStatus.PARTIAL_CONTENT)
            self.set_header("Content-Range", f"bytes {start}-{end - 1}/{content.size}")
        else:
            start, end = 0, content.size
        self.set_header("Content-Length", str(end - start))
        self.set_header("Content-Type", kind)
        if self.request.method != "HEAD":
            await self._write(content.fd, start, end)
        await self.finish(set_content_type=kind)

    def _describe(self, content: Content, *, download: bool) -> str:
        """Set the headers that do not depend on what part is asked for; return the type."""
        kind = content.shown or _UNKNOWN
        place = "inline" if content.shown and not download else "attachment"
        self.set_header("Content-Disposition", f"{place}; {_file_name(content.name)}")
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Etag", f'"{content.tag}"')
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        # Chromium shows no PDF where scripts are forbidden; in a PDF there is none that could reach the page.
        policy = "default-src 'none'; object-src 'self'" if kind == "application/pdf" else "sandbox; default-src 'none'"
        self.set_header("Content-Security-Policy", f"{policy}; frame-ancestors 'self'")
        return kind

    def _range(self, content: Content) -> tuple[int, int] | None:
        """Return the bytes that are asked for, an empty range if there are none of these; None for the whole file."""
        if self.request.headers.get("If-Range", f'"{content.tag}"') != f'"{content.tag}"':
            return None
        unit, _, asked = self.request.headers.get("Range", "").partition("=")
        first, dash, last = (part.strip() for part in asked.partition("-"))
        digits = (first + last).isascii() and (first + last).isdigit() and len(first + last) < 40
        if unit.strip().lower() != "bytes" or not dash or not digits:
            return None  # none, several, or nonsense: all of it, as the standard allows
        if not first:
            return max(content.size - int(last), 0), content.size if int(last) else 0
        if last and int(last) < int(first):
            return None
        return int(first), min(int(last) + 1, content.size) if last else content.size

    async def _refuse(self, content: Content) -> None:
        self.set_status(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.set_header("Content-Range", f"bytes */{content.size}")
        for name in ("Content-Disposition", "Etag"):
            self.clear_header(name)
        error = UserError(f"The file has {content.size} bytes, and none of those that were asked for.", "Ask for a range within them.")
        await self.finish(encoded({**error.to_dict(), "code": "Range"}))

    async def _write(self, fd: int, start: int, end: int) -> None:
        while start < end:
            data = await self.services.in_thread(partial(os.pread, fd, min(_CHUNK, end - start), start))
            if not data:  # it was cut short meanwhile: the browser must not take what it has for all of it
                self.request.connection.stream.close()  # type: ignore[union-attr]
                raise web.Finish
            self.write(data)
            await self.flush()
            start += len(data)


def _file_name(name: str) -> str:
    """Return the file name for a header: nothing but ASCII that needs no quoting, and the name itself in UTF-8 for who understands it."""
    last = name.rpartition("/")[2]
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in " ._-") else "_" for letter in last)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(last.encode('utf-8', 'replace'), safe='')}"


def stat_tag(facts: os.stat_result) -> str:
    """Return a text that changes when a file does."""
    return f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"


def page_by_name(names: list[str], cursor: str | None, limit: int) -> tuple[list[str], str | None]:
    """Return the names behind ``cursor``, at most ``limit``, and the cursor of the page behind; a name that goes meanwhile shifts nothing.

    The names are sorted by :func:`natural`.
    """
    rest = [name for name in names if cursor is None or natural(name) > natural(cursor)]
    return rest[:limit], rest[limit - 1] if len(rest) > limit else None
