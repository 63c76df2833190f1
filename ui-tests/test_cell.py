"""A run in the cell of a notebook: live by the server and by the kernel alone, and still there when both have gone."""

import re

import pytest
from lab import notebook, write
from playwright.sync_api import expect

SERVER = "%load_ext jupyterlab_aml"
KERNEL = f"import os\nos.environ.pop('JUPYTERLAB_AML_SERVER', None)\n{SERVER}"
WAIT = "run.wait().status"


@pytest.fixture
def gate(tmp_path):
    """A file that is not there yet: the run ends when it is."""
    path = tmp_path / "go"
    yield path
    path.touch()


@pytest.fixture
def path(project, tmp_path):
    """A notebook of its own for each test, and so a kernel of its own."""
    return project / f"{tmp_path.name}.ipynb"


def open_and_run(lab, path, begin, gate):
    submit = f"run = %aml submit waits.py --experiment cells --name 'in a cell' -- {gate}\nrun"
    write(str(path), notebook(begin, submit, WAIT))
    lab.open(path.name)
    lab.kernel_ready()
    # Not awaited: what is looked at happens while the last cell runs.
    lab.page.evaluate("() => { void window.jupyterapp.commands.execute('notebook:run-all-cells'); return null; }")
    cell = lab.page.locator(".aml-cell")
    expect(cell.get_by_text("Running", exact=True)).to_be_visible()
    expect(cell.get_by_role("img", name=re.compile(r"^loss: \d\d+ points"))).to_be_visible()
    expect(cell.get_by_role("log").get_by_text(re.compile(r"^step \d\d+$")).first).to_be_visible()
    return cell


@pytest.mark.parametrize("begin", [SERVER, KERNEL], ids=["server", "kernel"])
def test_a_run_is_live_while_another_cell_runs_and_the_notebook_keeps_its_end(lab, path, gate, begin):
    open_and_run(lab, path, begin, gate)
    lab.picture(f"cell-{'server' if begin == SERVER else 'kernel'}")
    gate.touch()
    expect(lab.page.locator(".jp-OutputArea-executeResult").get_by_text("'Completed'")).to_be_visible()
    shown = lab.page.locator(".jp-OutputArea-output").get_by_text("Completed", exact=begin == SERVER).first
    expect(shown).to_be_visible()
    data = lab.saved_outputs(1, path, "Status: Completed")[-1]["data"]
    assert "<polyline" in "".join(data["text/html"])
    assert "application/vnd.jupyter.widget-view+json" not in data


def test_without_a_kernel_it_is_still_live_and_can_be_canceled(lab, path, gate):
    open_and_run(lab, path, SERVER, gate)
    lab.run("docmanager:save")
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.reload()
    cell = lab.page.locator(".aml-cell")
    points = cell.get_by_role("img", name=re.compile(r"^loss: \d+ points"))
    expect(points).to_be_visible()
    before = points.get_attribute("aria-label")
    expect(points).not_to_have_attribute("aria-label", before)
    cell.get_by_role("button", name="Cancel", exact=True).click()
    lab.page.locator(".jp-Dialog").get_by_role("button", name=re.compile("Cancel")).last.click()
    expect(cell.get_by_text("Canceled", exact=True)).to_be_visible()
    cell.get_by_role("button", name="Open", exact=True).click()
    expect(lab.page.locator(".aml-run-panel:visible").get_by_text("in a cell").first).to_be_visible()


def test_after_a_restart_the_same_run_is_shown_again_as_often_as_one_likes(lab, path, gate):
    open_and_run(lab, path, SERVER, gate)
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    lab.kernel_ready()
    again = (
        "from jupyterlab_aml import Workspace\nfrom jupyterlab_aml.widgets import RunDetails\n"
        "ws = Workspace.nearest()\nrun = ws.get_run(ws.list_runs()[0].id)\nRunDetails(run).show()\nRunDetails(run).show()"
    )
    lab.page.evaluate(
        """code => {
          const { content } = window.jupyterapp.shell.currentWidget;
          content.activeCellIndex = 2;
          content.activeCell.model.sharedModel.setSource(code);
        }""",
        again,
    )
    lab.run("notebook:run-cell")
    both = lab.page.locator(".jp-Cell").nth(2).locator(".aml-cell")
    expect(both).to_have_count(2)
    for cell in (both.first, both.last):
        expect(cell.get_by_text("Running", exact=True)).to_be_visible()
    gate.touch()
    for cell in lab.page.locator(".aml-cell").all():
        cell.scroll_into_view_if_needed()
        expect(cell.get_by_text("Completed", exact=True)).to_be_visible()


def test_a_run_that_failed_says_why_first(lab, path):
    write(str(path), notebook(SERVER, "run = %aml submit fails.py\nrun"))
    lab.open(path.name)
    lab.run_all()
    cell = lab.page.locator(".aml-cell")
    expect(cell.get_by_text("Failed", exact=True)).to_be_visible()
    reason = cell.get_by_text("ZeroDivisionError: division by zero").first
    expect(reason).to_be_visible()
    assert reason.bounding_box()["y"] < cell.get_by_role("log").bounding_box()["y"]


def test_a_parent_shows_its_children(lab, path, project):
    (project / "parent.py").write_text(
        "from jupyterlab_aml import Run\nrun = Run.get_context()\n"
        "for name, loss in (('bad', 2.0), ('good', 0.5)):\n"
        "    child = run.child_run(name)\n    child.log('loss', loss)\n    child.complete()\n"
    )
    write(str(path), notebook(SERVER, "run = %aml submit parent.py\nrun"))
    lab.open(path.name)
    lab.run_all()
    cell = lab.page.locator(".aml-cell")
    expect(cell.get_by_text("Completed", exact=True).first).to_be_visible()
    rows = cell.get_by_role("row")
    expect(rows.filter(has_text="best so far")).to_contain_text("good")
    assert rows.filter(has_text="best so far").get_by_text("good").bounding_box()["width"] > 20
    expect(rows.filter(has_text="bad")).to_be_visible()
    lab.picture("cell-parent")
