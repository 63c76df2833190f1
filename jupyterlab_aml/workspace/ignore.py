"""Which files of a source folder stay out of a snapshot.

The rules are those of git, for the file ``.amlignore`` of the folder or, without one, its ``.gitignore``: a later line wins, ``!`` takes a file back
in, and nothing inside a folder that is left out can be taken back in. Ignore files in subfolders are not read.

Source: "How to save and write experiment files", Azure Machine Learning documentation.
"""

import hashlib
import os

from pathspec import GitIgnoreSpec

from jupyterlab_aml.errors import UserError

IGNORE_FILES = (".amlignore", ".gitignore")
ALWAYS = frozenset(
    [".aml", ".git", ".hg", ".svn", ".bzr", "__pycache__", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache", "node_modules"]
)
VIRTUAL_ENVIRONMENT = "pyvenv.cfg"  # a folder that holds this file is a virtual environment


class IgnoreRules:
    """The rules of one source folder.

    Attributes
    ----------
    file : str or None
        The name of the ignore file in force.
    key : str
        Changes whenever the rules change; verdicts remembered under another key are void.
    always : frozenset of str
        Names of files and folders that are left out whatever the file says.
    leaves_out_environments : bool
        Whether folders that are virtual environments are left out.
    """

    __slots__ = ("_spec", "file", "key")

    always = ALWAYS
    leaves_out_environments = True

    def __init__(self, file: str | None = None, text: str = "") -> None:
        self.file = file
        self.key = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() if text else ""
        self._spec = _compile(file or "", text) if text else None

    def ignores(self, path: str) -> bool:
        """Tell whether the ignore file leaves out ``path``, relative with ``/``; a folder ends in ``/``. :attr:`always` is not looked at."""
        return self._spec is not None and self._spec.match_file(path)


def read_rules(folder: str) -> IgnoreRules:
    """Read the ignore file of a source folder.

    Raises
    ------
    UserError
        The file cannot be read or a line is not a pattern.
    """
    for name in IGNORE_FILES:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UserError(f"The ignore file {os.path.join(folder, name)!r} cannot be read: {error.strerror}.") from error
        return IgnoreRules(name, data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape"))
    return IgnoreRules()


def ignore_line(path: str, *, folder: bool = False) -> str:
    """Return the line of an ignore file that leaves out exactly ``path``, relative with ``/``."""
    escaped = "".join("\\" + letter if letter in "\\*?[" else letter for letter in path)
    if not folder and escaped.endswith(" "):
        escaped = escaped[:-1] + "\\ "
    return "/" + escaped.replace("\n", "?").replace("\r", "?") + ("/" if folder else "")


def _compile(name: str, text: str) -> GitIgnoreSpec:
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        # The pure backend: the compiled ones refuse names that are not UTF-8.
        return GitIgnoreSpec.from_lines(lines, backend="simple")
    except ValueError as error:
        number = next((index for index, line in enumerate(lines, 1) if not _valid(line)), 0)
        raise UserError(
            f"Line {number} of {name} is not an ignore pattern: {lines[number - 1]!r}.",
            "Patterns are those of .gitignore; a literal `!` or `#` at the beginning is written with a backslash before it.",
        ) from error


def _valid(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line], backend="simple")
    except ValueError:
        return False
    return True
