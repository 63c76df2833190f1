"""A Jupyter server with our extension, in the process of the test; its root folder is that of the workspace ``ws``."""

import pytest
from engine_support import end_agent
from pytest_jupyter.jupyter_server import *  # noqa: F403  here only: as a plugin it would start a server for every test of the suite
from server_support import start

from jupyterlab_aml import Workspace


@pytest.fixture
def jp_server_config():
    """The extension is on; nobody gets in without a token."""
    return {"ServerApp": {"jpserver_extensions": {"jupyterlab_aml": True, "jupyter_server_terminals": False}, "allow_unauthenticated_access": False}}


@pytest.fixture
def jp_base_url():
    """As behind a hub."""
    return "/user/jo%40x/"


@pytest.fixture
def ws(jp_root_dir):
    """A new workspace in the root folder of the server."""
    workspace = Workspace.create("test", path=jp_root_dir, show_output=False)
    yield workspace
    workspace.index.close()
    end_agent(workspace.paths)


@pytest.fixture
def run(ws):
    """An interactive run that this process holds."""
    return start(ws)
