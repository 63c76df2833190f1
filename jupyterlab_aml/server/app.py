"""The extension as the Jupyter server loads it."""

import os
from typing import Any

from jupyter_server._tz import utcnow
from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, List, Unicode

from jupyterlab_aml.server.events import Watcher, register
from jupyterlab_aml.server.routes import handlers
from jupyterlab_aml.server.services import Services

MARK = "JUPYTERLAB_AML_SERVER"


class AmlExtension(ExtensionApp):
    """Workspaces in JupyterLab."""

    name = "jupyterlab_aml"

    workspaces = List(Unicode(), help="Folders of workspaces that are shown beside those in the root folder of the server and above it.").tag(
        config=True
    )
    keep_active = Bool(True, help="Whether runs that have not ended keep the server active, so that nothing shuts it down as idle.").tag(config=True)

    services: Services
    watcher: Watcher

    def initialize_settings(self) -> None:
        """Make what the handlers share."""
        assert self.serverapp is not None
        root = os.path.realpath(os.path.expanduser(self.serverapp.root_dir))
        os.environ[MARK] = root  # kernels of this server see that a browser with our extension shows their outputs
        self.services = Services(root, list(self.workspaces))
        register(self.serverapp.event_logger)
        self.watcher = Watcher(self.services, self._emit, self._note_activity)
        # The workspace that is meant is looked at without being asked for, since its runs keep the server from being idle.
        self.serverapp.io_loop.add_callback(self.watcher.start, self.services.workspaces.meant())

    def initialize_handlers(self) -> None:
        """Hang the routes in."""
        self.handlers.extend(handlers(self.services))

    def current_activity(self) -> int | None:
        """Return how many runs have not ended, which keeps the server from being ended as idle."""
        return self.watcher.active or None if self.keep_active else None

    def _emit(self, schema: str, event: dict[str, Any]) -> None:
        assert self.serverapp is not None
        assert self.serverapp.event_logger is not None
        self.serverapp.event_logger.emit(schema_id=schema, data=event)

    def _note_activity(self) -> None:
        """Say that the server is in use, as the terminals do: hubs read it from ``/api/status``."""
        assert self.serverapp is not None
        if self.keep_active:
            self.serverapp.web_app.settings["last_activity_times"]["jupyterlab_aml"] = utcnow()

    async def stop_extension(self) -> None:
        """Let go of everything."""
        os.environ.pop(MARK, None)
        await self.watcher.stop()
        self.services.close()
