"""A Jupyter server with our extension, in the process of the test."""

import pytest

pytest_plugins = ("pytest_jupyter.jupyter_server",)


@pytest.fixture
def jp_server_config():
    """The extension is on; nobody gets in without a token."""
    return {"ServerApp": {"jpserver_extensions": {"jupyterlab_aml": True}, "allow_unauthenticated_access": False}}
