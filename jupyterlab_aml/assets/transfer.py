"""Copying files into a datastore and out of it, so that nothing half is ever in place."""

import os
from collections.abc import Callable

from jupyterlab_aml.errors import ConflictError
from jupyterlab_aml.runner import dataset_files
from jupyterlab_aml.runner.names import random_hex
from jupyterlab_aml.runner.places import is_uri, join
from jupyterlab_aml.runner.storage import storing

from . import remote

Pairs = list[tuple[str, str]]
Told = Callable[[str], object]


def upload(pairs: Pairs, place: str, *, overwrite: bool, stored: Told = str) -> None:
    """Copy (file, name) to a folder or a URI, all or none of them; ``stored`` is told the path of each.

    Raises
    ------
    ConflictError
        One is there already and ``overwrite`` is false; nothing is copied then.
    WorkspaceError
        The place cannot be written.
    """
    targets = [(source, join(place, name)) for source, name in pairs]
    there = [] if overwrite else [target for _, target in targets if (remote.exists(target) if is_uri(target) else os.path.lexists(target))]
    if there:
        raise ConflictError(
            f"There is a file {there[0]!r} already.", "Give overwrite=True to replace it, or choose another path.", field="target_path"
        )
    if is_uri(place):
        _to_store(targets, overwrite=overwrite, stored=stored)
    else:
        with storing(f"{place!r} cannot be written"):
            _to_folder(targets, stored)


def _to_folder(targets: Pairs, stored: Told) -> None:
    """Copy beside the targets first; the renames at the end take no time."""
    mark, copied, made = random_hex(4), [], []
    try:
        for source, target in targets:
            made += _made_folders(os.path.dirname(target))
            beside = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:200]}.{mark}")
            copied.append((beside, target))
            dataset_files.copy(source, beside)
            stored(target)
        while copied:
            os.replace(*copied[-1])
            copied.pop()
    except BaseException:
        for beside, _ in copied:
            if os.path.lexists(beside):
                os.unlink(beside)
        for folder in reversed(made):
            if not os.listdir(folder):
                os.rmdir(folder)
        raise


def _made_folders(folder: str) -> list[str]:
    """Make a folder and return those that were not there, the outermost first."""
    missing: list[str] = []
    while not os.path.isdir(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(missing):
        os.makedirs(each, exist_ok=True)
    return missing[::-1]


def _to_store(targets: Pairs, *, overwrite: bool, stored: Told) -> None:
    """A store has no renames: what was put there is removed again if the rest does not follow. What was replaced stays replaced."""
    put: list[str] = []
    try:
        for source, target in targets:
            new = not overwrite or not remote.exists(target)
            remote.store(source, target)
            put += [target] if new else []
            stored(target)
    except BaseException:
        for target in put:
            remote.remove(target)
        raise


def download(root: str, place: str, folder: str, *, overwrite: bool) -> int:
    """Copy what is at a place of a datastore into a folder, under its paths below ``root``; return how many files were copied.

    Raises
    ------
    NotFoundError
        There is nothing.
    WorkspaceError
        The folder cannot be written, or the store cannot be reached.
    """
    copied = 0
    if is_uri(place):
        files, is_folder = remote.list_files(place)
        base = place.rstrip("/") if is_folder else remote.root_of(place)
        found = [f"{base}/{file.at}" for file in files]
    else:
        found = [os.path.join(dataset_files.root_of(place), name) for name in dataset_files.files_of(place)]
    with storing(f"{folder!r} cannot be written"):
        for path in found:
            target = join(folder, path[len(root.rstrip("/")) + 1 :].partition("?")[0])
            if os.path.lexists(target) and not overwrite:
                continue
            copy_in(path, target)
            copied += 1
    return copied


def copy_in(path: str, target: str) -> None:
    """Copy one file of this machine or of a URI; whoever looks sees all of it or nothing."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    beside = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:200]}.{random_hex(4)}")
    try:
        if is_uri(path):
            remote.fetch(path, beside)
        else:
            dataset_files.copy(path, beside)
        os.replace(beside, target)
    except BaseException:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise
