"""Data, models and environments: found in the sidebar, looked at on pages, registered where they are made."""

import pytest
from playwright.sync_api import expect

LEAVES = """
import os
os.makedirs("outputs/net", exist_ok=True)
for name in ("weights.bin", "labels.txt"):
    with open(os.path.join("outputs/net", name), "w") as file:
        file.write(name)
print("left a model")
"""
EVIL = '<img src=x onerror="window.hacked=1">'


def section(lab, name):
    """Open a part of the sidebar and return it."""
    lab.run("aml:show-sidebar")
    part = lab.page.get_by_role("region", name=name, exact=True)
    title = part.get_by_role("button", name=name, exact=True)
    if title.get_attribute("aria-expanded") == "false":
        title.click()
    return part


def asset_page(lab):
    """Return the page in front."""
    return lab.page.locator(".aml-asset-panel:visible")


@pytest.fixture(scope="module", autouse=True)
def _scripts(project):
    (project / "leaves.py").write_text(LEAVES)


@pytest.fixture
def model(workspace, submit):
    """A model of two files that a run made."""
    run = submit("leaves.py", display_name="the maker")
    run.wait(timeout_s=30)

    def files(folder):
        for name in ("weights.bin", "labels.txt"):
            with open(f"{folder}/{name}", "w") as file:
                file.write(name * 1000)

    return workspace.model_store.add(
        f"digits-{run.id[-6:]}",
        {"model_framework": "Custom", "properties": {"deep": EVIL}},
        files=files,
        run=run.id,
        description=EVIL,
        tags={EVIL: EVIL},
    )


def test_a_model_is_found_opened_and_leads_to_its_run(lab, model, submit):
    lab.open()
    models = section(lab, "Models")
    row = models.locator(".aml-asset-row", has_text=model.name)
    expect(row).to_contain_text(":1")
    row.click()
    lab.page.keyboard.press("Enter")
    page = asset_page(lab)
    expect(page.get_by_role("heading", name=model.name)).to_be_visible()
    expect(page.get_by_text(EVIL).first).to_be_visible()
    lab.picture("model-light")
    with lab.page.expect_download() as download:
        page.get_by_role("link", name="Download weights.bin").click()
    assert download.value.suggested_filename == "weights.bin"
    page.get_by_role("button", name="the maker").click()
    expect(lab.page.locator(".aml-run-panel:visible").get_by_role("tab", name="Overview", exact=True)).to_be_visible()
    assert lab.page.evaluate("() => window.hacked") is None
