"""Passwords, tokens and keys in URIs: what is stored for everybody to read must have none."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from jupyterlab_aml.errors import UserError

_KEYS = frozenset({"sig", "token", "access_token", "x-amz-signature", "x-amz-security-token", "x-goog-signature", "accountkey"})
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"']+")
_VARIABLE = re.compile(r"\$\{\w+\}\Z")
_CHANNEL_TOKEN = re.compile(r"/t/(?!\$)[^/]+/")  # how anaconda.org and its like are told who asks
_TOKEN_LENGTH = 20  # names of people and organisations are shorter, tokens are longer


def has_secret_key(query: str) -> bool:
    """Tell whether one of the keys of a query is that of a signature or token."""
    return bool(_KEYS & {key.lower() for key, _ in parse_qsl(query)})


def check_package_lines(lines: Iterable[str], what: str) -> None:
    """Refuse packages, options and channels with a URI that holds a secret; ``${NAME}`` in its place is none.

    Raises
    ------
    UserError
        One does; no secret is repeated.
    """
    found = secret_places(lines)
    if found:
        raise UserError(
            f"{what} has a password or token in {', '.join(found)}, which would be stored with it for everybody to read.",
            "Write a variable in its place, such as ${INDEX_PASSWORD}, and give that with --env; or leave it out: "
            "pip's configuration and variables and netrc are read.",
            field="environment",
        )


def secret_places(lines: Iterable[str]) -> list[str]:
    """Return the URIs in some lines that hold a secret, as far as they may be shown."""
    return list(dict.fromkeys(_without_secret(uri) for line in lines for uri in _URI.findall(line) if _holds_secret(uri)))


def _holds_secret(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        name, password = parts.username or "", parts.password or ""
    except ValueError:  # not a URI: whoever needs it says so
        return False
    plain = [word for word in (password, name if len(name) >= _TOKEN_LENGTH else "") if word and not _VARIABLE.match(word)]
    return bool(plain) or has_secret_key(parts.query) or bool(_CHANNEL_TOKEN.search(parts.path))


def _without_secret(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.hostname or ''}"
