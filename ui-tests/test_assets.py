"""Data, models and environments: found in the sidebar, looked at on pages, registered where they are made."""

import re

import pytest
from playwright.sync_api import expect
from views import copied, open_run, open_tab, until

from jupyterlab_aml import Dataset, Environment, PyTorchConfiguration

LEAVES = """
import os
os.makedirs("outputs/net", exist_ok=True)
for name in ("weights.bin", "labels.txt"):
    with open(os.path.join("outputs/net", name), "w") as file:
        file.write(name)
print("left a model")
"""
EVIL = '<img src=x onerror="window.hacked=1">'
QUIET = EVIL.replace('"', "'")
MANY = 1000


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


def register(lab, file):
    """Open the dialog for a file of the file browser."""
    lab.page.locator(".jp-DirListing-item", has_text=file).click(button="right")
    lab.page.locator(".lm-Menu-content").get_by_text("Register as Dataset…").click()


def is_kept(server, name, version):
    """Tell whether the lab has saved that this version is open, and in front."""
    saved = server.get("lab/api/workspaces/default")["data"]
    front = saved.get("layout-restorer:data", {}).get("main", {}).get("current") or ""
    page = saved.get(front, {}).get("data", {})
    return (page.get("name"), page.get("version")) == (name, version)


@pytest.fixture(scope="module", autouse=True)
def _scripts(project):
    (project / "leaves.py").write_text(LEAVES)


@pytest.fixture
def made(submit):
    """A run that left a folder."""
    run = submit("leaves.py", display_name="the maker")
    run.wait(timeout_s=30)
    return run


def write_files(folder):
    for name in ("weights.bin", "labels.txt"):
        with open(f"{folder}/{name}", "w") as file:
            file.write(name * 1000)


def test_a_model_is_registered_from_what_a_run_left(lab, made, workspace):
    lab.expected = ("400 (Bad Request)",)
    lab.open()
    panel = open_run(lab, made)
    open_tab(panel, "Outputs")
    panel.get_by_role("button", name="Register as model…").click()
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog.get_by_label(re.compile("^Name"))).to_be_focused()
    lab.picture("register-model")
    dialog.get_by_label(re.compile("^Name")).fill("no name!")
    lab.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("no name!")
    dialog.get_by_label(re.compile("^Name")).fill("digits")
    dialog.get_by_label(re.compile("^File or folder")).select_option("outputs/net")
    dialog.get_by_label("Description").fill(EVIL)
    lab.page.keyboard.press("Enter")
    page = asset_page(lab)
    expect(page.get_by_role("heading", name="digits")).to_be_visible()
    expect(page.get_by_role("list", name="Files").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("button", name="the maker")).to_be_visible()
    page.get_by_role("button", name="+ tag").click()
    expect(page.get_by_role("textbox", name="Tag")).to_be_focused()
    lab.page.keyboard.type(f"stage={EVIL}")
    lab.page.keyboard.press("Enter")
    expect(page.get_by_text(f"stage: {EVIL}")).to_be_visible()
    [asset] = workspace.model_store.all("digits")
    assert (asset.run, asset.description, asset.tags) == (made.id, EVIL, {"stage": EVIL})
    with lab.page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download .*weights.bin")).click()
    assert download.value.suggested_filename == "weights.bin"
    lab.picture("model")
    page.get_by_role("button", name="the maker").click()
    panel = lab.page.locator(".aml-run-panel:visible")
    open_tab(panel, "Overview")
    panel.get_by_role("button", name="digits:1").click()
    expect(page.get_by_role("heading", name="digits")).to_be_visible()
    assert lab.page.evaluate("() => window.hacked") is None


def test_a_thousand_models_are_walked_by_keyboard(lab, workspace):
    for number in range(MANY):
        workspace.model_store.add(f"net-{number:04}", {"model_framework": "Custom"}, files=write_files)
    lab.open()
    models = section(lab, "Models")
    rows = models.locator(".aml-asset-row")
    expect(rows.first).to_be_visible()
    lab.picture("models")
    assert rows.count() < 60
    rows.first.click()
    lab.page.keyboard.press("End")
    last = models.get_by_role("listitem", name=re.compile(f"^net-{MANY - 1:04}:1"))
    expect(last).to_be_focused()
    models.get_by_label("Filter Models").fill("net 77 custom")
    expect(models.get_by_text("None fits the filter.")).to_be_visible()
    models.get_by_label("Filter Models").fill("net 0777")
    expect(rows).to_have_count(1)
    lab.picture("models")
    rows.first.click()
    lab.page.keyboard.press("Delete")
    lab.page.locator(".jp-Dialog").get_by_role("button", name="Delete").click()
    expect(models.get_by_text("None fits the filter.")).to_be_visible()
    assert workspace.model_store.versions("net-0777") == []


def test_a_file_is_registered_looked_at_and_used(lab, project, workspace):
    rows = ["make,price,note", f"alfa,13495,{QUIET}", f"bmw,,{'x' * 5000}", "audi,13950,NaN"]
    (project / "cars.csv").write_text("\n".join(rows))
    lab.open()
    register(lab, "cars.csv")
    dialog = lab.page.locator(".jp-Dialog")
    expect(dialog.get_by_label(re.compile("^Name"))).to_have_value("cars")
    expect(dialog.get_by_label("Type")).to_have_value("tabular")
    expect(dialog.get_by_text("%aml data create cars ")).to_have_text(f"%aml data create cars {project}/cars.csv --type tabular")
    expect(dialog.get_by_label(re.compile("^Name"))).to_be_focused()
    lab.page.keyboard.press("Escape")
    expect(lab.page.locator(".jp-DirListing-itemText:focus")).to_have_text("cars.csv")
    register(lab, "cars.csv")
    expect(dialog.get_by_label(re.compile("^Name"))).to_be_focused()
    lab.page.keyboard.press("Enter")
    page = asset_page(lab)
    expect(page.get_by_role("columnheader", name=re.compile("^price"))).to_be_visible()
    expect(page.get_by_role("cell", name="alfa")).to_be_visible()
    lab.picture("data")
    data = section(lab, "Data")
    row = data.get_by_role("listitem", name=re.compile("^cars:1"))
    expect(row).to_contain_text("table")
    row.click(button="right")
    lab.page.locator(".lm-Menu-content").get_by_text("Copy Python Line").click()
    copied(lab, 'Dataset.get_by_name(ws, "cars", version=1)')
    Dataset.get_by_name(workspace, "cars", version=1)
    page.get_by_role("button", name="Use in a submission").click()
    expect(lab.page.get_by_role("form", name="Submit a run").get_by_label("Value of cars")).to_have_value("cars:1")
    assert lab.page.evaluate("() => window.hacked") is None


def test_a_page_comes_back_as_it_was_and_follows_what_happens(lab, server, workspace):
    lab.expected = ("404 (Not Found)",)
    workspace.model_store.add("kept", {}, files=write_files)
    workspace.model_store.add("kept", {}, files=write_files, description="second thoughts")
    lab.open()
    lab.run("aml:open-asset", kind="models", name="kept")
    page = asset_page(lab)
    expect(page.get_by_text("second thoughts")).to_be_visible()
    page.get_by_label("Version").select_option("1")
    expect(page.get_by_text("Say what this is")).to_be_visible()
    until(lambda: is_kept(server, "kept", "1"))
    lab.reload()
    expect(page.get_by_label("Version")).to_have_value("1")
    workspace.model_store.delete(workspace.model_store.get("kept", "1"))
    lab.run("aml:refresh")
    expect(page.get_by_text("This version was deleted.")).to_be_visible()
    page.get_by_label("Version").select_option("2")
    expect(page.get_by_text("second thoughts")).to_be_visible()


def test_an_environment_is_looked_at_and_used(lab, project, workspace):
    (project / "small.txt").write_text("six==1.17.0\n" + "".join(f"package-{number}>=1\n" for number in range(20)))
    Environment.from_pip_requirements("small", str(project / "small.txt")).register(workspace)
    lab.open()
    row = section(lab, "Environments").get_by_role("listitem", name=re.compile("^small:1"))
    expect(row.get_by_role("img", name=re.compile("^Not built yet"))).to_be_visible()
    row.dblclick()
    page = asset_page(lab)
    page.get_by_text("21 packages").click()
    expect(page.get_by_text("package-7>=1", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Definition")).to_contain_text("six==1.17.0")
    lab.picture("environment")
    page.get_by_role("button", name="Use in a submission").click()
    expect(lab.page.get_by_role("form", name="Submit a run").get_by_label("Environment", exact=True)).to_have_value("small:1")


def test_the_page_of_a_run_says_what_it_was_given(lab, project, workspace, submit):
    (project / "given.csv").write_text("a\n1\n")
    dataset = Dataset.Tabular.from_delimited_files(str(project / "given.csv")).register(workspace, "given")
    run = submit(
        "quick.py",
        dataset.as_named_input("training"),
        display_name="takes much",
        environment=Environment.get(workspace, "AzureML-Minimal"),
        distributed_job_config=PyTorchConfiguration(process_count=2, communication_backend="Gloo"),
    )
    run.wait(timeout_s=60)
    lab.open()
    panel = open_run(lab, run)
    expect(panel.get_by_role("list", name="Warnings")).to_contain_text("AzureML-Minimal")
    expect(panel.get_by_text("2 processes (PyTorch, gloo)")).to_be_visible()
    lab.picture("run-given")
    open_tab(panel, "Logs")
    logs = panel.get_by_role("listbox", name="Logs").get_by_role("option")
    expect(logs.first).to_contain_text("std_log.txt")
    expect(logs.nth(1)).to_contain_text("std_log_process_1.txt")
    open_tab(panel, "Overview")
    panel.get_by_role("button", name="given:1").click()
    page = asset_page(lab)
    expect(page.get_by_text("Used by 1 run")).to_be_visible()
    page.get_by_role("button", name="takes much").click()
    expect(panel.get_by_role("list", name="Warnings")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_they_fit_into_a_narrow_window(lab, server, project, workspace, request, dark):
    (project / "wide.csv").write_text("make,price,note\nalfa,13495,a note that goes on and on\n")
    Dataset.Tabular.from_delimited_files(str(project / "wide.csv")).register(workspace, "wide-data", create_new_version=True)
    (project / "wide.txt").write_text("".join(f"package-{number}>=1\n" for number in range(20)))
    Environment.from_pip_requirements("wide-environment", str(project / "wide.txt")).register(workspace)
    workspace.model_store.add("wide-model", {}, files=write_files)
    server.set_theme(dark)
    request.addfinalizer(lambda: server.set_theme(False))
    lab.open()
    lab.run("aml:show-sidebar")
    for name in ("Models", "Data", "Environments"):
        section(lab, name)
    lab.picture(f"assets-{'dark' if dark else 'light'}")
    lab.page.set_viewport_size({"width": 600, "height": 800})
    for kind, name in (("models", "wide-model"), ("data", "wide-data"), ("environments", "wide-environment")):
        lab.run("aml:open-asset", kind=kind, name=name)
        page = asset_page(lab)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_text("Used by").first).to_be_visible()
        lab.picture(f"{kind}-narrow-{'dark' if dark else 'light'}")
        inner, outer = page.evaluate("page => [page.scrollWidth, page.clientWidth]")
        assert inner <= outer
