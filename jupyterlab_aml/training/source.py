"""Finding the script inside the source folder, with a suggestion when it is not there."""

import difflib
import os
from collections.abc import Container, Iterator

from jupyterlab_aml.errors import NotFoundError, UserError

_LOOKED_AT = 5000


def source_folder(source_directory: str | os.PathLike[str]) -> str:
    """Return the absolute path of the source folder.

    Raises
    ------
    NotFoundError
        There is no such folder; the hint names the nearest one.
    UserError
        It is a file.
    """
    folder = os.path.abspath(os.path.expanduser(os.fspath(source_directory)))
    if os.path.isdir(folder):
        return folder
    if os.path.exists(folder):
        raise UserError(
            f"source_directory {folder!r} is a file.",
            f"Write source_directory={os.path.dirname(folder)!r}, script={os.path.basename(folder)!r}.",
            field="source_directory",
        )
    parent = os.path.dirname(folder)
    if not os.path.isdir(parent):
        raise NotFoundError(f"source_directory {folder!r} does not exist.", f"Nor does {parent!r}.", field="source_directory")
    siblings = [entry.name for entry in os.scandir(parent) if entry.is_dir() and not entry.name.startswith(".")]
    raise NotFoundError(f"source_directory {folder!r} does not exist.", did_you_mean(os.path.basename(folder), siblings), field="source_directory")


def script_in(folder: str, script: str | os.PathLike[str], extra: Container[str] = ()) -> str:
    """Return the path of the script relative to the source folder, with ``/``.

    Raises
    ------
    NotFoundError
        There is no such file; the hint names the nearest ones.
    UserError
        It is outside the folder, or a folder itself.
    """
    text = os.path.expanduser(os.fspath(script))
    relative = os.path.relpath(os.path.join(folder, text), folder).replace(os.sep, "/")
    if relative == ".." or relative.startswith("../"):
        raise UserError(
            f"The script {text!r} is outside the source folder {folder!r}, so it would not be sent along.",
            f"Set source_directory={os.path.dirname(os.path.abspath(os.path.join(folder, text)))!r}.",
        )
    if relative in extra:
        return relative
    path = os.path.join(folder, relative)
    if os.path.isdir(path):
        raise UserError(f"The script {text!r} is a folder.", f"Name a file in it, for example {relative}/train.py.")
    if not os.path.isfile(path):
        raise NotFoundError(f"There is no script {text!r} in {folder!r}.", did_you_mean(relative, list(_files(folder))))
    return relative


def did_you_mean(name: str, candidates: list[str]) -> str:
    """Return "Did you mean ...?" with up to three names, or what there is, or nothing."""
    by_key = {candidate.rpartition("/")[2].lower(): candidate for candidate in reversed(candidates)}
    keys = difflib.get_close_matches(name.rpartition("/")[2].lower(), by_key, n=3, cutoff=0.6)
    found = [by_key[key] for key in keys] or difflib.get_close_matches(name, candidates, n=3, cutoff=0.6)
    if found:
        return "Did you mean {}?".format(" or ".join(map(repr, found)))
    return "There is: {}.".format(", ".join(sorted(candidates)[:10])) if candidates else ""


def _files(folder: str) -> Iterator[str]:
    seen = 0
    for directory, subfolders, files in os.walk(folder):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "__")))
        for file in sorted(files):
            yield os.path.relpath(os.path.join(directory, file), folder).replace(os.sep, "/")
            seen += 1
            if seen >= _LOOKED_AT:
                return
