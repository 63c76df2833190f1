"""The files behind a dataset: finding those of this machine, taking down what they are, and comparing them with that later.

An *entry* is what is kept of a file: ``{"path", "size_bytes", "sha256", "mark"}``. ``path`` is its name within the dataset; ``source`` (0 if missing)
says which of the paths of the dataset it is of, and ``at`` (``path`` if missing) where it is below that. A file over :data:`HASHED_BYTES`, or one
that is not on this machine, has no checksum: it is held against its size and ``mark``, the time of its last change or the tag its store gives it.
"""

import glob
import hashlib
import os
from typing import Callable, Dict, Iterable, List, Optional, Tuple

from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.files import Json

from .places import is_pattern

HASHED_BYTES = 256 << 20
_CHUNK = 1 << 20
Tick = Callable[[], None]


def no_tick() -> None:
    """Nothing to do between two pieces of a long piece of work."""


def root_of(path: str) -> str:
    """The folder that names within a dataset begin at: the folder itself, that of the file, or of a pattern what is before its first mark."""
    if os.path.isdir(path):
        return path.rstrip("/") or "/"
    while is_pattern(path) and not os.path.lexists(path):
        path = os.path.dirname(path)
        if os.path.isdir(path):
            return path
    return os.path.dirname(path)


def files_of(path: str) -> List[str]:
    """The files that a file, a folder or a pattern means, as paths below :func:`root_of`, sorted; names that begin with a dot are left out.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.
    """
    root = root_of(path)
    if os.path.isfile(path):
        return [os.path.basename(path)]
    found = []
    if os.path.isdir(path):
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found += [os.path.join(folder, name) for name in files if not name.startswith(".")]
    else:
        found = glob.glob(path, recursive=True)
    names = sorted(set(os.path.relpath(each, root) for each in found if os.path.isfile(each)))
    if not names:
        raise nothing_at(path)
    return names


def nothing_at(path: str) -> NotFoundError:
    """The error for a path without a file."""
    folder = root_of(path)
    if os.path.isdir(path):
        return NotFoundError("There is no file in {!r}.".format(path), "Names that begin with a dot do not count.", field="path")
    if not os.path.isdir(folder):
        return NotFoundError("There is no file {!r}.".format(path), "Nor is there a folder {!r}.".format(folder), field="path")
    import difflib  # only mistakes pay for it

    name = os.path.basename(path.rstrip("/"))
    there = sorted(each for each in os.listdir(folder) if not each.startswith("."))[:5000]
    near = difflib.get_close_matches(name, there, n=1, cutoff=0.4)
    hint = (
        "Did you mean {!r}?".format(os.path.join(folder, near[0]))
        if near
        else "In {!r} there is: {}.".format(folder, ", ".join(there[:5]) or "nothing")
    )
    return NotFoundError("No file matches {!r}.".format(path) if is_pattern(path) else "There is no file {!r}.".format(path), hint, field="path")


def named(found: Iterable[Tuple[int, str, str]]) -> List[Json]:
    """Make entries of (source, path below it, name); where two would have the same name, the number of its source goes before it."""
    found = list(found)
    times: Dict[str, int] = {}
    for _, _, name in found:
        times[name] = times.get(name, 0) + 1
    entries = []
    for source, at, name in found:
        entry: Json = {"path": name if times[name] == 1 else "{}/{}".format(source, name)}
        if source:
            entry["source"] = source
        if entry["path"] != at:
            entry["at"] = at
        entries.append(entry)
    return entries


def path_of(entry: Json, roots: List[str]) -> str:
    """Where the file of an entry is."""
    return os.path.join(roots[entry.get("source", 0)], str(entry.get("at", entry["path"])))


def facts_of(path: str, tick: Tick = no_tick) -> Json:
    """Size, checksum and mark of a file of this machine."""
    found = os.stat(path)
    sha256 = sha256_of(path, tick) if found.st_size <= HASHED_BYTES else None
    return {"size_bytes": found.st_size, "sha256": sha256, "mark": "{:.3f}".format(found.st_mtime)}


def sha256_of(path: str, tick: Tick = no_tick) -> str:
    """The checksum of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            digest.update(chunk)
            tick()
    return digest.hexdigest()


def copy(source: str, target: str, tick: Tick = no_tick) -> str:
    """Copy a file, with its folder, and return the checksum of what was copied."""
    digest = hashlib.sha256()
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(source, "rb") as reader, open(target, "wb") as writer:
        for chunk in iter(lambda: reader.read(_CHUNK), b""):
            digest.update(chunk)
            writer.write(chunk)
            tick()
    return digest.hexdigest()


def change_of(entry: Json, path: str, tick: Tick = no_tick, thorough: bool = True) -> str:
    """How a file of this machine differs from its entry, in words; empty if it does not. Without ``thorough`` no content is read."""
    try:
        found = os.stat(path)
        if found.st_size != entry["size_bytes"]:
            return "has {} bytes, not {}".format(found.st_size, entry["size_bytes"])
        if entry.get("sha256") is None:
            return "" if "{:.3f}".format(found.st_mtime) == entry["mark"] else "was written to since"
        if thorough and sha256_of(path, tick) != entry["sha256"]:
            return "has other content: its checksum differs"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return "cannot be read ({})".format((error.strerror or str(error)).lower())
    return ""


def changed_words(ref: str, changes: List[Tuple[str, str]]) -> Tuple[str, str]:
    """Message and hint for a dataset that is not what was registered; ``changes`` are (file, how it differs)."""
    told = ["{!r} {}".format(path, how) for path, how in changes[:3]]
    more = ", and {} more".format(len(changes) - 3) if len(changes) > 3 else ""
    message = "The dataset {} is not what was registered: {}{}.".format(ref, "; ".join(told), more)
    return message, "Put the file back, or register the dataset again as a new version (create_new_version=True; `aml data create`)."


def is_single(paths: List[Json], entries: List[Json]) -> bool:
    """Tell whether a dataset is one file that its only path names: then the script gets the path of the file, not of a folder."""
    if len(paths) != 1 or len(entries) != 1:
        return False
    path = str(paths[0]["path"]).partition("?")[0]
    return not path.endswith("/") and os.path.basename(path) == os.path.basename(entries[0]["path"])


def chosen(entries: List[Json], steps: Optional[List[Json]]) -> List[Json]:
    """The entries that the steps of a file dataset leave."""
    from .dataset_steps import keep_rows  # both are small, and tables come with it

    for step in steps or []:
        entries = [entry for entry, kept in zip(entries, keep_rows(step, len(entries))) if kept]
    return entries
