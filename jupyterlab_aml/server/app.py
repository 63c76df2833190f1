"""The extension as the Jupyter server loads it."""

import os

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, List, Unicode

from jupyterlab_aml.server.routes import handlers
from jupyterlab_aml.server.services import Services


class AmlExtension(ExtensionApp):
    """Workspaces in JupyterLab."""

    name = "jupyterlab_aml"

    workspaces = List(Unicode(), help="Folders of workspaces that are shown beside those in the root folder of the server and above it.").tag(
        config=True
    )
    keep_active = Bool(True, help="Whether runs that have not ended keep the server active, so that nothing shuts it down as idle.").tag(config=True)

    services: Services

    def initialize_settings(self) -> None:
        """Make what the handlers share."""
        assert self.serverapp is not None
        root = os.path.realpath(os.path.expanduser(self.serverapp.root_dir))
        os.environ["JUPYTERLAB_AML_SERVER"] = root  # kernels of this server see that a browser with our extension shows their outputs
        self.services = Services(root, list(self.workspaces))

    def initialize_handlers(self) -> None:
        """Hang the routes in."""
        self.handlers.extend(handlers(self.services))

    async def stop_extension(self) -> None:
        """Let go of everything."""
        self.services.close()
