"""Telling the event bus of the Jupyter server what changes in workspaces, and keeping the server active while runs are."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any

from jupyter_events import EventLogger
from tornado.log import app_log

from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.server.services import Services
from jupyterlab_aml.workspace.asset_changes import AssetChanges
from jupyterlab_aml.workspace.changes import RunChanges
from jupyterlab_aml.workspace.workspace import Workspace

RUN = "https://jupyterlab-aml.invalid/events/run/v1"
ASSETS = "https://jupyterlab-aml.invalid/events/assets/v1"
QUICK_S = 0.2
SLOW_S = 5.0
_LOOKED_AT_S = 30.0


def register(logger: EventLogger | None) -> None:
    """Make the event bus know our events."""
    assert logger is not None
    for name in ("run.v1.yaml", "assets.v1.yaml"):
        with as_file(files(__package__).joinpath("schemas", name)) as path:
            logger.register_event_schema(path)


class Watcher:
    """Looks at the workspaces that are in use: often while somebody looks at them, now and then otherwise.

    Attributes
    ----------
    active : int
        Runs that had not ended at the last look.
    """

    def __init__(self, services: Services, emit: Callable[[str, dict[str, Any]], None], keep_active: Callable[[], None]) -> None:
        self.active = 0
        self._services = services
        self._emit = emit
        self._keep_active = keep_active
        self._changes: dict[str, RunChanges] = {}
        self._assets: dict[str, AssetChanges] = {}
        self._failed: set[str] = set()  # folders whose failure was told
        self._task: asyncio.Task[None] | None = None

    def start(self, folder: str) -> None:
        """Begin to look, at this workspace without being asked for it; the event loop must be running."""
        self._task = asyncio.create_task(self._run(folder))

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, folder: str) -> None:
        while True:
            try:
                await self._services.in_thread(lambda: self._services.workspaces.use(folder))
                await self.look()
            except Exception:  # noqa: BLE001  nothing that a workspace holds may end this
                app_log.exception("aml: looking at the workspaces failed")
            await self._rest()

    async def _rest(self) -> None:
        """Wait for the next look: shortly if somebody looks, or as soon as somebody begins to."""
        if self._is_looked_at():
            await asyncio.sleep(QUICK_S)
        else:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._services.asked.wait(), SLOW_S)
        self._services.asked.clear()

    def _is_looked_at(self) -> bool:
        return bool(self._services.streams) or time.monotonic() - self._services.asked_at < _LOOKED_AT_S

    async def look(self) -> None:
        """Look once at every workspace in use and tell what changed; the first look at a workspace tells nothing."""
        active = 0
        for workspace in await self._services.in_thread(self._services.workspaces.in_use):
            changes = self._changes.setdefault(workspace.folder, RunChanges(workspace))
            if changes.workspace is not workspace:
                changes = self._changes[workspace.folder] = RunChanges(workspace)
            try:
                events = await self._services.in_thread(changes.look)
            except (AmlError, OSError) as error:
                app_log.debug("aml: %s", error)
                continue
            except Exception:  # noqa: BLE001  one workspace must not hide the others
                if workspace.folder not in self._failed:
                    self._failed.add(workspace.folder)
                    app_log.exception("aml: looking at the runs of %s failed", workspace.folder)
                continue
            self._failed.discard(workspace.folder)
            for event in events:
                self._emit(RUN, event)
            await self._look_at_assets(workspace)
            active += changes.active
        self.active = active
        if active:
            self._keep_active()

    async def _look_at_assets(self, workspace: Workspace) -> None:
        changes = self._assets.setdefault(workspace.folder, AssetChanges(workspace.paths))
        for kind in await self._services.in_thread(changes.look):
            self._emit(ASSETS, {"workspace": workspace.folder, "kind": kind})
