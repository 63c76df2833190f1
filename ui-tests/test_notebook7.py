"""Notebook 7: the cell is live as in the lab, and our pages stand at the sides, where that app has room."""

import re

import pytest
from lab import Server, notebook, write
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def server(tmp_path_factory, project, workspace, _clean):
    running = Server(tmp_path_factory.mktemp("home"), project, app="notebook")
    yield running.start()
    running.stop()


@pytest.fixture
def lab(lab):
    # Notebook 7.6 itself writes this, also without our extension.
    lab.expected = ("reading 'schema'",)
    return lab


def test_a_cell_is_live_and_its_run_opens_beside_it(lab, project, submit):
    gate = submit.gate()
    cells = ("%load_ext jupyterlab_aml", f"run = %aml submit waits.py --name 'in notebook 7' -- {gate}\nrun")
    write(str(project / "seven.ipynb"), notebook(*cells))
    lab.open("seven.ipynb")
    lab.run_all()
    cell = lab.page.locator(".aml-cell")
    expect(cell.get_by_text("Running", exact=True)).to_be_visible()
    expect(cell.get_by_role("img", name=re.compile(r"^loss: \d\d+ points"))).to_be_visible()
    cell.get_by_role("button", name="Open", exact=True).click()
    panel = lab.page.locator(".aml-run-panel:visible")
    expect(panel.get_by_text("in notebook 7").first).to_be_visible()
    lab.picture("notebook7-run")
    inside, width = panel.locator(".aml-runpage").evaluate("page => [page.scrollWidth, page.clientWidth]")
    assert inside <= width < 480
    submit.open_gate(gate)
    expect(panel.get_by_text("Completed", exact=True).first).to_be_visible()
    expect(cell.get_by_text("Completed", exact=True)).to_be_visible()
    saved = lab.saved_outputs(1, project / "seven.ipynb", "Status: Completed")[-1]["data"]
    assert "<polyline" in "".join(saved["text/html"])


def test_the_sidebar_and_the_form_have_a_place(lab, project):
    write(str(project / "empty.ipynb"), notebook("1"))
    lab.open("empty.ipynb")
    lab.run("aml:show-sidebar")
    expect(lab.page.get_by_role("tree", name="Runs")).to_be_visible()
    lab.page.locator(".aml-sidebar").get_by_role("button", name=re.compile("^Submit")).first.click()
    form = lab.page.get_by_role("form", name="Submit a run")
    expect(form).to_be_visible()
    form.get_by_label("Script or notebook").fill("quick.py")
    expect(form.locator(".aml-line")).to_contain_text("quick.py")
    lab.picture("notebook7-submit")
    form.get_by_label("Script or notebook").press("Control+Enter")
    expect(form).to_have_count(0)
    expect(lab.page.locator(".aml-run-panel:visible").get_by_text("Completed", exact=True).first).to_be_visible()


def test_the_list_of_files_loads_without_an_error(lab):
    lab.open()
    expect(lab.page.locator(".jp-DirListing-item", has_text="quick.py")).to_be_visible()
