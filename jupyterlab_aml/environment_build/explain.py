"""What uv says when it cannot resolve, as one readable text, and the names that may have been meant."""

import difflib
import os
import re
from typing import List, Set

from .package_names import NAMES

_FRAME = re.compile(r"^[\s│├╰─▶×]+")
_CAUSE = re.compile(r"^\s*(?:cause:|╰─▶|├─▶|×)\s*")
_NOT_FOUND = re.compile(r"Because (\S+) was not found in (?:the package registry|the cache|the provided package locations)")
_UNREACHABLE = re.compile(r"client error \(Connect\)|dns error|Request failed after|error sending request|Failed to fetch|timed out", re.IGNORECASE)
_UNBUILT = re.compile(r"(?:error:|×) Failed to build `([^`@ ]+)[^`]*`")
_ERROR_LINE = re.compile(r"(?!hint:|cause:|File )[A-Za-z_][\w.]*: \S")
_SUCCESSORS = {"sklearn": "scikit-learn", "tensorflow-gpu": "tensorflow"}
_MOST = 2000


def explanation(printed: str, cached: Set[str]) -> str:
    """Return why uv failed, the resolver's sentences first; ``cached`` are names of packages that it has seen before."""
    return (_unbuilt(printed) or _said(printed, cached))[:_MOST]


def _unbuilt(printed: str) -> str:
    """Return why a package could not be built from its source: how the build ended, without the way there and uv's advice for its maker."""
    found = _UNBUILT.search(printed)
    if found is None or unreachable(printed) or _NOT_FOUND.search(printed):
        return ""
    said = printed[found.end() :].partition("\nhint:")[0]
    lines = [line.strip(" │") for line in said.splitlines()]
    ends = [line for line in lines if _ERROR_LINE.match(line)] or [line for line in lines if line]
    name, _, version = found.group(1).partition("==")
    instead = _SUCCESSORS.get(name)
    if instead:
        return "Failed to build `{}`: {} has taken its place. Name {} instead.".format(found.group(1), instead, instead)
    return "Failed to build `{}`{}. There is no wheel of it for this Python: name {} version of {}, or a Python that has one.".format(
        found.group(1), ": " + ends[-1].rstrip(".") if ends else "", "another" if version else "a", name
    )


def _said(printed: str, cached: Set[str]) -> str:
    causes: List[str] = []
    hints: List[str] = []
    within = causes
    for line in printed.splitlines():
        text = _FRAME.sub("", _CAUSE.sub("", line)).strip()
        if line.startswith("hint:"):
            hints.append(text)
            within = hints
        elif line.startswith("error:"):
            within = causes
            causes.append(text[len("error:") :].strip())
        elif _CAUSE.match(line):
            within = causes
            causes.append(text)
        elif text and within:
            within[-1] += " " + text
    if len(causes) > 1 and causes[0].startswith("No solution found"):
        causes = causes[1:]
    text = ": ".join(causes) or (printed.strip().splitlines() or ["uv ended without a word"])[-1]
    text = re.sub(r"(?<=[.:]) : ", " ", text)
    for name in _NOT_FOUND.findall(printed):
        text = "{}. {}".format(text.rstrip("."), _nearest(name, cached))
    if unreachable(printed):
        hints.append("hint: is the network there? PIP_INDEX_URL or UV_DEFAULT_INDEX say where packages come from")
    return " ".join([text] + hints)


def unreachable(printed: str) -> bool:
    """Tell whether it failed because an index did not answer."""
    return bool(_UNREACHABLE.search(printed))


def cached_names(uv_cache: str) -> Set[str]:
    """Return the names of the packages in uv's cache."""
    found: Set[str] = set()
    for shelf in _listed(uv_cache):
        if shelf.startswith("wheels-"):
            found.update(_listed(os.path.join(uv_cache, shelf, "pypi")))
    return found


def _nearest(name: str, cached: Set[str]) -> str:
    near = difflib.get_close_matches(name.lower(), sorted((NAMES | cached) - {name}), n=3, cutoff=0.6)
    if not near:
        return "There is no package {!r}, nor one with a name like it that is known here".format(name)
    return "There is no package {!r}: did you mean {}?".format(name, " or ".join(map(repr, near)))


def _listed(folder: str) -> List[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
