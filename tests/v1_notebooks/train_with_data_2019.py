"""Data and estimators as notebooks of 2019 have them: upload, data references, script_params, a model that a second run loads."""

import os

import azureml.core
from azureml.core import Dataset, Experiment, ScriptRunConfig, Workspace
from azureml.core.compute import ComputeTarget
from azureml.core.compute_target import ComputeTargetException
from azureml.core.model import Model
from azureml.core.runconfig import DataReferenceConfiguration, RunConfiguration
from azureml.data.data_reference import DataReference
from azureml.data.datapath import DataPath
from azureml.train.estimator import Estimator
from azureml.train.sklearn import SKLearn

assert "SDK version: " + azureml.core.VERSION
ws = Workspace.from_config()
assert ws.name
assert ws.resource_group == ws.location == ws.subscription_id == "local"
try:
    target = ComputeTarget(workspace=ws, name="cpu-cluster")
except ComputeTargetException:
    target = ComputeTarget(workspace=ws, name="local")
experiment = Experiment(workspace=ws, name="with-data")

os.makedirs("src", exist_ok=True)
with open("src/train.py", "w") as file:
    file.write(
        "import argparse, os\n"
        "from azureml.core import Run\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--data-folder', type=str, dest='data_folder')\n"
        "parser.add_argument('--regularization', type=float, default=0.01)\n"
        "parser.add_argument('--verbose', action='store_true')\n"
        "parser.add_argument('--resume-from', default='')\n"
        "args = parser.parse_args()\n"
        "run = Run.get_context()\n"
        "folder = args.data_folder or os.environ['AZUREML_DATAREFERENCE_digits']\n"
        "run.log('files', len(os.listdir(folder)))\n"
        "run.log('rate', args.regularization)\n"
        "run.log('going on', bool(args.resume_from) and os.listdir(args.resume_from) == ['a.csv', 'b.csv'])\n"
        "os.makedirs('outputs', exist_ok=True)\n"
        "open('outputs/model.pkl', 'w').write(str(args.regularization))\n"
    )
with open("src/score.py", "w") as file:
    file.write("from azureml.core.model import Model\nprint(open(Model.get_model_path('digits')).read())\n")
os.makedirs("digits", exist_ok=True)
for name in ("a.csv", "b.csv"):
    with open(os.path.join("digits", name), "w") as file:
        file.write("x,y\n1,2\n")

ds = ws.get_default_datastore()
assert ds.name == "workspaceblobstore"
ds.upload(src_dir="./digits", target_path="digits", overwrite=True, show_progress=True)

# -- a data reference of the run configuration
reference = DataReference(datastore=ds, data_reference_name="digits", path_on_datastore="digits", mode="download", overwrite=True)
run_config = RunConfiguration()
run_config.environment.python.user_managed_dependencies = True
run_config.data_references = {reference.data_reference_name: reference.to_config()}
src = ScriptRunConfig(source_directory="./src", script="train.py", run_config=run_config)
run = experiment.submit(src)
run.wait_for_completion(show_output=True)
assert run.get_metrics() == {"files": 2, "rate": 0.01, "going on": False}
assert run.get_environment().python.user_managed_dependencies

src.run_config.data_references = {"digits": DataReferenceConfiguration(ds.name, "mount", "digits")}
src.arguments = ["--data-folder", "$AZUREML_DATAREFERENCE_digits"]
run = experiment.submit(src)
assert run.wait_for_completion()["status"] == "Completed"
assert run.get_metrics()["files"] == 2

# -- estimators
script_params = {"--data-folder": ds.path("digits").as_mount(), "--regularization": 0.8, "--verbose": ""}
estimator = Estimator(
    source_directory="src", script_params=script_params, compute_target="local", entry_script="train.py", resume_from=DataPath(ds, "digits")
)
run = experiment.submit(estimator)
run.wait_for_completion(show_output=True)
assert run.get_metrics() == {"files": 2, "rate": 0.8, "going on": True}

digits = Dataset.File.from_files(path=(ds, "digits"))
estimator = SKLearn(
    source_directory="src",
    script_params={"--data-folder": digits.as_named_input("digits").as_mount(), "--regularization": 0.5},
    compute_target=target,
    entry_script="train.py",
)
run = experiment.submit(estimator)
details = run.wait_for_completion()
assert [used["consumptionDetails"]["inputName"] for used in details["inputDatasets"]] == ["digits"]
assert "the interpreter that submits" in details["warnings"][0]["message"]

# -- the model of one run, in another
model = run.register_model(model_name="digits", model_path="outputs/model.pkl")
assert (model.name, model.id, model.version) == ("digits", "digits:1", 1)
Model(ws, "digits").download(target_dir=os.getcwd(), exist_ok=True)
with open("model.pkl") as file:
    assert file.read() == "0.5"
second = experiment.submit(Estimator(source_directory="src", compute_target="local", entry_script="score.py"))
second.wait_for_completion(show_output=True)
