"""Where the versions of one kind of asset are kept: ``.aml/<kind>/<name>/<version>/``, each claimed by a rename and never changed."""

import fcntl
import os
import re
import shutil
import stat
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from ..errors import ConflictError, NotFoundError, UserError, WorkspaceError
from ..runfiles import faults
from ..runfiles.files import Json, dumps, names, replace, touch, walk_files
from ..runfiles.paths import WorkspacePaths
from ..runfiles.process import user_name
from ..runfiles.shapes import is_name
from .artifact_names import not_found
from .asset import FILES, LABELS, RECORD, RUNS, Asset, checksum, read_asset, read_labels, sha256_of
from .labels import texts
from .names import random_hex
from .run_assets import MADE, USED, mark
from .staging import TRASH, release, staged, sweep
from .storage import storing

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}\Z")
_DATASET = "dataset"
_SPACED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_. -]{0,253}[A-Za-z0-9_.-])?\Z")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}\Z")
_NEWEST = "latest"  # means the newest to who asks for it
_DELETED = ".deleted-"
_READ_ONLY = ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)

# Named outside the class, where ``all`` and ``names`` are methods.
Assets = List[Asset]


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
        self._paths = paths

    @property
    def noun(self) -> str:
        """One of them, in words."""
        return self.kind[:-1]

    def names(self) -> List[str]:
        """Return the names there are, sorted."""
        return sorted(name for name in names(self.folder) if self.versions(name))

    def versions(self, name: str) -> List[str]:
        """Return the versions of a name, oldest first: numbers by their value, behind them texts by the alphabet."""
        found = [version for version in names(os.path.join(self.folder, name)) if _VERSION.match(version)] if is_asset_name(self.noun, name) else []
        return sorted(found, key=lambda version: (not version.isdecimal(), int(version) if version.isdecimal() else 0, version))

    def get(self, name: str, version: Any = None) -> Asset:
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
            known = self.names()
            error = not_found("There is no {} {!r}.".format(self.noun, name), name, known)
            hint = error.hint or ("There is: {}.".format(", ".join(known[:10])) if known else "There are no {} here yet.".format(self.kind))
            raise NotFoundError(error.message, hint, field=self.noun)
        wanted = versions[-1] if version is None else str(version)
        if wanted not in versions:
            raise NotFoundError(
                "There is no version {!r} of the {} {!r}.".format(wanted, self.noun, name),
                "There is: {}.".format(", ".join(versions)),
                field=self.noun,
            )
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
        found = [self._newest(name) for name in self.names()]
        return [asset for asset in found if asset is not None]

    def add(
        self,
        name: str,
        content: Json,
        *,
        version: Optional[str] = None,
        files: Optional[Callable[[str], None]] = None,
        run: Optional[str] = None,
        tags: Optional[Dict[str, Any]] = None,
        description: Optional[str] = None,
        private: bool = False,
    ) -> Asset:
        """Keep a new version and return it. Nothing is left behind if that fails.

        Parameters
        ----------
        content : dict
            What the kind keeps of it, JSON-serialisable.
        version : str, optional
            By default the next number.
        files : callable, optional
            Puts the files of it into the folder whose path it is given. They become read-only.
        run : str, optional
            Id of the run that made it.
        private : bool
            Only those who could register one here may read its record: its user, and the group where the workspace is shared with one.

        Raises
        ------
        UserError
            The name or version is not allowed.
        ConflictError
            There is this version, or was.
        WorkspaceError
            It cannot be written.
        """
        self._check(name, version)
        labels = {"tags": texts("tags", tags or {}), "description": description}
        with storing("The {} {!r} cannot be registered".format(self.noun, name)):
            os.makedirs(self.folder, exist_ok=True)
            sweep(self.folder)
            new, lock = staged(self.folder)
            try:
                os.mkdir(os.path.join(new, RUNS))
                if files is not None:
                    os.mkdir(os.path.join(new, FILES))
                    files(os.path.join(new, FILES))
                replace(os.path.join(new, LABELS), dumps(labels))
                faults.step("client.registering")
                facts = {"content": dict(content), "files": _listed(os.path.join(new, FILES)), "run": run}
                return self._publish(new, name, version, facts, _mode_for_writers(self.folder) if private else 0o666)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
            finally:
                release(lock)

    def mark_used(self, asset: Asset, run_id: str) -> None:
        """Note that a run uses a version, there and in the folder of the run."""
        if not is_name(run_id):
            raise UserError("{!r} cannot be the id of a run.".format(run_id))
        with storing("The use of the {} {} cannot be noted".format(self.noun, asset.ref)):
            touch(os.path.join(asset.folder, RUNS, run_id))
            mark(self._paths.run(run_id), USED, self.kind, asset.ref)

    def label(self, asset: Asset, tags: Optional[Dict[str, Any]] = None, description: Optional[str] = None) -> Asset:
        """Give a version other tags or another description; None leaves what is there."""
        changes = {} if tags is None else {"tags": texts("tags", tags)}  # type: Json
        if description is not None:
            changes["description"] = description
        return self.edit(asset, lambda labels: dict(labels, **changes))

    def edit(self, asset: Asset, change: Callable[[Json], Json]) -> Asset:
        """Change what a version is marked with (``tags``, ``description``, ``added``); others who do so meanwhile wait.

        Parameters
        ----------
        change : callable
            From what is there to what shall be.
        """
        with storing("The tags of the {} {} cannot be written".format(self.noun, asset.ref)):
            fd = os.open(asset.folder, os.O_RDONLY)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX)
                replace(os.path.join(asset.folder, LABELS), dumps(change(read_labels(asset.folder))))
            finally:
                os.close(fd)
        return self.get(asset.name, asset.version)

    def delete(self, asset: Asset) -> None:
        """Remove a version; its number is not given to another.

        Raises
        ------
        WorkspaceError
            It cannot be removed.
        """
        parent = os.path.join(self.folder, asset.name)
        trash = os.path.join(self.folder, TRASH + random_hex(8))
        with storing("The {} {} cannot be deleted".format(self.noun, asset.ref)):
            touch(os.path.join(parent, _DELETED + asset.version))
            os.rename(asset.folder, trash)
            faults.step("client.unregistering")
            try:
                shutil.rmtree(trash)
            except FileNotFoundError:  # somebody sweeps it
                pass

    def _publish(self, new: str, name: str, version: Optional[str], facts: Json, mode: int) -> Asset:
        """Give a finished version its place; of two that take the same number, the second takes the next one."""
        while True:
            number = version or self._next(name)
            record = dict(facts, schema=1, name=name, version=number, created=time.time(), user=user_name())
            replace(os.path.join(new, RECORD), dumps(dict(record, sha256=checksum(record))), mode)
            if is_name(facts["run"]):
                mark(self._paths.run(facts["run"]), MADE, self.kind, "{}:{}".format(name, number))
            folder = self._folder(name, number)
            os.makedirs(os.path.dirname(folder), exist_ok=True)
            try:
                os.rename(new, folder)  # fails where a folder with something in it is
            except OSError:
                if not os.path.isdir(folder):
                    raise
                if version is not None:
                    raise self._taken(name, number, "is")
            else:
                return read_asset(self.kind, name, number, folder)

    def _newest(self, name: str) -> Optional[Asset]:
        for version in reversed(self.versions(name)):
            try:
                return read_asset(self.kind, name, version, self._folder(name, version))
            except WorkspaceError:
                continue
        return None

    def _next(self, name: str) -> str:
        taken = self.versions(name) + self._deleted(name)
        return str(max([int(known) for known in taken if known.isdecimal()] or [0]) + 1)

    def _deleted(self, name: str) -> List[str]:
        return [each[len(_DELETED) :] for each in names(os.path.join(self.folder, name)) if each.startswith(_DELETED)]

    def _taken(self, name: str, version: str, tense: str) -> ConflictError:
        return ConflictError(
            "There {} a version {!r} of the {} {!r}.".format(tense, version, self.noun, name),
            "Versions do not change: leave version out for the next one.",
        )

    def _folder(self, name: str, version: str) -> str:
        return os.path.join(self.folder, name, version)

    def _check(self, name: str, version: Optional[str]) -> None:
        check_asset_name(self.noun, name)
        if version is not None and (not _VERSION.match(version) or version.lower() == _NEWEST):
            raise UserError(
                "{!r} cannot be a version of the {} {!r}.".format(version, self.noun, name),
                "Allowed are 1 to 30 letters (a-z), digits, '_', '-' and '.', but not {!r}; leave it out for the next number.".format(_NEWEST),
                field="version",
            )
        if version is not None and version in self._deleted(name):
            raise self._taken(name, version, "was")


def is_asset_name(noun: str, name: Any) -> bool:
    """Tell whether this can be the name of an asset; datasets may have spaces in theirs, as in the SDK."""
    return isinstance(name, str) and bool((_SPACED if noun == _DATASET else _NAME).match(name))


def check_asset_name(noun: str, name: Any) -> None:
    """Refuse what cannot be the name of an asset.

    Raises
    ------
    UserError
        It is not allowed.
    """
    if not is_asset_name(noun, name):
        raise UserError(
            "{!r} cannot be the name of {} {}.".format(name, "an" if noun[0] in "aeiou" else "a", noun),
            "Allowed are 1 to 255 letters (a-z), digits, '_', '-' and '.'{}, beginning with a letter or digit.".format(
                ", with spaces between them" if noun == _DATASET else ""
            ),
            field="name",
        )


def _mode_for_writers(folder: str) -> int:
    """Return the mode of a file that those may read who may write into a folder."""
    return 0o600 | (os.stat(folder).st_mode & (stat.S_IWGRP | stat.S_IWOTH)) << 1


def _listed(folder: str) -> List[Tuple[str, int, str]]:
    """Return path, size and sha256 of every file in a folder, and make those read-only that are its own."""
    found = []
    for name, path in walk_files(folder):
        facts = os.lstat(path)
        if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1:
            os.chmod(path, stat.S_IMODE(facts.st_mode) & _READ_ONLY)
        found.append((name, os.stat(path).st_size, str(sha256_of(path))))
    return sorted(found)
