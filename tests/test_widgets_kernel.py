"""Live views in a real kernel, executed without a browser: what the notebook keeps."""

import os

import nbformat
import pytest
from engine_support import end_agent, until
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from jupyterlab_aml.notebook.display import RUN_MIME, SERVER, WIDGET_MIME
from jupyterlab_aml.runfiles.paths import WorkspacePaths

SCRIPT = """
import os, time
from jupyterlab_aml import Run
run = Run.get_context()
for step in range(5):
    run.log("loss", 1 / (step + 1))
print("trained")
while not os.path.exists({go!r}):
    time.sleep(0.01)
"""
BEGIN = """
from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.widgets import RunDetails
ws = Workspace.create("kernels", path=".", show_output=False)
run = Experiment(ws, "exp").submit(ScriptRunConfig("src", "train.py"))
RunDetails(run).show()
"""
WAIT = "open('go', 'w').close()\nrun.wait().status"


@pytest.fixture(name="folder")
def folder_fixture(tmp_path, monkeypatch):
    """A folder with a script that goes on until there is a file ``go``."""
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv(SERVER, raising=False)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(SCRIPT.format(go=str(tmp_path / "go")))
    yield tmp_path
    paths = WorkspacePaths(str(tmp_path / ".aml"))
    if os.path.isdir(paths.root):
        (tmp_path / "go").touch()
        end_agent(paths)


def execute(folder, *cells):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.validate(notebook)
    return notebook.cells


def data(cell):
    return cell.outputs[-1].data


def test_the_notebook_keeps_the_last_state(folder, monkeypatch):
    monkeypatch.setenv(SERVER, str(folder))
    cells = execute(folder, BEGIN, "%load_ext jupyterlab_aml\nrun", WAIT, "run")
    for cell in (cells[0], cells[1], cells[3]):
        shown = data(cell)
        assert set(shown) == {"text/plain", "text/html", RUN_MIME}
        assert "Status: Completed" in shown["text/plain"]
        assert "Completed" in shown["text/html"]
        assert "trained" in shown["text/html"]
        assert "<polyline" in shown["text/html"]
        kept = shown[RUN_MIME]
        assert (kept["version"], kept["workspace"], kept["run"]) == (1, str(folder), kept["updates"][0]["record"]["id"])
        assert kept["updates"][0]["record"]["status"] == "Completed"


def test_a_run_that_goes_on_keeps_a_widget_and_says_since_when(folder):
    cells = execute(folder, BEGIN)
    shown = data(cells[0])
    assert set(shown) == {"text/plain", "text/html", WIDGET_MIME}
    assert "as of " in shown["text/html"]


def test_a_server_that_does_not_show_the_folder_is_not_asked(folder, monkeypatch, tmp_path_factory):
    monkeypatch.setenv(SERVER, str(tmp_path_factory.mktemp("elsewhere")))
    assert RUN_MIME not in data(execute(folder, BEGIN)[0])


def test_the_sdk_s_import_shows_it_as_well(folder):
    code = BEGIN.replace("from jupyterlab_aml.widgets", "import jupyterlab_aml.compat\njupyterlab_aml.compat.install()\nfrom azureml.widgets")
    cells = execute(folder, code, WAIT)
    assert "Status: Completed" in data(cells[0])["text/plain"]


def test_a_deleted_run_is_one_sentence(folder):
    cells = execute(
        folder,
        "%load_ext jupyterlab_aml\n" + BEGIN,
        WAIT,
        "run.delete()",
        "run",
        "try:\n    RunDetails(run).show()\nexcept Exception as error:\n    print(error)",
    )
    assert "The run was deleted." in data(cells[0])["text/html"]
    for cell in cells[3:]:
        (output,) = cell.outputs
        assert output.text.startswith("There is no run")
        assert output.text.count("\n") == 1


def page_of(heard):
    """The points that a page has that takes what it hears: everything, then what was added, in order and each once."""
    found, reached = [], None
    for message in heard:
        state = message["content"].get("data", {}).get("state", {}) if message["msg_type"].startswith("comm_") else {}
        for trait in ("state", "updates"):
            batch = state.get(trait)
            if batch:
                assert reached is None or batch["sequence"] - reached == 1 or trait == "state"
                reached = batch["sequence"]
                found = [] if trait == "state" else found
                found += [value for update in batch["updates"] for series in update.get("series", ()) for value in series["v"]]
    return found


def test_what_a_page_hears(folder):
    """The messages of a real kernel: the widget with everything, then what was added; nothing keeps the kernel from leaving."""
    manager, client = start_new_kernel(cwd=str(folder))
    heard = []

    def run(code):
        reply = client.execute_interactive(code, timeout=60, output_hook=heard.append)
        assert reply["content"]["status"] == "ok", reply["content"]

    try:
        run(BEGIN)
        run(WAIT)
        assert page_of(heard) == pytest.approx([1 / (step + 1) for step in range(5)], rel=1e-6)
        shown = [each["content"] for each in heard if each["msg_type"] in ("display_data", "update_display_data")]
        assert len({content["transient"]["display_id"] for content in shown}) == 1
        assert WIDGET_MIME in shown[0]["data"]
        assert WIDGET_MIME not in shown[-1]["data"]
        assert "Status: Completed" in shown[-1]["data"]["text/plain"]
        run("run = Experiment(ws, 'exp').submit(ScriptRunConfig('src', 'train.py'))\nRunDetails(run).show()")
        client.execute("get_ipython().ask_exit()", silent=True)  # the usual request to shut down hangs in ipykernel now and then
        until(lambda: not manager.is_alive())
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
