"""Pictures for the documents, of real runs on real data: ``make pictures``."""

import os
import pathlib
import re
import shutil
import tempfile

import pytest
from lab import Page
from playwright.sync_api import expect

from jupyterlab_aml import Dataset, Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig

EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
EXPERIMENT = "automobile-price"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 150_000
UP_TO_THE_RUN = 4  # cells of the quick start
PAST = (("shallow trees", "--depth", "2"), ("the default",), ("deep trees", "--depth", "6"), ("small steps", "--learning-rate", "0.05"))

pytestmark = pytest.mark.skipif(not os.environ.get("AML_SCREENSHOTS"), reason="AML_SCREENSHOTS names no folder for pictures")


@pytest.fixture(scope="module")
def project():
    """The examples, as a fresh clone has them, in a folder whose name can be shown."""
    leave = shutil.ignore_patterns(".aml", "outputs", "*.executed.ipynb", "model.joblib", ".ipynb_checkpoints", "__pycache__", "run_demo.py")
    with tempfile.TemporaryDirectory(prefix="cars-") as folder:
        yield pathlib.Path(shutil.copytree(EXAMPLES, folder, ignore=leave, dirs_exist_ok=True))


@pytest.fixture(scope="module")
def past(workspace, project):
    """Runs that ended before the pictures are taken."""
    runs = [train(workspace, project, name, *arguments) for name, *arguments in PAST]
    for run in runs:
        run.wait(timeout_s=60)
    return runs


def train(workspace, project, name, *arguments):
    config = ScriptRunConfig(str(project), script="automobile/train.py", arguments=list(arguments), display_name=name)
    return Experiment(workspace, EXPERIMENT).submit(config)


@pytest.fixture
def lab(browser, server):
    page = Page(browser, server, **SIZE)
    yield page
    page.close()
    server.set_theme(False)
    assert page.errors == []


def take(lab, name):
    """Take a picture when nothing moves any more that has nothing to do with the run."""
    lab.page.mouse.move(640, 799)
    expect(lab.page.locator(".jp-toast-message")).to_have_count(0)
    lab.picture(f"lab-{name}")
    path = pathlib.Path(os.environ["AML_SCREENSHOTS"]) / f"lab-{name}.png"
    assert path.stat().st_size <= MOST_BYTES, path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_run_while_it_trains(lab, workspace, project, past, server, dark):
    server.set_theme(dark)
    lab.open()
    lab.run("aml:show-sidebar")
    expect(lab.page.get_by_role("treeitem", name=re.compile(PAST[0][0]))).to_be_visible()
    expect(lab.page.locator(".jp-toast-message")).to_have_count(0)  # that these have ended
    run = train(workspace, project, "second thoughts" if dark else "patient learner", "--rounds", "400", "--learning-rate", "0.03")
    lab.run("aml:open-run", run=run.id, tab="metrics")
    panel = lab.page.locator(".aml-run-panel:visible")
    expect(panel.get_by_role("img", name=re.compile(r"^validation_mae: \d\d+ points"))).to_be_visible()
    take(lab, "run-dark" if dark else "run")
    run.cancel()
    run.wait(timeout_s=30)


def test_runs_side_by_side(lab, past):
    lab.open()
    lab.run("aml:show-sidebar")
    lab.run("aml:compare-runs", runs=[run.id for run in past])
    panel = lab.page.locator(".aml-compare-page:visible")
    expect(panel.get_by_role("img", name=re.compile("^validation_mae: [^0]")).first).to_be_visible()
    take(lab, "compare")


def test_the_quick_start_while_a_cell_shows_a_run(lab, past):
    lab.open("quickstart.ipynb")
    lab.run("application:toggle-left-area")
    lab.kernel_ready()
    for _ in range(UP_TO_THE_RUN):
        lab.run("notebook:run-cell-and-select-next")
    cell = lab.page.locator(".aml-cell")
    expect(cell.get_by_role("img", name=re.compile(r"^validation_mae: \d\d+ points"))).to_be_visible()
    cell.scroll_into_view_if_needed()
    take(lab, "cell")
    expect(cell.get_by_text("Completed", exact=True)).to_be_visible()


def test_the_submission_form(lab, past):
    lab.open()
    lab.run("aml:submit", path="automobile/train.py", fields={"arguments": ["--depth", "5"], "experiment": EXPERIMENT, "tag": {"idea": "deeper"}})
    expect(lab.page.locator(".aml-line").first).to_contain_text("--depth 5")
    expect(lab.page.get_by_text(re.compile("slots free")).first).to_be_visible()
    expect(lab.page.locator(".jp-DirListing-item").first).to_be_visible()
    take(lab, "submit")


def test_what_runs_use_and_make(lab, workspace, project, past):
    prices = Dataset.Tabular.from_delimited_files(str(project / "automobile" / "automobile_price_raw.csv"))
    prices = prices.register(workspace, "cars", "Cars of 1985 with what they cost.", {"source": "UCI"})
    environment = Environment("boosting")
    environment.python.conda_dependencies.add_pip_package("scikit-learn")
    environment.register(workspace)
    means = OutputFileDatasetConfig("prices").read_delimited_files().register_on_complete("prices-by-make")
    words = ["--cars", prices.as_named_input("cars"), "--out", means]
    config = ScriptRunConfig(str(project / "automobile"), script="prices_by_make.py", arguments=words, display_name="means by make")
    run = Experiment(workspace, EXPERIMENT).submit(config)
    run.wait(timeout_s=60)
    assert run.status == "Completed"
    for run in past:
        run.register_model("car-price", "outputs/model.joblib", model_framework="ScikitLearn")
    lab.open()
    lab.run("aml:show-sidebar")
    for name in ("Compute targets", "Runs", "Experiments", "Data", "Models", "Environments"):
        part = lab.page.get_by_role("region", name=name, exact=True)
        title = part.get_by_role("button", name=name, exact=True)
        if title.get_attribute("aria-expanded") != str(name in ("Runs", "Data", "Models", "Environments")).lower():
            title.click()
    lab.run("aml:open-asset", kind="data", name="cars")
    page = lab.page.locator(".aml-asset-panel:visible")
    expect(page.get_by_role("cell", name="alfa-romero").first).to_be_visible()
    expect(lab.page.get_by_role("listitem", name=re.compile("^boosting:1"))).to_be_visible()
    take(lab, "assets")
