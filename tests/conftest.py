"""What every test gets: no variables of a workspace, an own cache and an own current folder; and a workspace for those that ask for one."""

import os

import pytest
from engine_support import end_agent, marked, until
from hypothesis import settings

from jupyterlab_aml import Workspace
from jupyterlab_aml.workspace.agentlink import AgentLink

settings.register_profile("no hurry", deadline=None)  # a machine that is busy is no failure
settings.load_profile("no hurry")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """A test sees neither the workspace of the person who runs it nor what another test left."""
    for name in list(os.environ):
        if name.startswith(("AML_", "AZUREML_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ws(tmp_path, monkeypatch):
    """A new workspace, in a folder that is the current one; nothing of it may be left running at the end."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    workspace = Workspace.create("test", path=folder, show_output=False)
    yield workspace
    workspace.index.close()
    if os.path.isdir(workspace.paths.root):
        end_agent(workspace.paths)
    until(lambda: not marked(b"AML_WORKSPACE=" + os.fsencode(workspace.folder)), timeout=10)


@pytest.fixture
def no_agent(monkeypatch):
    """No agent is started: what is submitted stays as the submitter left it. Gives the list of starts that were wanted."""
    starts = []

    def start(link):
        starts.append(link)

    monkeypatch.setattr(AgentLink, "_start", start)
    return starts


@pytest.fixture
def script(tmp_path):
    """Write a script into the source folder ``src`` and return its folder: ``script("print(1)")``."""

    def write(code, name="train.py"):
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
        return str(tmp_path / "src")

    return write
