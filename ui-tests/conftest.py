"""One browser for each test process, one lab for each module, a fresh page for each test."""

import os

import pytest
from lab import ARGS, Page, Server, chromium
from playwright.sync_api import expect, sync_playwright

from jupyterlab_aml import Workspace
from scripts import Submitter, add_scripts

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    if path is None:
        missing = "there is no Chromium here; scripts/install_chromium.sh installs it"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The folder that the server shows, with a workspace."""
    folder = tmp_path_factory.mktemp("project")
    add_scripts(folder)
    return folder


@pytest.fixture(scope="module")
def workspace(project, _clean):
    made = Workspace.create("sunny-hill", path=project, show_output=False)
    yield made
    for record in made.list_runs():
        if not record.final:
            made.get_run(record.id).cancel()
            made.get_run(record.id).wait(timeout_s=30)
    made.agent.stop()
    made.index.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Variables that every process of these tests gets: an own cache."""
    return {"AML_CACHE": str(tmp_path_factory.mktemp("cache"))}


@pytest.fixture(scope="module", autouse=True)
def _clean(environment):
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AML_") and name != "AML_SCREENSHOTS"]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory, project, workspace, _clean):
    running = Server(tmp_path_factory.mktemp("home"), project)
    yield running.start()
    running.stop()


@pytest.fixture
def submit(workspace, project):
    submitter = Submitter(workspace, project)
    yield submitter
    submitter.close()


@pytest.fixture
def lab(browser, server):
    page = Page(browser, server)
    yield page
    page.close()
    assert page.errors == []
