"""Datasets, environments and outputs as later notebooks have them, with a script that opens its data by id and by name."""

import os
import shutil

from azureml.core import Dataset, Environment, Experiment, ScriptRunConfig, Workspace
from azureml.core.runconfig import DockerConfiguration, MpiConfiguration, PyTorchConfiguration
from azureml.data import OutputFileDatasetConfig

ws = Workspace.from_config()
experiment = Experiment(ws, "with-datasets")

os.makedirs("script", exist_ok=True)
with open("script/train.py", "w") as file:
    file.write(
        "import argparse, os\n"
        "from azureml.core import Dataset, Run, Workspace\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--input-data', type=str)\n"
        "parser.add_argument('--out', type=str)\n"
        "args = parser.parse_args()\n"
        "run = Run.get_context()\n"
        "ws = run.experiment.workspace\n"
        "frame = run.input_datasets['titanic'].to_pandas_dataframe()\n"
        "by_id = Dataset.get_by_id(ws, id=args.input_data)\n"
        "assert len(by_id.to_pandas_dataframe()) == len(Dataset.get_by_name(ws, name='titanic').to_pandas_dataframe()) == len(frame)\n"
        "run.log('rows', len(frame))\n"
        "frame.to_csv(os.path.join(args.out, 'prepared.csv'), index=False)\n"
        "run.complete()\n"
    )
with open("script/rank.py", "w") as file:
    file.write(
        "import os, sys\nfrom azureml.core import Run\n"
        "rank = os.environ.get('RANK') or os.environ.get('OMPI_COMM_WORLD_RANK')\n"
        "assert os.path.isdir(sys.argv[1]), sys.argv\n"
        "Run.get_context().log('rank', int(rank))\n"
    )
with open("titanic.csv", "w") as file:
    file.write("name,age\nann,30\nbob,40\n")

datastore = ws.get_default_datastore()
datastore.upload_files(files=["./titanic.csv"], target_path="train-dataset/tabular/", overwrite=True, show_progress=False)
titanic = Dataset.Tabular.from_delimited_files(path=[(datastore, "train-dataset/tabular/titanic.csv")])
titanic = titanic.register(workspace=ws, name="titanic", description="training dataset", create_new_version=True)
assert titanic.take(1).to_pandas_dataframe()["name"].tolist() == ["ann"]

environment = Environment("user-managed-env")
environment.python.user_managed_dependencies = True
prepared = OutputFileDatasetConfig(destination=(datastore, "prepared/{run-id}")).register_on_complete(name="prepared")
src = ScriptRunConfig(
    source_directory="script",
    script="train.py",
    arguments=["--input-data", titanic.as_named_input("titanic"), "--out", prepared],
    compute_target="local",
    environment=environment,
    docker_runtime_config=DockerConfiguration(use_docker=False),
)
run = experiment.submit(config=src)
details = run.wait_for_completion(show_output=True)
assert run.get_metrics() == {"rows": 2}
assert details["inputDatasets"][0]["dataset"]["id"] == titanic.id
folder = Dataset.get_by_name(ws, "prepared")
assert folder.to_path() == ["/prepared.csv"]

# -- one of Azure's own environments, two processes, a command
curated = Environment.get(workspace=ws, name="AzureML-pytorch-1.7-ubuntu18.04-py37-cuda11-gpu")
command = ["python", "rank.py", folder.as_named_input("data").as_mount()]
distributions = [PyTorchConfiguration("Gloo", process_count=2)]
if shutil.which("mpirun"):
    distributions.append(MpiConfiguration(process_count_per_node=2))
for distribution in distributions:
    src = ScriptRunConfig("script", command=command, compute_target="local", environment=curated, distributed_job_config=distribution)
    run = experiment.submit(src)
    details = run.wait_for_completion()
    assert run.get_metrics() == {"rank": 0, "rank [rank 1]": 1}
    assert "environment of Azure's own" in details["warnings"][0]["message"]
