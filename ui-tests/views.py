"""The places of the lab that many tests look at."""

import time

from playwright.sync_api import expect


def open_run(lab, run, **args):
    """Open the page of a run and return it, once it is drawn."""
    lab.run("aml:open-run", run=run.id, **args)
    panel = lab.page.locator(".aml-run-panel:visible")
    expect(panel.get_by_role("tab", name="Overview", exact=True)).to_be_visible()
    return panel


def open_tab(panel, name):
    """Open a part of the page of a run."""
    panel.get_by_role("tab", name=name, exact=True).click()


def tree(lab):
    """Return the list of runs in the sidebar."""
    return lab.page.get_by_role("tree", name="Runs")


def row_of(lab, run):
    """Return the line of a run in the sidebar."""
    return tree(lab).locator(f"[data-key*='{run.id}']")


def goes_on(lab, step):
    """Wait until the page of a run shows a line of its log after a step; any one, for each is in sight for a moment only."""
    lab.page.wait_for_function(
        "step => [...document.querySelectorAll('.aml-run-panel .aml-logline-text')].some(line => Number(line.textContent.slice(5)) > step)",
        arg=step,
    )


def copied(lab, text):
    """Wait until the clipboard holds a text."""
    lab.page.wait_for_function("text => navigator.clipboard.readText().then(found => found === text)", arg=text)


def until(condition, timeout_s=20):
    """Wait until something outside of the browser is so."""
    give_up = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)
