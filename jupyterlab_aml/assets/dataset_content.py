"""What a dataset is, as it is stored: ``{"type", "format", "paths", "options", "steps"}`` and, once registered, the ``entries`` of its files.

``docs/run-folder.md`` describes it; the entries are those of ``runner/dataset_files.py``.
"""

import os
from collections.abc import Sequence
from typing import Any, NoReturn

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner import dataset_files as local
from jupyterlab_aml.runner.places import is_pattern, is_uri, join, place_of

from . import remote
from .sources import within

FILE, TABULAR = "file", "tabular"
Changes = list[tuple[str, str]]


def make(kind: str, paths: list[Json], *, table: str | None = None, options: Json | None = None, steps: Sequence[Json] = ()) -> Json:
    """Return the content of a dataset."""
    return {"type": kind, "format": table, "paths": paths, "options": options or {}, "steps": list(steps)}


def find(workspace: WorkspacePaths | None, content: Json) -> tuple[list[str], list[Json]]:
    """Return the roots of its paths and the entries of its files: those that were registered, else those there are now, without facts of those here.

    Raises
    ------
    NotFoundError
        A path matches no file; the hint names the nearest.
    """
    places = [place_of(workspace, source) for source in content["paths"]]
    if "entries" in content:
        return [remote.root_of(place) if is_uri(place) else local.root_of(place) for place in places], content["entries"]
    roots: list[str] = []
    found: list[tuple[int, str, str]] = []
    facts: dict[Any, Json] = {}
    for number, place in enumerate(places):
        if is_uri(place):
            files, folder = remote.list_files(place)
            root = place.rstrip("/") if folder else remote.root_of(place)
            for file in files:
                facts[number, file.at] = {"size_bytes": file.size_bytes, "sha256": None, "mark": file.mark}
            web = place.startswith(remote.WEB)  # where an address may end in a query, which is no part of a name
            found += [(number, file.at, file.at.partition("?")[0] if web else file.at) for file in files]
        else:
            root = local.root_of(place)
            found += [(number, name, name) for name in local.files_of(place)]
        roots.append(root)
    entries = local.named(found)
    for entry in entries:
        entry.update(facts.get((entry.get("source", 0), entry.get("at", entry["path"])), {}))
    return roots, local.chosen(entries, content["steps"]) if content["type"] == FILE else entries


def registered(workspace: WorkspacePaths, content: Json, tick: local.Tick = local.no_tick) -> Json:
    """Return the content with what every file is now: its size, and its checksum or the mark of its store.

    Raises
    ------
    NotFoundError
        A path matches no file.
    WorkspaceError
        A file cannot be read.
    """
    paths = [_folder_marked(workspace, within(workspace, source)) for source in content["paths"]]
    content = {**content, "paths": paths}
    roots, entries = find(workspace, {key: value for key, value in content.items() if key != "entries"})
    for entry in entries:
        path = local.path_of(entry, roots)
        if not is_uri(path):
            try:
                entry.update(local.facts_of(path, tick))
            except OSError as error:
                raise WorkspaceError(f"The file {path!r} cannot be read: {error.strerror}.", "Look at its permissions.") from error
    return {**content, "entries": entries}


def _folder_marked(workspace: WorkspacePaths, source: Json) -> Json:
    """Return the source of a folder with a ``/`` at its end, so that it can be told from a file without looking."""
    place, path = place_of(workspace, source), source["path"]
    if not path or path.endswith("/") or is_pattern(path):
        return source
    folder = os.path.isdir(place) if not is_uri(place) else not place.startswith(remote.WEB) and remote.list_files(place)[1]
    return {**source, "path": path + "/"} if folder else source


def changes(workspace: WorkspacePaths | None, content: Json, *, thorough: bool = True) -> Changes:
    """Return (file, how it differs) for each file that is not what was registered; none for a dataset that was not.

    Without ``thorough`` no content is read and no store is asked.
    """
    if "entries" not in content:
        return []
    roots, entries = find(workspace, content)
    found = []
    for entry in entries:
        path = local.path_of(entry, roots)
        how = (_remote_change(entry, path) if thorough else "") if is_uri(path) else local.change_of(entry, path, thorough=thorough)
        if how:
            found.append((entry["path"], how))
    return found


def check(workspace: WorkspacePaths | None, content: Json, ref: str) -> None:
    """Refuse a dataset that is not what was registered.

    Raises
    ------
    WorkspaceError
        A file is gone or is another one; the message says which and how.
    """
    found = changes(workspace, content)
    if found:
        refuse(ref, found)


def refuse(ref: str, found: Changes) -> NoReturn:
    """Refuse a dataset for what :func:`changes` found."""
    raise WorkspaceError(*local.changed_words(ref, found), dataset=ref)


def _remote_change(entry: Json, uri: str) -> str:
    try:
        file = remote.list_files(uri)[0][0]
    except NotFoundError:
        return "is gone"
    if entry["size_bytes"] is not None and file.size_bytes not in (None, entry["size_bytes"]):
        return f"has {file.size_bytes} bytes, not {entry['size_bytes']}"
    return "was written to since" if entry["mark"] is not None and file.mark not in (None, entry["mark"]) else ""


def bring(workspace: WorkspacePaths | None, content: Json, folder: str, ref: str | None = None) -> list[tuple[str, str]]:
    """Return (name, path on this machine) of every file; those that are elsewhere are fetched into ``folder``.

    Raises
    ------
    WorkspaceError
        The dataset is not what was registered, or cannot be reached.
    """
    if ref is not None:
        check(workspace, content, ref)
    return bring_files(*find(workspace, content), folder)


def bring_files(roots: list[str], entries: list[Json], folder: str) -> list[tuple[str, str]]:
    """Return (name, path on this machine) of files; those that are elsewhere are fetched into ``folder``."""
    found = []
    for entry in entries:
        path = local.path_of(entry, roots)
        if is_uri(path):
            target = join(folder, entry["path"])  # a store may name its files as it likes
            remote.fetch(path, target)
            path = target
        found.append((entry["path"], path))
    return found
