"""One version of a named thing, as its folder tells it."""

import hashlib
import os
from typing import Any, Dict, NamedTuple, Optional, Tuple

from ..errors import WorkspaceError
from ..runfiles.files import Damaged, Json, dumps, names, read_json
from ..runfiles.shapes import is_time, labels_of, text_of

RECORD, LABELS, FILES, RUNS = "asset.json", "labels.json", "files", "runs"
_CHUNK = 1 << 20

_Asset = NamedTuple(
    "_Asset",
    [
        ("kind", str),
        ("name", str),
        ("version", str),
        ("folder", str),
        ("created", float),
        ("user", str),
        ("run", Optional[str]),
        ("content", Json),
        ("files", Tuple[Tuple[str, int, str], ...]),
        ("tags", Dict[str, Optional[str]]),
        ("description", Optional[str]),
        ("added", Json),
    ],
)


class Asset(_Asset):
    """One version of an environment, a dataset or a model. It never changes; tags, description and what was added are beside it and may.

    Attributes
    ----------
    kind : str
        ``environments``, ``datasets`` or ``models``.
    name, version : str
        Which it is; ``name:version`` in commands.
    folder : str
        Where it is.
    created : float
        When it was registered, in seconds since 1970, UTC.
    user : str
        Who registered it.
    run : str or None
        The run that made it.
    content : dict
        What the kind keeps of it.
    files : tuple of (str, int, str)
        Path below ``folder/files``, size in bytes and sha256 of every file it holds.
    tags, description
        What it is marked with now.
    added : dict
        What the kind learned of it since.
    """

    __slots__ = ()

    @property
    def ref(self) -> str:
        """``name:version``."""
        return "{}:{}".format(self.name, self.version)

    @property
    def size_bytes(self) -> int:
        """Of its files together."""
        return sum(size for _, size, _ in self.files)

    def path(self, file: str = "") -> str:
        """Return where one of its files is, or the folder of them."""
        return os.path.join(self.folder, FILES, *file.split("/")) if file else os.path.join(self.folder, FILES)

    def used_by(self) -> "list[str]":
        """Return the ids of the runs that used it, sorted."""
        return sorted(name for name in names(os.path.join(self.folder, RUNS)) if not name.startswith("."))

    def check_files(self) -> None:
        """Read every file and compare it with its checksum.

        Raises
        ------
        WorkspaceError
            One is missing or is not what was stored; the message names it.
        """
        for file, _, sha256 in self.files:
            found = sha256_of(self.path(file))
            if found != sha256:
                raise changed(self, file, missing=found is None)


def changed(asset: Asset, file: str, missing: bool = False) -> WorkspaceError:
    """Return the error for a file that is not what was registered."""
    what = "is missing" if missing else "is not what was registered: its checksum differs"
    return WorkspaceError(
        "The file {!r} of {} {} {}.".format(file, asset.kind[:-1], asset.ref, what), "Register it again as a new version.", asset=asset.ref
    )


def read_asset(kind: str, name: str, version: str, folder: str) -> Asset:
    """Read one version from its folder.

    Raises
    ------
    WorkspaceError
        Its record is missing or damaged.
    """
    record = None  # type: Optional[Json]
    try:
        record = read_json(os.path.join(folder, RECORD))
        problem = "it has no record" if record is None else ""
    except Damaged as error:
        problem = str(error)
    if record is not None and record.get("sha256") != checksum(record):
        problem = "its record is not what was registered: its checksum differs"
    if record is None or problem:
        raise WorkspaceError(
            "The {} {}:{} cannot be used: {}.".format(kind[:-1], name, version, problem),
            "Register it again as a new version, or remove {!r}.".format(folder),
        )
    labels = read_labels(folder)
    return Asset(
        kind=kind,
        name=name,
        version=version,
        folder=folder,
        created=record["created"] if is_time(record.get("created")) else 0.0,
        user=text_of(record, "user"),
        run=text_of(record, "run") or None,
        content=record["content"],
        files=tuple((path, size, sha256) for path, size, sha256 in record["files"]),
        tags=labels_of(labels.get("tags")),
        description=text_of(labels, "description") or None,
        added=labels["added"] if isinstance(labels.get("added"), dict) else {},
    )


def checksum(record: Json) -> str:
    """Return the sha256 of a record without its own checksum."""
    return hashlib.sha256(dumps({key: record[key] for key in sorted(record) if key != "sha256"})).hexdigest()


def read_labels(folder: str) -> Json:
    """Return what a version is marked with; labels that cannot be read take nothing away from what they mark."""
    try:
        return read_json(os.path.join(folder, LABELS)) or {}
    except Damaged:
        return {}


def sha256_of(path: str) -> "Optional[str]":
    """Return the checksum of a file, None if it cannot be read."""
    found = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                found.update(chunk)
    except OSError:
        return None
    return found.hexdigest()


def describe(asset: Asset) -> Dict[str, Any]:
    """Return what every kind tells of a version as JSON."""
    return {
        "name": asset.name,
        "version": asset.version,
        "created": asset.created,
        "user": asset.user,
        "run": asset.run,
        "used_by": asset.used_by(),
        "tags": asset.tags,
        "description": asset.description,
        "files": [{"path": path, "size_bytes": size, "sha256": sha256} for path, size, sha256 in asset.files],
        "size_bytes": asset.size_bytes,
    }
