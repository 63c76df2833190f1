"""Datasets in scripts on interpreters without our package: a real runner, the rooms that travel, and nothing else."""

import sys

from engine_support import add_snapshot, log_of, make_run, run_here

from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.runner.run_assets import USED, marked

READ = b"""
import sys
from azureml.core import Dataset, Experiment, Run, Workspace
from azureml.core.dataset import Dataset as Same
run = Run.get_context()
assert "jupyterlab_aml.workspace" not in sys.modules
ws = run.experiment.workspace
cars = Dataset.get_by_name(ws, name="cars")
print(cars.name, cars.version, cars.columns(), Same.get_by_name(ws, "cars", version=1).id)
print(Dataset.get_by_id(ws, id=sys.argv[1]).to_path())
uses = [lambda: Dataset.get_by_name(ws, "carz"), lambda: Workspace.from_config(), lambda: Experiment(ws, "e")]
for use in [*uses, lambda: Dataset.Tabular.from_delimited_files("a")]:
    try:
        use()
    except Exception as error:
        print(type(error).__name__, error)
"""


def run_script(ws, **inputs):
    snapshot = add_snapshot(ws.paths, {"train.py": READ})
    command = [sys.executable, "-S", "train.py", "${{inputs.given}}"]  # -S: without site-packages
    run = make_run(ws.paths, "exp_1_0", command=command, snapshot=snapshot, client="shipped", inputs=inputs)
    return run, run_here(run).status


def register(ws):
    with open("cars.csv", "w") as file:
        file.write("make,price\naudi,13950\n")
    return Dataset.Tabular.from_delimited_files("cars.csv").register(ws, "cars")


def test_a_script_opens_registered_datasets(ws):
    register(ws)
    definition = Dataset.File.from_files("cars.csv").content
    run, status = run_script(ws, given={"type": "file", "mode": "direct", "asset": None, "definition": definition})
    assert status == "Completed", log_of(run)
    opened, given, *refused = log_of(run).decode().splitlines()
    assert (opened, given) == ("cars 1 ['make', 'price'] cars:1", "['/cars.csv']")
    assert refused[0].startswith("NotFoundError There is no dataset 'carz'. Did you mean 'cars'?")
    needed = ["Workspace.from_config", "Experiment", "Dataset.Tabular.from_delimited_files"]
    assert [line.split(" needs")[0] for line in refused[1:]] == [f"RunEnvironmentError {name}" for name in needed]
    assert marked(run, USED, "datasets") == ["cars:1"]


def test_a_script_is_told_that_a_dataset_changed(ws):
    dataset = register(ws)
    with open("cars.csv", "a") as file:
        file.write("bmw,16430\n")
    with open("other.csv", "w") as file:
        file.write("a\n")
    definition = Dataset.File.from_files("other.csv").content
    run, status = run_script(ws, given={"type": "file", "mode": "direct", "asset": None, "definition": definition})
    assert status == "Failed"
    assert f"The dataset {dataset.id} is not what was registered: 'cars.csv' has 32 bytes, not 22" in log_of(run).decode()
