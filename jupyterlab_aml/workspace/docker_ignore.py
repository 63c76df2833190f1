"""Which files of a build context an engine does not see: the rules of ``.dockerignore``.

They are not those of git: a pattern is about the path from the top of the folder, and a file inside a folder that is left out can be taken back in.
Source: "Build context", Docker documentation.
"""

import hashlib
import os
import posixpath
import re

from jupyterlab_aml.errors import UserError

from .ignore import IgnoreRules

IGNORE_FILE = ".dockerignore"
_OF_PODMAN = ".containerignore"
_ALWAYS = frozenset({".aml"})  # a workspace in the folder would hold the copy of itself


class DockerRules(IgnoreRules):
    """The rules of one build context.

    Parameters
    ----------
    file : str or None
        The ignore file in force.
    text : str
        What it says.
    needed : set of str
        Files that the engine reads whatever the rules say.
    """

    __slots__ = ("_needed", "_patterns")

    always = _ALWAYS
    leaves_out_environments = False

    def __init__(self, file: str | None = None, text: str = "", needed: frozenset[str] = frozenset()) -> None:
        super().__init__(file)
        self.key = hashlib.sha256(repr((text, sorted(needed))).encode("utf-8", "surrogateescape")).hexdigest()
        self._needed = needed
        self._patterns = _patterns(text)

    def ignores(self, path: str) -> bool:
        """Tell whether the engine does not see ``path``, relative with ``/``; a folder ends in ``/``."""
        if path in self._needed:
            return False
        if path.endswith("/") and (any(taken_back for _, taken_back in self._patterns) or any(file.startswith(path) for file in self._needed)):
            return False  # something in it may be seen
        parts = path.rstrip("/").split("/")
        above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        left_out = False
        for pattern, taken_back in self._patterns:
            if left_out == taken_back and any(pattern.fullmatch(each) for each in above):
                left_out = not taken_back
        return left_out


def read_docker_rules(folder: str, dockerfile_path: str) -> DockerRules:
    """Read the ignore file of a build context: that beside the Dockerfile and named after it, else that of the folder.

    Raises
    ------
    UserError
        It cannot be read.
    """
    dockerfile = posixpath.normpath(dockerfile_path.replace(os.sep, "/"))
    for name in (dockerfile + IGNORE_FILE, _OF_PODMAN, IGNORE_FILE):
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
                return DockerRules(name, file.read(), frozenset({dockerfile, name}))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UserError(f"The ignore file {path!r} cannot be read: {error.strerror}.") from error
    return DockerRules(needed=frozenset({dockerfile}))


def _patterns(text: str) -> list[tuple[re.Pattern[str], bool]]:
    """Return the patterns in their order, each with whether it takes back what one before it left out."""
    found = []
    for line in text.splitlines():
        words = line.strip()
        if not words or line.startswith("#"):
            continue
        taken_back = words.startswith("!")
        path = posixpath.normpath(words[taken_back:].strip() or ".").lstrip("/")
        if path and path != ".":
            found.append((re.compile(_expression(path), re.DOTALL), taken_back))
    return found


def _expression(pattern: str) -> str:
    """Return the regular expression of a pattern: ``*`` and ``?`` stay within a name, ``**`` stands for any folders."""
    words = re.findall(r"\*\*/?|\\\\.|\[[^]]*\]|.", pattern, re.DOTALL)
    return "".join(_word(word, last=index == len(words) - 1) for index, word in enumerate(words))


def _word(word: str, *, last: bool) -> str:
    if word.startswith("**"):
        return ".*" if last else "(?:.*/)?"
    if len(word) > 1 and word[0] == "[":
        return word
    return {"*": "[^/]*", "?": "[^/]"}.get(word) or re.escape(word[-1])
