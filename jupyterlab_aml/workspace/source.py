"""Looking through a source folder.

Links are followed, to files and to folders, inside the source folder and outside: the run finds what the script finds where it is. A link to a folder
that holds the link itself would never end and is skipped, as are broken links, sockets, pipes and devices. The limits guard against the rest.
"""

import errno
import os
import stat
from dataclasses import dataclass, field

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.workspace.ignore import VIRTUAL_ENVIRONMENT, IgnoreRules, ignore_line
from jupyterlab_aml.workspace.plan import Plan

_LOOK_NO_FURTHER = 50_000  # files: far over the limit, so that a link to / or a home folder is refused at once

Verdicts = dict[str, bool]
Folder = tuple[str, str, tuple[str, ...]]  # where it is, its path with / at the end, the real folders in which links were followed to get there


@dataclass
class _Look:
    """One look through a folder, under way."""

    folder: str
    rules: IgnoreRules
    verdicts: Verdicts
    files: dict[str, os.stat_result] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    def into(self, location: str, prefix: str, trail: tuple[str, ...]) -> list[Folder]:
        """Take in the files of one folder and return the folders in it."""
        try:
            with os.scandir(location) as found:
                entries = list(found)
        except FileNotFoundError:  # removed since it was seen
            return []
        except OSError as error:
            if not prefix:
                raise UserError(f"The source folder {location!r} cannot be read: {error.strerror}.") from error
            raise unreadable(location, prefix, error, self.rules) from error
        if prefix and self.rules.leaves_out_environments and any(entry.name == VIRTUAL_ENVIRONMENT for entry in entries):
            self.ignored.append(prefix)
            return []
        folders: list[Folder] = []
        verdicts = self.verdicts
        for entry in entries:
            path = prefix + entry.name
            folder = _is_folder(entry)
            if folder:
                path += "/"
            ignored = verdicts.get(path)
            if ignored is None:
                ignored = verdicts[path] = entry.name in self.rules.always or self.rules.ignores(path)
            if ignored:
                self.ignored.append(path)
            elif folder:
                self._folder(entry, location, path, trail, folders)
            else:
                self._file(entry, path)
        return folders

    def _folder(self, entry: os.DirEntry[str], location: str, path: str, trail: tuple[str, ...], folders: list[Folder]) -> None:
        if not entry.is_symlink():
            folders.append((entry.path, path, trail))
            return
        trail = (*trail, os.path.realpath(location))
        target = os.path.realpath(entry.path)
        if any(os.path.commonpath((target, place)) == target for place in trail):
            self.skipped[path] = "a link to a folder that it is in"
        else:
            folders.append((entry.path, path, trail))

    def _file(self, entry: os.DirEntry[str], path: str) -> None:
        try:
            facts = entry.stat()
        except FileNotFoundError:
            if entry.is_symlink():
                self.skipped[path] = "a broken link"
            return
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise unreadable(entry.path, path, error, self.rules) from error
            self.skipped[path] = "a link to itself"
            return
        if stat.S_ISREG(facts.st_mode):
            self.files[path] = facts
        else:
            self.skipped[path] = "not a regular file"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that cannot be followed; taking it in as a file says why
        return False


def unreadable(location: str, path: str, error: OSError, rules: IgnoreRules) -> UserError:
    """Return the error for something in a source folder that may not be read."""
    line = ignore_line(path.rstrip("/"), folder=path.endswith("/"))
    return UserError(
        f"{path!r} of the source folder cannot be read: {error.strerror}.",
        f"If the script does not need it, leave it out by the line {line!r} in {rules.file or '.amlignore'}; else make it readable.",
        path=path,
        location=location,
    )


def look(folder: str, rules: IgnoreRules, verdicts: Verdicts | None = None, *, allow_large: bool = False) -> Plan:
    """Look through a source folder.

    Parameters
    ----------
    folder : str
        The source folder.
    rules : IgnoreRules
        Its rules.
    verdicts : dict, optional
        What these rules said of each path before; new ones are added.
    allow_large : bool
        Look through all of it, however much it is.

    Raises
    ------
    UserError
        The folder or something in it cannot be read.
    """
    found = _Look(folder, rules, {} if verdicts is None else verdicts)
    stack: list[Folder] = [(folder, "", ())]
    complete = True
    while stack:
        if not allow_large and len(found.files) > _LOOK_NO_FURTHER:
            complete = False
            break
        stack.extend(found.into(*stack.pop()))
    return Plan(
        folder=folder,
        files=found.files,
        size_bytes=sum(facts.st_size for facts in found.files.values()),
        ignored=sorted(found.ignored),
        skipped=found.skipped,
        ignore_file=rules.file or ".amlignore",
        complete=complete,
    )


def checked_folder(source_directory: str | os.PathLike[str]) -> str:
    """Return the absolute path of a source folder.

    Raises
    ------
    NotFoundError
        There is none.
    UserError
        It is not a folder.
    """
    folder = os.path.abspath(source_directory)
    if not os.path.exists(folder):
        raise NotFoundError(f"The source folder {folder!r} does not exist.", "source_directory is the folder whose files the script needs.")
    if not os.path.isdir(folder):
        raise UserError(f"The source folder {folder!r} is a file.", "source_directory is the folder that holds the script.")
    return folder
