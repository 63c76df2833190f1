"""One training script, unchanged, in every way that there is: the same metrics."""

import importlib.metadata
import itertools
import pathlib
import shutil
import subprocess
import sys

import pytest

from jupyterlab_aml import Experiment, Gloo, PyTorch, ScriptRunConfig, SKLearn, Workspace
from jupyterlab_aml.training.estimators.interpreter import version_here

EXAMPLES = pathlib.Path(__file__).parents[1] / "examples"
needs_torch = pytest.mark.skipif(version_here("torch") is None, reason="PyTorch is not installed")


@pytest.fixture
def examples(tmp_path):
    leave = shutil.ignore_patterns(".aml", "outputs", "__pycache__")
    return pathlib.Path(shutil.copytree(EXAMPLES, tmp_path / "my examples", ignore=leave))


@pytest.fixture
def frameworks(examples):
    ws = Workspace.create("frameworks", path=str(examples), show_output=False)
    yield Experiment(ws, "frameworks"), str(examples / "frameworks")
    ws.agent.stop()


def test_by_hand_and_submitted_in_two_environments_on_one_and_two_processes(examples):
    """The example prints a line for each: what it ran in, taken from the run itself, and the metrics."""
    folder = examples / "one_script"
    before = (folder / "train.py").read_bytes()
    ws = Workspace.create("every-way", path=str(folder), show_output=False)
    done = subprocess.run([sys.executable, "every_way.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=110)
    ws.agent.stop()
    assert done.returncode == 0, done.stdout + done.stderr
    runs = ws.list_runs()
    rows = [line.split("  ") for line in done.stdout.splitlines() if "process(es)" in line]  # the others tell of the build
    rows = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    here = importlib.metadata.version("scikit-learn")
    ways = itertools.product(("by hand", "ScriptRunConfig", "Estimator"), (here, "1.8.0"), (1, 2))
    wanted = {(way, f"scikit-learn {version}, {processes} process(es)") for way, version, processes in ways}
    assert {(way, where) for way, where, _, _ in rows} == wanted
    assert len(rows) == len(wanted)
    assert len({(loss, accuracy) for _, _, loss, accuracy in rows}) == 1, done.stdout
    assert float(rows[0][3].split()[1]) > 0.8
    assert sorted(run.status for run in runs) == ["Completed"] * 12
    assert (folder / "train.py").read_bytes() == before


def finished(run):
    run.wait_for_completion()
    return run.get_metrics(), run.record()


def test_scikit_learn(frameworks):
    experiment, folder = frameworks
    by_estimator, record = finished(experiment.submit(SKLearn(folder, entry_script="train_sklearn.py", script_params={"--alpha": 0.4})))
    by_config, plain = finished(experiment.submit(ScriptRunConfig(folder, script="train_sklearn.py", arguments=["--alpha", 0.4])))
    assert by_estimator == by_config
    assert by_estimator["alpha"] == 0.4
    assert 3000 < by_estimator["mse"] < 4000
    version = importlib.metadata.version("scikit-learn")
    assert list(record.warnings) == [
        f"The environment of SKLearn-{SKLearn.DEFAULT_VERSION} is the interpreter that submits: it has scikit-learn {version}."
    ]
    assert list(plain.warnings) == []


@needs_torch
def test_pytorch_on_one_and_two_processes(frameworks):
    """The processes average their gradients over gloo: the sums differ in the last digits only."""
    experiment, folder = frameworks
    settings = {"entry_script": "train_pytorch.py", "script_params": {"--epochs": 20}, "pip_packages": ["scikit-learn"]}
    one = experiment.submit(PyTorch(folder, **settings))
    two = experiment.submit(PyTorch(folder, **settings, process_count_per_node=2, distributed_training=Gloo()))
    one, two = finished(one)[0], finished(two)[0]
    assert len(one["loss"]) == 20
    assert one["accuracy"][-1] > 0.9
    assert two["loss"] == pytest.approx(one["loss"], rel=1e-9)
    assert two["accuracy"] == pytest.approx(one["accuracy"])
