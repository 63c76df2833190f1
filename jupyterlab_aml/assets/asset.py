"""One version of a named thing, as its folder tells it."""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runfiles.files import Damaged, Json, dumps, names, read_json
from jupyterlab_aml.runfiles.shapes import is_time, labels_of, text_of

RECORD, LABELS, FILES, RUNS = "asset.json", "labels.json", "files", "runs"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Asset:
    """One version of an environment, a dataset or a model. It never changes; tags and description are beside it and may.

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
    """

    kind: str
    name: str
    version: str
    folder: str
    created: float
    user: str
    run: str | None
    content: Json
    files: tuple[tuple[str, int, str], ...] = ()
    tags: dict[str, str | None] = field(default_factory=dict)
    description: str | None = None

    @property
    def ref(self) -> str:
        """``name:version``."""
        return f"{self.name}:{self.version}"

    @property
    def size_bytes(self) -> int:
        """Of its files together."""
        return sum(size for _, size, _ in self.files)

    def path(self, file: str = "") -> str:
        """Return where one of its files is, or the folder of them."""
        return os.path.join(self.folder, FILES, *file.split("/")) if file else os.path.join(self.folder, FILES)

    def used_by(self) -> list[str]:
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
            found = _sha256(self.path(file))
            if found != sha256:
                what = "is missing" if found is None else "is not what was registered: its checksum differs"
                raise WorkspaceError(
                    f"The file {file!r} of {self.kind[:-1]} {self.ref} {what}.", "Register it again as a new version.", asset=self.ref
                )


def read_asset(kind: str, name: str, version: str, folder: str) -> Asset:
    """Read one version from its folder.

    Raises
    ------
    WorkspaceError
        Its record is missing or damaged.
    """
    try:
        record = read_json(os.path.join(folder, RECORD))
        problem = "it has no record" if record is None else ""
    except Damaged as error:
        record, problem = None, str(error)
    if record is not None and record.get("sha256") != checksum(record):
        problem = "its record is not what was registered: its checksum differs"
    if record is None or problem:
        raise WorkspaceError(
            f"The {kind[:-1]} {name}:{version} cannot be used: {problem}.", f"Register it again as a new version, or remove {folder!r}."
        )
    labels = _labels(folder)
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
    )


def checksum(record: Json) -> str:
    """Return the sha256 of a record without its own checksum."""
    return hashlib.sha256(dumps({key: record[key] for key in sorted(record) if key != "sha256"})).hexdigest()


def _labels(folder: str) -> Json:
    try:
        return read_json(os.path.join(folder, LABELS)) or {}
    except Damaged:
        return {}  # tags that cannot be read take nothing away from what they mark


def _sha256(path: str) -> str | None:
    found = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError:
        return None
    return found.hexdigest()


def describe(asset: Asset) -> dict[str, Any]:
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
