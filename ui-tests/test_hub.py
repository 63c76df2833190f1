"""The lab as a hub serves it: behind a base URL, with the cookie of a login and no token in the page."""

import re

import pytest
from jupyter_server.auth import passwd
from lab import Page, Server
from playwright.sync_api import expect

PASSWORD = "open sesame"


@pytest.fixture(scope="module")
def server(tmp_path_factory, project, workspace, _clean):
    options = ["--ServerApp.base_url=/user/x/", f"--PasswordIdentityProvider.hashed_password={passwd(PASSWORD)}"]
    running = Server(tmp_path_factory.mktemp("home"), project, options=options, token="")
    yield running.start()
    running.stop()


@pytest.fixture
def lab(browser, server):
    page = Page(browser, server)
    page.page.goto(f"{server.url}login")
    page.page.get_by_label("Password").fill(PASSWORD)
    page.page.get_by_role("button", name="Log in").click()
    page.page.wait_for_url(re.compile("/user/x/(lab|tree)"))
    yield page
    page.close()
    assert page.errors == []


def test_a_run_is_submitted_watched_and_renamed(lab, workspace):
    lab.open()
    assert lab.page.evaluate("() => JSON.parse(document.getElementById('jupyter-config-data').textContent).token") == ""
    lab.run("aml:submit", path="quick.py")
    form = lab.page.get_by_role("form", name="Submit a run")
    expect(lab.page.locator(".aml-line")).to_contain_text("quick.py")
    form.get_by_role("button", name="Submit", exact=True).click()
    panel = lab.page.locator(".aml-run-panel:visible")
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(panel.get_by_text("step 19", exact=True).first).to_be_visible()
    lab.run("aml:show-sidebar")
    row = lab.page.get_by_role("tree", name="Runs").get_by_role("treeitem").first
    expect(row).to_have_attribute("aria-label", re.compile(", Completed$"))
    row.click()
    lab.page.keyboard.press("F2")
    lab.page.locator(".jp-Dialog input").fill("renamed behind a hub")
    lab.page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-label", "renamed behind a hub, Completed")
    panel.get_by_role("tab", name="Logs", exact=True).click()
    with lab.page.expect_download() as download:
        panel.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "std_log.txt"
    lab.picture("hub")
