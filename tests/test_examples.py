"""The examples do what they say: by hand, submitted, and the notebook from the first cell to the last."""

import json
import pathlib
import shutil
import subprocess
import sys

import nbformat
import pytest

from jupyterlab_aml import Experiment, Model, NotebookRunConfig, Run, ScriptRunConfig, Workspace

EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"


@pytest.fixture
def examples(tmp_path):
    """A copy of the examples as a fresh clone has them."""
    leave = shutil.ignore_patterns(".aml", "outputs", "*.executed.ipynb", "model.joblib", ".ipynb_checkpoints", "__pycache__")
    return pathlib.Path(shutil.copytree(EXAMPLES, tmp_path / "my examples", ignore=leave))


def python(*arguments, cwd):
    return subprocess.run([sys.executable, "-W", "error", *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=110)


@pytest.mark.parametrize(
    ("script", "arguments", "says"),
    [
        ("diabetes/train.py", ["--alpha", "0.4"], "best: alpha 0.4"),
        ("diabetes/train.py", ["--alphas", "0", "0.5"], "best: alpha 0.5"),
        ("automobile/train.py", ["--rounds", "3"], "round 3/3"),
    ],
)
def test_by_hand(examples, script, arguments, says):
    """Nobody submitted it, there is no workspace: it trains all the same."""
    path = examples / script
    done = python(path.name, *arguments, cwd=path.parent)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout
    assert (path.parent / "outputs/model.joblib").is_file()


def test_data_in_and_out(examples):
    ws = Workspace.create("data", path=str(examples))
    try:
        done = python("submit_with_data.py", cwd=examples / "automobile")
    finally:
        ws.agent.stop()
    assert done.returncode == 0, done.stderr
    assert "read as cars:1" in done.stdout
    assert "made prices-by-make:1" in done.stdout
    assert ws.datasets["prices-by-make"].to_pandas_dataframe()["make"].nunique() == 22


def test_a_script_of_the_sdk_runs_unchanged(examples):
    source = (examples / "diabetes/train_azureml_v1.py").read_text()
    assert "from azureml.core import Run" in source
    assert "import jupyterlab_aml" not in source
    ws = Workspace.create("old", path=str(examples))
    try:
        run = Experiment(ws, "diabetes").submit(ScriptRunConfig(str(examples / "diabetes"), script="train_azureml_v1.py"))
        assert isinstance(run, Run)
        run.wait_for_completion()
        metrics = run.get_metrics()
    finally:
        ws.agent.stop()
    assert metrics["alpha"] == [0.0, 0.25, 0.5, 0.75]
    assert metrics["mse"][0] == pytest.approx(3424.26, abs=0.01)
    assert "outputs/ridge_0.50.pkl" in run.get_file_names()


def test_a_notebook_trains_as_a_run(examples):
    ws = Workspace.create("cars", path=str(examples), show_output=False)
    config = NotebookRunConfig(str(examples / "automobile"), "price.ipynb", parameters={"alpha": 100, "folds": 3})
    try:
        run = Experiment(ws, "price").submit(config)
        record = run.wait()
        metrics = run.get_metrics()
    finally:
        ws.agent.stop()
    assert record.status_reason == ""
    assert record.progress == {"done": 6, "total": 6, "what": None}
    assert len(metrics["fold_mae"]) == 3
    assert 1500 < metrics["mae"] < 4000
    executed = nbformat.read(run.paths / "outputs/price.ipynb", as_version=4)
    written = json.dumps([cell.get("outputs") for cell in executed.cells])
    assert "fold 3/3" in written
    assert "image/png" in written


def test_a_model_is_registered_by_one_run_and_loaded_by_another(examples):
    ws = Workspace.create("models", path=str(examples / "models"), show_output=False)
    try:
        done = python("two_runs.py", cwd=examples / "models")
    finally:
        ws.agent.stop()
    assert done.returncode == 0, done.stderr
    made, used = done.stdout.splitlines()
    assert "with alpha 0.1, is off by" in made
    (scoring,) = ws.list_runs(limit=1)
    assert made.endswith(f"in {scoring.id}")
    assert used == f"used by {scoring.id}"
    assert scoring.metrics["alpha"] == 0.1
    versions = Model.list(ws)
    assert {(model.model_framework, model.run.status) for model in versions} == {("ScikitLearn", "Completed")}
    assert [model.version for model in versions] == [2, 1]


def test_the_notebook_is_committed_without_outputs():
    for path in EXAMPLES.rglob("*.ipynb"):
        if not path.name.endswith(".executed.ipynb") and not {".aml", "outputs", ".ipynb_checkpoints"} & set(path.parts):
            cells = nbformat.read(path, as_version=4).cells
            assert not [cell for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)], path.name


def test_the_demo(examples):
    """Execute the notebook as `make demo` does."""
    done = python("run_demo.py", cwd=examples)
    try:
        assert done.returncode == 0, done.stdout + done.stderr
        ws = Workspace.nearest(str(examples))
        runs = ws.list_runs(experiment="automobile-price", descending=False)
    finally:
        Workspace.nearest(str(examples)).agent.stop()
    assert "quickstart.executed.ipynb" in done.stdout
    assert [run.status for run in runs] == ["Completed", "Completed"]
    assert [run.tags for run in runs] == [{}, {"depth": "5"}]
    for run in runs:
        assert f"{run.metrics['mae']:,.3f}" in done.stdout
        assert 1000 < run.metrics["mae"] < 2500
        assert 0.85 < run.metrics["r2"] < 1
    check_executed(nbformat.read(examples / "quickstart.executed.ipynb", as_version=4), runs)


def check_executed(notebook, runs):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    written = json.dumps([cell.outputs for cell in code])
    assert "round 30/30" in written  # the output of the script was streamed
    assert "image/png" in written  # the curve was drawn
    assert runs[0].id in written
    assert "engine-size" in written  # the table of features
