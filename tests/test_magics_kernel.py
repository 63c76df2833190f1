"""``%aml`` through a real kernel, as JupyterLab, nbclient and papermill use it."""

import os

import nbformat
import pytest
from engine_support import end_agent
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from jupyterlab_aml.runfiles.paths import WorkspacePaths


@pytest.fixture
def execute(tmp_path, monkeypatch):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("AML_WORKSPACE", raising=False)

    def execute(*cells):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
        try:
            client.execute()
        except CellExecutionError as error:
            return notebook.cells, error
        return notebook.cells, None

    yield execute
    paths = WorkspacePaths(str(tmp_path / ".aml"))
    if os.path.isdir(paths.root):
        end_agent(paths)


def test_a_notebook_trains_and_stops_at_the_first_error(execute):
    cells, error = execute(
        "%load_ext jupyterlab_aml",
        "%%aml submit --name first -- 3\nimport sys\nfrom jupyterlab_aml import Run\nRun.get_context().log('n', int(sys.argv[1]))",
        "%aml runs wait @last",
        "metrics = %aml runs metrics first\nmetrics",
        "%aml runs list",
        "%aml runs show nothing",
        "print('never')",
    )
    assert "text/html" in cells[1].outputs[-1].data
    assert cells[3].outputs[0].data["text/plain"] == "{'n': 3}"
    assert {"text/html", "text/plain"} <= set(cells[4].outputs[0].data)
    failure = cells[5].outputs[-1]
    assert (failure.output_type, failure.ename) == ("error", "NotFoundError")
    assert len(failure.traceback) <= 2
    assert "There is no run 'nothing'" in failure.traceback[0]
    assert cells[6].outputs == []
    assert error is not None
