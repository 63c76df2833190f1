"""Runs in the notebook whose models are collected from ./outputs, data under a name with a space, and the words that notebooks begin with."""

import os
import pickle
import urllib

import azureml.core
from azureml.core import Dataset, Experiment, Run, ScriptRunConfig, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.telemetry import set_diagnostics_collection

set_diagnostics_collection(send_diagnostics=True)
ws = Workspace.from_config()
assert azureml.data.__version__ == azureml.core.VERSION

try:
    compute_target = ComputeTarget(workspace=ws, name="cpu-cluster")
except ComputeTargetException:
    compute_target = ws.compute_targets["local"]
    compute_target.wait_for_completion(show_output=True, min_node_count=None, timeout_in_minutes=20)
assert compute_target.get_status().serialize()["state"] == "idle"

experiment = Experiment(workspace=ws, name="alphas")
for alpha in (0.1, 0.2):
    with experiment.start_logging() as run:
        run.log("error", (alpha - 0.2) ** 2)
        with open("outputs/model.pkl", "wb") as file:
            pickle.dump(alpha, file)
        file_name = f"model_{alpha}.pkl"
        with open("outputs/" + file_name, "wb") as file:
            pickle.dump(alpha, file)
        run.upload_file(name=file_name, path_or_stream="outputs/" + file_name)

errors = {run.id: run.get_metrics()["error"] for run in experiment.get_runs()}
best_run = Run(experiment=experiment, run_id=min(errors, key=errors.get))
assert best_run.get_file_names() == ["model_0.2.pkl", "outputs/model.pkl", "outputs/model_0.2.pkl"], best_run.get_file_names()
model = best_run.register_model(model_name="best_model", model_path="outputs/model.pkl")
model.download(target_dir="best", exist_ok=True)
with open("best/model.pkl", "rb") as file:
    assert pickle.load(file) == 0.2

datastore = ws.get_default_datastore()
urllib.request.urlretrieve("file://" + os.path.abspath("best/model.pkl"), filename="fetched.pkl")
datastore.upload_files(["fetched.pkl"], target_path="alpha data", overwrite=True)
dataset = Dataset.File.from_files(path=[(datastore, "alpha data/")])
dataset = dataset.register(workspace=ws, name="alpha dataset", description="what was best", create_new_version=True)
assert ws.datasets["alpha dataset"].version == 1

os.makedirs("script", exist_ok=True)
with open("script/train.py", "w") as file:
    file.write("import os, sys\nfrom azureml.core import Run\nRun.get_context().log('files', len(os.listdir(sys.argv[1])))\n")
src = ScriptRunConfig("script", "train.py", arguments=[Dataset.get_by_name(ws, "alpha dataset").as_named_input("alphas").as_mount()])
run = experiment.submit(config=src)
details = run.wait_for_completion(show_output=True)
assert run.get_metrics() == {"files": 1}
assert details["inputDatasets"][0]["dataset"]["id"] == "alpha dataset:1"
