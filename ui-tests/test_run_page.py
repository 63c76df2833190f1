"""The page of one run: it goes on by itself, and every part of a run can be seen there."""

import http.server
import re
import threading

import pytest
from playwright.sync_api import expect
from views import open_run, open_tab, until

from jupyterlab_aml import Environment


def test_a_run_is_watched_and_canceled(lab, submit):
    run = submit("waits.py", submit.gate())
    lab.open()
    panel = open_run(lab, run)
    expect(panel.get_by_text("Running", exact=True).first).to_be_visible()
    expect(panel.get_by_text(re.compile(r"^step \d\d+$")).first).to_be_visible()
    open_tab(panel, "Metrics")
    expect(panel.get_by_role("img", name=re.compile("^loss")).first).to_be_visible()
    open_tab(panel, "Logs")
    expect(panel.locator(".aml-lines").get_by_text(re.compile(r"^step \d\d+$")).first).to_be_visible()
    panel.get_by_role("button", name="Cancel", exact=True).click()
    lab.page.locator(".jp-Dialog").get_by_role("button", name=re.compile("Cancel")).last.click()
    expect(panel.get_by_text("Canceled", exact=True).first).to_be_visible()
    assert run.get_status() == "Canceled"


def test_a_failed_run_leads_to_its_line(lab, submit):
    run = submit("fails.py")
    run.wait()
    lab.open()
    panel = open_run(lab, run)
    expect(panel.get_by_text("exit code 1: ZeroDivisionError: division by zero")).to_be_visible()
    panel.get_by_text("fails.py, line 3").click()
    expect(panel.get_by_role("tab", name="Code", exact=True)).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_text("return 1 / by")).to_be_visible()


def test_names_from_outside_are_text(lab, submit, workspace):
    evil = '<img src=x onerror="window.hacked=1">'
    run = submit("quick.py", evil, display_name=evil, tags={evil: evil})
    run.wait()
    run.log(evil, 1)
    lab.open()
    panel = open_run(lab, run)
    expect(panel.get_by_text(evil).first).to_be_visible()
    for name in ("Metrics", "Logs", "Outputs", "Code", "Children", "Monitor", "Overview"):
        open_tab(panel, name)
    lab.run("aml:show-sidebar")
    expect(lab.page.get_by_role("tree", name="Runs").get_by_role("treeitem").first).to_be_visible()
    assert lab.page.evaluate("() => window.hacked") is None


def is_kept(server, run):
    """Tell whether the lab has saved that the log of the run is open."""
    pages = [value for key, value in server.get("lab/api/workspaces/default")["data"].items() if run.id in key]
    return any(page["data"].get("tab") == "logs" and page["data"].get("title") == "comes back" for page in pages)


def test_it_comes_back_after_a_reload(lab, server, submit):
    run = submit("quick.py", display_name="comes back")
    run.wait()
    lab.open()
    panel = open_run(lab, run)
    open_tab(panel, "Logs")
    until(lambda: is_kept(server, run))
    lab.reload()
    panel = lab.page.locator(".aml-run-panel:visible")
    expect(panel.get_by_role("tab", name="Logs", exact=True)).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_text("step 19", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 600])
def test_a_run_is_retried(lab, submit, width):
    run = submit("fails.py")
    run.wait()
    lab.page.set_viewport_size({"width": width, "height": 800})
    lab.open()
    panel = open_run(lab, run)
    panel.get_by_role("button", name="Retry", exact=True).click()
    expect(panel.get_by_text(re.compile("attempt 2", re.IGNORECASE)).first).to_be_visible()
    run.wait()
    assert run.record().attempt == 2


class Index(http.server.BaseHTTPRequestHandler):
    """A package index that answers when it may, and knows no package."""

    may_answer = threading.Event()

    def do_GET(self):
        self.may_answer.wait(timeout=25)
        self.send_error(404)

    def log_message(self, *_):
        pass


def test_an_environment_is_built_before_ones_eyes(lab, submit):
    index = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=index.serve_forever, daemon=True).start()
    environment = Environment("never")
    environment.python.conda_dependencies.add_pip_package("no-such-thing")
    environment.python.conda_dependencies.set_pip_option(f"--index-url http://127.0.0.1:{index.server_port}/simple")
    lab.open()
    try:
        # Only now: nobody waits for an index for long.
        run = submit("quick.py", environment=environment)
        panel = open_run(lab, run)
        expect(panel.get_by_text("Preparing", exact=True)).to_be_visible()
        expect(panel.get_by_text("How the environment is built")).to_be_visible()
        open_tab(panel, "Logs")
        expect(panel.get_by_role("option").filter(has_text="environment_build.txt")).to_have_attribute("aria-selected", "true")
        expect(panel.locator(".aml-lines").get_by_text(re.compile("^Python 3"))).to_be_visible()
        lab.picture("run-building")
    finally:
        Index.may_answer.set()
    expect(panel.get_by_text("Failed", exact=True).first).to_be_visible()
    open_tab(panel, "Overview")
    expect(panel.get_by_role("region", name="Error")).to_contain_text("no-such-thing")
    index.shutdown()
    index.server_close()
