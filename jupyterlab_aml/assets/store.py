"""Where the versions of one kind of asset are kept: ``.aml/<kind>/<name>/<version>/``, each claimed by a rename and never changed."""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping
from typing import Any

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import dumps, names, replace, touch, walk_files
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.process import user_name
from jupyterlab_aml.runner.names import random_hex
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.checks import check_texts
from jupyterlab_aml.training.source import did_you_mean

from .asset import FILES, LABELS, RECORD, RUNS, Asset, checksum, read_asset

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}\Z")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}\Z")

# Named outside the class, where ``list`` is a method.
Assets = list[Asset]


class AssetStore:
    """The environments, datasets or models of a workspace.

    Parameters
    ----------
    paths : WorkspacePaths
        The workspace.
    kind : str
        ``environments``, ``datasets`` or ``models``.
    """

    def __init__(self, paths: WorkspacePaths, kind: str) -> None:
        self.kind = kind
        self.folder = paths.assets(kind)

    @property
    def noun(self) -> str:
        """One of them, in words."""
        return self.kind[:-1]

    def names(self) -> list[str]:
        """Return the names there are, sorted."""
        return sorted(name for name in names(self.folder) if _NAME.match(name) and self.versions(name))

    def versions(self, name: str) -> list[str]:
        """Return the versions of a name, oldest first: numbers by their value, behind them texts by the alphabet."""
        found = [version for version in names(os.path.join(self.folder, name)) if _VERSION.match(version)] if _NAME.match(name) else []
        return sorted(found, key=lambda version: (not version.isdecimal(), int(version) if version.isdecimal() else 0, version))

    def get(self, name: str, version: str | int | None = None) -> Asset:
        """Return one version, by default the newest.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        WorkspaceError
            It is damaged.
        """
        versions = self.versions(name)
        if not versions:
            raise NotFoundError(f"There is no {self.noun} {name!r}.", did_you_mean(name, self.names()), field=self.noun)
        wanted = versions[-1] if version is None else str(version)
        if wanted not in versions:
            raise NotFoundError(f"There is no version {wanted!r} of the {self.noun} {name!r}.", f"There is: {', '.join(versions)}.", field=self.noun)
        return read_asset(self.kind, name, wanted, self._folder(name, wanted))

    def find(self, ref: str) -> Asset:
        """Return the version that ``name`` (the newest) or ``name:version`` means; errors are those of :meth:`get`."""
        name, _, version = ref.partition(":")
        return self.get(name, version or None)

    def all(self, name: str) -> Assets:
        """Return every version of a name that can be read, oldest first."""
        found = []
        for version in self.versions(name):
            try:
                found.append(read_asset(self.kind, name, version, self._folder(name, version)))
            except WorkspaceError:  # told to whoever asks for it; the others are not hidden
                continue
        return found

    def newest(self) -> Assets:
        """Return the newest version of each name that can be read, by name."""
        found = [self.all(name)[-1:] for name in self.names()]
        return [asset for newest in found for asset in newest]

    def add(
        self,
        name: str,
        content: Mapping[str, Any],
        *,
        version: str | None = None,
        files: Callable[[str], None] | None = None,
        run: str | None = None,
        tags: Mapping[str, Any] | None = None,
        description: str | None = None,
    ) -> Asset:
        """Keep a new version and return it. Nothing is left behind if that fails.

        Parameters
        ----------
        content : Mapping
            What the kind keeps of it, JSON-serialisable.
        version : str, optional
            By default the next number.
        files : callable, optional
            Puts the files of it into the folder whose path it is given.
        run : str, optional
            Id of the run that made it.

        Raises
        ------
        UserError
            The name or version is not allowed.
        ConflictError
            There is this version.
        WorkspaceError
            It cannot be written.
        """
        self._check(name, version)
        labels = {"tags": check_texts("tags", tags), "description": description}
        parent = os.path.join(self.folder, name)
        with storing(f"The {self.noun} {name!r} cannot be registered"):
            os.makedirs(parent, exist_ok=True)
            new = os.path.join(parent, f".new-{random_hex(8)}")
            try:
                os.makedirs(os.path.join(new, RUNS))
                if files is not None:
                    os.mkdir(os.path.join(new, FILES))
                    files(os.path.join(new, FILES))
                replace(os.path.join(new, LABELS), dumps(labels))
                return self._publish(new, name, version, {"content": dict(content), "files": _listed(os.path.join(new, FILES)), "run": run})
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                if not names(parent):
                    os.rmdir(parent)
                raise

    def mark_used(self, asset: Asset, run_id: str) -> None:
        """Note that a run uses a version."""
        with storing(f"The use of the {self.noun} {asset.ref} cannot be noted"):
            touch(os.path.join(asset.folder, RUNS, run_id))

    def label(self, asset: Asset, tags: Mapping[str, Any] | None = None, description: str | None = None) -> Asset:
        """Give a version other tags or another description; None leaves what is there."""
        kept = {
            "tags": asset.tags if tags is None else check_texts("tags", tags),
            "description": asset.description if description is None else description,
        }
        with storing(f"The tags of the {self.noun} {asset.ref} cannot be written"):
            replace(os.path.join(asset.folder, LABELS), dumps(kept))
        return self.get(asset.name, asset.version)

    def delete(self, asset: Asset) -> None:
        """Remove a version.

        Raises
        ------
        WorkspaceError
            It cannot be removed.
        """
        trash = os.path.join(self.folder, asset.name, f".trash-{random_hex(8)}")
        with storing(f"The {self.noun} {asset.ref} cannot be deleted"):
            os.rename(asset.folder, trash)
            shutil.rmtree(trash)

    def _publish(self, new: str, name: str, version: str | None, facts: Mapping[str, Any]) -> Asset:
        """Give a finished version its place; of two that take the same number, the second takes the next one."""
        while True:
            number = version or str(max([int(known) for known in self.versions(name) if known.isdecimal()], default=0) + 1)
            record = {"schema": 1, "name": name, "version": number, "created": time.time(), "user": user_name(), **facts}
            replace(os.path.join(new, RECORD), dumps({**record, "sha256": checksum(record)}))
            folder = self._folder(name, number)
            try:
                os.rename(new, folder)  # fails where a folder with something in it is
            except OSError:
                if not os.path.isdir(folder):
                    raise
                if version is not None:
                    raise ConflictError(
                        f"There is a version {number!r} of the {self.noun} {name!r}.", "Versions do not change: leave version out for the next one."
                    ) from None
            else:
                return read_asset(self.kind, name, number, folder)

    def _folder(self, name: str, version: str) -> str:
        return os.path.join(self.folder, name, version)

    def _check(self, name: str, version: str | None) -> None:
        if not isinstance(name, str) or not _NAME.match(name):
            raise UserError(
                f"{name!r} cannot be the name of a {self.noun}.",
                "Allowed are 1 to 255 letters (a-z), digits, '_', '-' and '.', beginning with a letter or digit.",
                field="name",
            )
        if version is not None and not _VERSION.match(version):
            raise UserError(
                f"{version!r} cannot be a version of the {self.noun} {name!r}.",
                "Allowed are 1 to 30 letters (a-z), digits, '_', '-' and '.'; leave it out for the next number.",
                field="version",
            )


def _listed(folder: str) -> list[tuple[str, int, str]]:
    """Return path, size and sha256 of every file in a folder."""
    if not os.path.isdir(folder):
        return []
    found = []
    for name, path in sorted(walk_files(folder)):
        digest, size = hashlib.sha256(), 0
        with open(path, "rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
        found.append((name, size, digest.hexdigest()))
    return found
