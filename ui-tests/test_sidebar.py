"""The sidebar: runs and compute targets beside the work."""

import re

from playwright.sync_api import expect
from views import row_of, tree, until


def test_runs_come_go_on_and_are_found(lab, submit):
    lab.open()
    lab.run("aml:show-sidebar")
    gate = submit.gate()
    run = submit("waits.py", gate, display_name="first of all", tags={"color": "red"})
    row = tree(lab).get_by_role("treeitem", name=re.compile("first of all"))
    expect(row).to_have_attribute("aria-label", "first of all, Running")
    expect(lab.page.get_by_text("1 active run")).to_be_visible()
    submit("quick.py", display_name="another one").wait()
    expect(tree(lab).get_by_role("treeitem", name="another one, Completed")).to_be_visible()
    lab.page.get_by_label("Filter runs").fill("first")
    expect(tree(lab).get_by_role("treeitem", name=re.compile("another one"))).to_have_count(0)
    expect(row).to_be_visible()
    submit.open_gate(gate)
    # First what goes away by itself.
    expect(lab.page.locator(".jp-toast-message", has_text="first of all").first).to_be_visible()
    expect(row).to_have_attribute("aria-label", "first of all, Completed")
    assert run.get_status() == "Completed"


def test_two_runs_are_compared_by_keyboard(lab, submit):
    for name in ("compare a", "compare b"):
        submit("quick.py", display_name=name).wait()
    lab.open()
    lab.run("aml:show-sidebar")
    first = tree(lab).get_by_role("treeitem").first
    expect(first).to_have_attribute("aria-label", "compare b, Completed")
    first.click()
    lab.page.keyboard.press("Shift+ArrowDown")
    expect(tree(lab).locator("[aria-selected=true]")).to_have_count(2)
    lab.page.keyboard.press("Shift+F10")
    lab.page.locator(".lm-Menu-content").get_by_text(re.compile("^Compare")).click()
    panel = lab.page.locator(".aml-compare-page:visible")
    expect(panel.get_by_text("compare a").first).to_be_visible()
    expect(panel.get_by_role("img", name=re.compile("^loss")).first).to_be_visible()


def test_a_compute_target_is_created_stopped_and_started(lab, workspace):
    lab.expected = ("400 (Bad Request)",)
    lab.open()
    lab.run("aml:show-sidebar")
    lab.page.get_by_role("button", name=re.compile("(New|Create|Add).*compute target", re.IGNORECASE)).first.click()
    dialog = lab.page.locator(".jp-Dialog")
    dialog.get_by_label("Name", exact=False).first.fill("bad name!")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog.get_by_role("alert").first).to_be_visible()
    dialog.get_by_label("Name", exact=False).first.fill("small")
    dialog.get_by_label("Slots").fill("1")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(dialog).to_have_count(0)
    row = lab.page.locator(".aml-compute-row", has_text="small")
    expect(row).to_contain_text("0/1")
    assert workspace.compute_targets["small"].slots == 1
    for command, state in (("Stop", "stopped"), ("Start", "idle")):
        row.click(button="right")
        lab.page.locator(".lm-Menu-content").get_by_text(f"{command} Compute Target").click()
        expect(row.get_by_role("img", name=re.compile(f"^{state}", re.IGNORECASE))).to_be_visible()
        assert workspace.compute_targets["small"].to_dict()["state"] == state


def test_a_run_is_renamed_tagged_and_deleted(lab, submit, workspace):
    lab.expected = ("404 (Not Found)",)  # its curve may be asked for while it is deleted
    run = submit("quick.py", display_name="to be renamed")
    run.wait()
    lab.open()
    lab.run("aml:show-sidebar")
    row = row_of(lab, run)
    row.click(button="right")
    lab.page.locator(".lm-Menu-content").get_by_text(re.compile("^Rename")).click()
    lab.page.locator(".jp-Dialog input").fill("renamed")
    lab.page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-label", "renamed, Completed")
    assert run.record().display_name == "renamed"
    row.click(button="right")
    lab.page.locator(".lm-Menu-content").get_by_text(re.compile("^Edit Tags")).click()
    dialog = lab.page.locator(".jp-Dialog")
    dialog.get_by_label("Key").last.fill("color")
    dialog.get_by_label("Value").first.fill("red")
    dialog.get_by_role("button", name="Save").click()
    until(lambda: run.get_tags() == {"color": "red"})
    row.click()
    lab.page.keyboard.press("Delete")
    lab.page.locator(".jp-Dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert run.id not in [record.id for record in workspace.list_runs()]
