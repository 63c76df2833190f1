"""Which workspace a call means, and which the server shows."""

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import Any

from jupyterlab_aml.errors import AmlError, NotFoundError, UserError
from jupyterlab_aml.runfiles.paths import AML, WorkspacePaths
from jupyterlab_aml.runfiles.status import ACTIVE
from jupyterlab_aml.server.faults import ForbiddenError
from jupyterlab_aml.workspace import locate
from jupyterlab_aml.workspace.names import workspace_name_from
from jupyterlab_aml.workspace.workspace import Workspace

_Identity = tuple[int, int, int]


class Workspaces:
    """The workspaces that a server shows: in its root folder, above it, of ``AML_WORKSPACE``, and those it is configured for.

    Parameters
    ----------
    root : str
        The root folder of the server.
    extra : list of str
        Folders that are shown as well.
    """

    def __init__(self, root: str, extra: list[str]) -> None:
        self.root = os.path.realpath(os.path.expanduser(root))
        self._extra = [os.path.realpath(os.path.expanduser(folder)) for folder in extra]
        self._open: dict[str, tuple[_Identity, Workspace]] = {}
        self._lock = threading.Lock()

    # -- folders

    def inside(self, folder: str | None) -> str:
        """Return the absolute path of a folder that is named relative to the root of the server; the root for None.

        Raises
        ------
        ForbiddenError
            It is outside of the root.
        NotFoundError
            There is no such folder.
        """
        path = self._below("folder", folder or "")
        if not os.path.isdir(path):
            raise NotFoundError(f"There is no folder {folder!r} in the root folder of this server.", "Name one that is there, relative to it.")
        return path

    def entry(self, path: str) -> str:
        """Return the absolute path of a file or folder that is named relative to the root of the server.

        Raises
        ------
        ForbiddenError
            It is outside of the root.
        NotFoundError
            There is no such file or folder.
        """
        found = self._below("path", path)
        if not os.path.exists(found):
            raise NotFoundError(f"There is no {path!r} in the root folder of this server.", "Name one that is there, relative to it.", field="path")
        return found

    def _below(self, noun: str, name: str) -> str:
        path = os.path.realpath(os.path.join(self.root, name.lstrip("/")))
        if not _is_in(path, self.root):
            raise ForbiddenError(f"The {noun} {name!r} is outside of the root folder of this server.", "Name a folder or file below it.")
        return path

    def relative(self, folder: str) -> str | None:
        """Return a folder relative to the root of the server, with ``/``; None if it is outside."""
        path = os.path.realpath(folder)
        return None if not _is_in(path, self.root) else os.path.relpath(path, self.root).replace(os.sep, "/").removeprefix(".")

    def meant(self, folder: str | None = None) -> str:
        """Return the folder of the workspace that is meant from a folder of the server upwards; it may have to be made yet."""
        return self._meant(self.inside(folder))

    def _meant(self, start: str) -> str:
        chosen = locate.of_environment()
        if chosen is not None:
            return chosen
        for above in locate.folders_up(start):
            config = None if locate.has_workspace(above) else locate.config_in(above)
            if config is None and not locate.has_workspace(above):
                continue
            linked = (config or {}).get("embedded_workspace")
            return linked if isinstance(linked, str) and locate.has_workspace(linked) else above
        return start

    def _shown(self, path: str) -> bool:
        chosen = locate.of_environment()
        others = [*self._extra, *([os.path.realpath(chosen)] if chosen else [])]
        return _is_in(path, self.root) or _is_in(self.root, path) or path in others or path == os.path.realpath(self._meant(self.root))

    # -- workspaces

    def find(self, folder: str | None) -> Workspace:
        """Return the workspace in a folder; the one that is meant from the root of the server for None.

        Raises
        ------
        ForbiddenError
            This server does not show it.
        NotFoundError
            There is none.
        WorkspaceError
            It is damaged.
        """
        return self._opened(self.place(folder))

    def place(self, folder: str | None, start: str | None = None) -> str:
        """Return the folder of a workspace that may have to be made yet; for None the one that is meant from ``start`` upwards.

        Raises
        ------
        ForbiddenError
            This server would not show it.
        """
        path = os.path.realpath(self.meant(start) if folder is None else self._absolute(folder))
        if not self._shown(path):
            raise ForbiddenError(
                f"This server does not show workspaces in {folder!r}.",
                "It shows those in its root folder, above it, of AML_WORKSPACE, and of the setting AmlExtension.workspaces.",
            )
        return path

    def _absolute(self, folder: str) -> str:
        if not os.path.isabs(folder):
            raise UserError(f"workspace is {folder!r}.", "It is the absolute folder of a workspace, as /workspaces lists it.", field="workspace")
        return os.path.dirname(folder) if os.path.basename(folder) == AML else folder

    def _opened(self, path: str) -> Workspace:
        config = WorkspacePaths(os.path.join(path, AML)).config
        try:
            facts = os.stat(config)
        except OSError:
            return Workspace.open(path)  # which tells what is wrong
        identity = (facts.st_dev, facts.st_ino, facts.st_mtime_ns)
        with self._lock:
            known = self._open.get(path)
        if known is not None and known[0] == identity:
            return known[1]
        found = Workspace.open(path)  # without the lock: a disk that does not answer must not hold up the other workspaces
        with self._lock:
            known = self._open.get(path)
            if known is None or known[0] != identity:  # else another thread was faster
                known = self._open[path] = (identity, found)
            return known[1]

    def use(self, folder: str) -> None:
        """Count the workspace in a folder among those in use, if there is one."""
        if locate.has_workspace(folder):
            with contextlib.suppress(AmlError):
                self._opened(os.path.realpath(folder))

    def in_use(self) -> list[Workspace]:
        """Return the workspaces that were asked for since the server began, as far as they are still there."""
        with self._lock:
            known = dict(self._open)
        gone = [path for path in known if not locate.has_workspace(path)]
        with self._lock:
            for path in gone:
                if self._open.get(path) is known[path]:
                    del self._open[path]
        return [workspace for path, (_, workspace) in known.items() if path not in gone]

    def close(self) -> None:
        """Let go of all."""
        for workspace in self.in_use():
            workspace.index.close()

    # -- what is told of them

    def list(self, folder: str | None) -> "list[dict[str, Any]]":
        """Return the shapes ``Workspace`` of what can be seen from a folder of the server upwards; the first is the one that is meant."""
        return [self.describe(path) for path in dict.fromkeys(self._seen(folder))]

    def _seen(self, folder: str | None) -> Iterator[str]:
        start = self.inside(folder)
        yield os.path.realpath(self._meant(start))
        for path in (*locate.folders_up(start), *self._extra):
            if locate.has_workspace(path):
                yield path

    def describe(self, path: str) -> dict[str, Any]:
        """Return the shape ``Workspace`` of one folder; what is wrong with it is in ``problem``."""
        shape = {"id": "", "folder": path, "path": self.relative(path), "exists": locate.has_workspace(path), "active": 0, "problem": None}
        shape |= {"name": _name(path), "writable": _writable(path)}
        if shape["exists"]:
            try:
                workspace = self._opened(path)
                shape |= {"name": workspace.name, "id": workspace.id}
                workspace.index.refresh()
                shape["active"] = workspace.index.count(status=ACTIVE)
            except AmlError as error:
                shape["problem"] = str(error)
        return shape


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _name(path: str) -> str:
    config = locate.config_in(path) or {}
    return str(config.get("workspace_name") or workspace_name_from(os.path.basename(path)))


def _writable(path: str) -> bool:
    runs = WorkspacePaths(os.path.join(path, AML)).runs
    return os.access(runs if os.path.isdir(runs) else path, os.W_OK | os.X_OK)
