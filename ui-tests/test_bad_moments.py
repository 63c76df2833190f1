"""What people see while something is broken, and that all of it is right again afterwards, without a reload."""

import json
import os
import re
import shutil
import signal
import socket
from urllib.parse import urlsplit

import pytest
from lab import notebook, write
from playwright.sync_api import expect
from views import goes_on, open_run, row_of, until

from jupyterlab_aml import Experiment

AWAY = "The server does not answer."
# What JupyterLab itself and the browser write into the console meanwhile.
NO_SERVER = ("net::ERR_", "Failed to fetch")
NOT_THERE = "404 (Not Found)"
UNREADABLE = "503 (Service Unavailable)"
# A package of our name that cannot be loaded: what a kernel without ours comes to.
WITHOUT = "raise ModuleNotFoundError(\"No module named 'jupyterlab_aml'\", name='jupyterlab_aml')\n"


def sidebar(lab):
    return lab.page.locator(".aml-sidebar-body")


def steps(run):
    """Return how many values of the loss are in the files."""
    values = run.get_metrics().get("loss", [])
    return len(values) if isinstance(values, list) else 1


def dismiss_dialogs(lab):
    """Dismiss what JupyterLab itself says of its server, over everything, as soon as and as often as it says it."""
    lab.page.add_init_script(
        """new MutationObserver(() => {
          for (const dialog of document.querySelectorAll('.jp-Dialog')) {
            if (dialog.textContent.includes('Server Connection Error')) dialog.querySelector('.jp-Dialog-footer button')?.click();
          }
        }).observe(document, { childList: true, subtree: true });"""
    )


def test_the_server_comes_back_under_an_open_page(lab, server, submit):
    lab.expected = NO_SERVER
    dismiss_dialogs(lab)
    gate = submit.gate()
    run = submit("waits.py", gate, display_name="goes on")
    lab.open()
    lab.run("aml:show-sidebar")
    panel = open_run(lab, run)
    expect(panel.get_by_text(re.compile(r"^step \d+$")).first).to_be_visible()
    expect(row_of(lab, run)).to_have_attribute("aria-label", "goes on, Running")

    port = urlsplit(server.url).port
    server.stop(signal.SIGKILL)
    expect(panel.get_by_text(AWAY)).to_be_visible()
    expect(sidebar(lab).get_by_text(AWAY)).to_be_visible()
    lab.picture("server-away")
    before = steps(run)
    until(lambda: steps(run) > before + 20)
    server.start(port)
    expect(lab.page.locator(".aml-scope").get_by_text(AWAY)).to_have_count(0, timeout=40_000)
    after = steps(run)
    until(lambda: steps(run) > after + 5)
    submit.open_gate(gate)
    run.wait()

    total = steps(run)
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(row_of(lab, run)).to_have_attribute("aria-label", "goes on, Completed")
    expect(panel.get_by_text(f"step {total - 1}", exact=True).first).to_be_visible()
    panel.get_by_role("tab", name="Metrics", exact=True).click()
    expect(panel.get_by_role("img", name=re.compile(f"^loss: {total} points"))).to_be_visible()
    panel.get_by_role("tab", name="Logs", exact=True).click()
    text = panel.get_by_role("region", name=re.compile("^Text of"))
    expect(text.get_by_text(re.compile(r"^step \d+$")).first).to_be_visible()
    text.press("End")
    expect(text.get_by_text(f"step {total - 1}", exact=True)).to_be_visible()
    lab.picture("server-back")


def split(lab, *names):
    """Show the pages with these titles beside each other."""
    lab.page.evaluate(
        """names => {
          const { shell } = window.jupyterapp;
          const pages = [...shell.widgets('main')].filter(page => names.includes(page.title.label));
          pages.forEach((page, n) => shell.add(page, 'main', { mode: n ? 'split-right' : 'tab-after' }));
        }""",
        list(names),
    )


def test_a_run_folder_is_deleted_under_all_that_shows_it(lab, project, workspace, submit):
    lab.expected = (NOT_THERE,)
    run, other = (Experiment(workspace, "bad-moments").start_logging(display_name=name) for name in ("to be lost", "the other"))
    for each in (run, other):
        for step in range(5):
            each.log("loss", 1 / (step + 1))
        each.complete()
    cell = "%load_ext jupyterlab_aml\nfrom jupyterlab_aml import Workspace\nWorkspace.open('.').get_run('" + run.id + "')"
    write(str(project / "deleted.ipynb"), notebook(cell))
    lab.open("deleted.ipynb")
    lab.run_all()
    shown = lab.page.locator(".aml-cell")
    expect(shown.get_by_text("Completed", exact=True)).to_be_visible()
    # What comes later than the state: out of sight, nothing more is asked for.
    expect(shown.get_by_role("img", name=re.compile("^loss: 5 points"))).to_be_visible()
    lab.run("aml:show-sidebar")
    open_run(lab, run)
    lab.run("aml:compare-runs", runs=[run.id, other.id])
    panel, compared = lab.page.locator(".aml-run-panel"), lab.page.locator(".aml-compare-page")
    expect(compared.get_by_role("img", name=re.compile("^loss"))).to_be_visible()
    split(lab, "deleted.ipynb", "to be lost", "Compare 2 runs")
    expect(panel.get_by_text("to be lost").first).to_be_visible()

    shutil.rmtree(run.paths.folder)
    expect(panel.get_by_text("This run was deleted.")).to_be_visible()
    # The second where the cell was out of sight while it happened.
    expect(shown.get_by_text(re.compile("^(The run was deleted|There is no run)"))).to_be_visible()
    expect(shown.get_by_role("img", name=re.compile("^loss: 5 points"))).to_be_visible()
    expect(row_of(lab, run)).to_have_count(0)
    expect(row_of(lab, other)).to_be_visible()
    expect(compared.get_by_text(re.compile("deleted")).first).to_be_visible()
    for name in ("Metrics", "Logs", "Outputs", "Code", "Children", "Monitor"):
        panel.get_by_role("tab", name=name, exact=True).click()
    lab.picture("run-deleted")


@pytest.mark.parametrize("damage", ["content", "folder", "pipe"])
def test_a_damaged_workspace_is_said_and_mended(lab, workspace, submit, damage):
    lab.expected = (UNREADABLE, NOT_THERE)
    run = submit("waits.py", submit.gate(), display_name=f"damaged {damage}")
    lab.open()
    lab.run("aml:show-sidebar")
    panel = open_run(lab, run)
    expect(panel.get_by_text(re.compile(r"^step \d+$")).first).to_be_visible()
    config, kept = workspace.paths.config, workspace.paths.config + "-kept"
    os.rename(config, kept)
    {"content": lambda: write(config, "{ half"), "folder": lambda: os.mkdir(config), "pipe": lambda: os.mkfifo(config)}[damage]()
    lab.run("aml:refresh")
    expect(sidebar(lab).get_by_role("alert").first).to_be_visible()
    lab.picture(f"workspace-damaged-{damage}")
    shutil.rmtree(config) if damage == "folder" else os.unlink(config)
    os.rename(kept, config)
    sidebar(lab).get_by_role("button", name="Try again").first.click()
    expect(row_of(lab, run)).to_have_attribute("aria-label", f"damaged {damage}, Running")
    expect(sidebar(lab).get_by_role("alert")).to_have_count(0)
    goes_on(lab, steps(run) + 5)
    run.cancel()
    expect(panel.get_by_text("Canceled", exact=True).first).to_be_visible()


def test_a_workspace_that_is_away_for_a_moment_comes_back(lab, workspace, submit):
    """As a network share does; with a file in the place of the folder."""
    lab.expected = (UNREADABLE, NOT_THERE)
    with Experiment(workspace, "bad-moments").start_logging(display_name="on a share") as run:
        run.log("loss", 1)
    lab.open()
    panel = open_run(lab, run)
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    root = workspace.paths.root
    os.rename(root, root + "-away")
    write(root, "not a folder")
    expect(panel.get_by_role("alert").first).to_be_visible()
    expect(panel.get_by_text("was deleted")).to_have_count(0)
    lab.picture("workspace-away")
    os.unlink(root)
    os.rename(root + "-away", root)
    expect(panel.get_by_role("alert")).to_have_count(0)
    run.set_tags({"came": "back"})
    expect(panel.get_by_text("came").first).to_be_visible()


def test_the_agent_is_killed_and_the_queue_goes_on(lab, workspace, submit):
    """Whoever looks at a run keeps an agent there."""
    gate = submit.gate()
    first = [submit("waits.py", gate) for _ in range(2)]
    last = submit("quick.py", display_name="waits for a place")
    lab.open()
    panel = open_run(lab, last)
    expect(panel.get_by_text("Queued", exact=True).first).to_be_visible()
    killed = workspace.agent.status()["pid"]
    os.kill(killed, signal.SIGKILL)
    submit.open_gate(gate)
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    assert workspace.agent.status()["pid"] != killed
    assert {run.wait().status for run in first} == {"Completed"}


def test_a_kernel_without_our_package_shows_what_was_saved(lab, server, project, workspace, tmp_path):
    with Experiment(workspace, "bad-moments").start_logging(display_name="from before") as run:
        for step in range(5):
            run.log("loss", 1 / (step + 1))
    write(str(tmp_path / "jupyterlab_aml.py"), WITHOUT)
    bare = {"display_name": "Bare", "language": "python", "env": {"PYTHONPATH": str(tmp_path)}}
    bare["argv"] = ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    write(os.path.join(server.home, "data", "kernels", "bare", "kernel.json"), bare)
    cell = "%load_ext jupyterlab_aml\nfrom jupyterlab_aml import Workspace\nWorkspace.open('.').get_run('" + run.id + "')"
    path = project / "bare.ipynb"
    write(str(path), notebook(cell, "import jupyterlab_aml"))
    lab.open("bare.ipynb")
    lab.kernel_ready()
    lab.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell-and-select-next')")
    expect(lab.page.locator(".aml-cell").get_by_text("Completed", exact=True)).to_be_visible()
    lab.saved_outputs(0, path, "Status: Completed")

    content = json.loads(path.read_text())
    content["metadata"]["kernelspec"] = {"name": "bare", "display_name": "Bare", "language": "python"}
    # What a page without our frontend would show, beside what ours does.
    data = content["cells"][0]["outputs"][-1]["data"]
    saved = {"output_type": "display_data", "metadata": {}, "data": {"text/html": data["text/html"], "text/plain": data["text/plain"]}}
    content["cells"][0]["outputs"].append(saved)
    write(str(project / "without.ipynb"), content)
    lab.open("without.ipynb")
    lab.kernel_ready()
    cells = lab.page.locator(".jp-Cell")
    expect(cells.nth(0).locator(".aml-cell").get_by_role("img", name=re.compile("^loss: 5 points"))).to_be_visible()
    expect(cells.nth(0).locator(".aml-run").get_by_text("from before")).to_be_visible()
    lab.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    lab.run("notebook:run-cell")
    expect(cells.nth(1).get_by_text("No module named 'jupyterlab_aml'").first).to_be_visible()
    expect(cells.nth(0).locator(".aml-cell").get_by_text("Completed", exact=True)).to_be_visible()
    lab.picture("kernel-without-package")


@pytest.fixture(params=["silent", "dropped"])
def no_stream(lab, request):
    """No WebSocket of ours gets through: it never opens, or is dropped as soon as it is open."""
    if request.param == "dropped":
        lab.page.route_web_socket("**/aml/v1/stream*", lambda ws: ws.close())
        yield
        return
    with socket.create_server(("127.0.0.1", 0)) as silent:
        lab.page.add_init_script(
            """{
              const There = window.WebSocket;
              window.WebSocket = class extends There {
                constructor(url, ...more) { super(String(url).includes('/aml/v1/stream') ? 'ws://127.0.0.1:PORT' : url, ...more); }
              };
            }""".replace("PORT", str(silent.getsockname()[1]))
        )
        yield


def test_without_a_websocket_it_asks_again_and_again(lab, submit, no_stream):
    lab.expected = ("WebSocket",)
    gate = submit.gate()
    run = submit("waits.py", gate, display_name="polled")
    lab.open()
    lab.run("aml:show-sidebar")
    panel = open_run(lab, run)
    expect(panel.get_by_text(re.compile(r"^step \d+$")).first).to_be_visible()
    goes_on(lab, steps(run))
    expect(lab.page.locator(".aml-scope").get_by_text(AWAY)).to_have_count(0)
    submit.open_gate(gate)
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(row_of(lab, run)).to_have_attribute("aria-label", "polled, Completed")
    panel.get_by_role("tab", name="Metrics", exact=True).click()
    expect(panel.get_by_role("img", name=re.compile(f"^loss: {steps(run)} points"))).to_be_visible()
    run.delete()
    expect(panel.get_by_text("This run was deleted.")).to_be_visible()
