"""``aml submit`` of an Azure ML v2 file of the type ``command``."""

import json
import os

import pytest
import yaml
from cli_support import Terminal
from engine_support import make_workspace

from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.workspace.workspace import Workspace

SCHEMA = "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json"


@pytest.fixture
def aml(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_workspace(tmp_path)
    os.makedirs("jobs/src")
    return Terminal(capsys)


def written(path="jobs/job.yml", **keys):
    with open(path, "w") as file:
        yaml.safe_dump({"$schema": SCHEMA, "command": "python train.py", **keys}, file)
    return path


def dry(aml, *words):
    return aml("submit", "--dry-run", "--json", *words)


def facts(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


def test_everything_a_file_says(aml, tmp_path):
    os.makedirs("jobs/data")
    (tmp_path / "jobs/data/cars.csv").write_text("a\n1\n")
    place = "azureml://datastores/workspaceblobstore/paths/models/${{name}}"
    path = written(
        code="src",
        command="python train.py --lr ${{inputs.lr}} --fast ${{ inputs.fast }} --cars ${{inputs.cars}} --out ${{outputs.model}}",
        inputs={"lr": 0.5, "fast": True, "cars": {"type": "uri_file", "path": "data/cars.csv", "mode": "download"}},
        outputs={
            "model": None,
            "kept": {"path": place, "mode": "upload", "name": "models"},
        },
        environment_variables={"LEVEL": "debug", "N": 1},
        compute="azureml:local",
        distribution={"type": "PyTorch", "process_count_per_instance": 2},
        limits={"timeout": 60},
        display_name="first",
        experiment_name="trained",
        description="why",
        tags={"a": 1},
    )
    found = facts(dry(aml, path))
    line = ["python", "train.py", "--lr", "0.5", "--fast", "True", "--cars", "${{inputs.cars}}", "--out", "${{outputs.model}}"]
    assert (found["command"], found["experiment"], found["compute"], found["timeout_s"]) == (line, "trained", "local", 60)
    assert (found["source_directory"], found["env_names"]) == (str(tmp_path / "jobs/src"), ["LEVEL", "N"])
    assert found["distribution"] == {"type": "PyTorch", "process_count_per_instance": 2, "backend": "gloo"}
    assert found["inputs"]["cars"]["definition"]["paths"][0]["path"].endswith("jobs/data/cars.csv")
    assert found["inputs"]["cars"]["mode"] == "download"
    kept = found["outputs"]["kept"]
    assert (kept["datastore"], kept["path"], kept["mode"]) == ("workspaceblobstore", "models/{run-id}", "upload")
    assert kept["register"] == {"name": "models", "description": None, "tags": {}}
    assert found["outputs"]["model"]["path"] == "dataset/{run-id}/{output-name}"
    assert found["warnings"] == []


def test_what_is_on_the_line_goes_before_the_file(aml, tmp_path):
    (tmp_path / "other.csv").write_text("a\n")
    (tmp_path / "cars.csv").write_text("a\n")
    path = written(command="echo ${{inputs.cars}}", inputs={"cars": {"path": "../cars.csv"}}, distribution={"type": "mpi"}, limits={"timeout": 60})
    line = [path, "-e", "mine", "--timeout", "5s", "--input", "cars=other.csv", "--distribution", "tensorflow", "--workers", "2"]
    found = facts(dry(aml, *line))
    assert (found["experiment"], found["timeout_s"], found["source_directory"]) == ("mine", 5, None)
    assert found["inputs"]["cars"]["definition"]["paths"][0]["path"].endswith("other.csv")
    assert found["distribution"]["worker_count"] == 2


def test_a_line_that_only_the_shell_understands_goes_to_the_shell(aml):
    for line in ("echo $HOME", "A=1 python x.py", "ls *.csv", "echo a\necho b", "echo a && echo b"):
        assert facts(dry(aml, written(command=line)))["command"] == ["/bin/sh", "-c", line]


@pytest.mark.parametrize(
    ("environment", "name", "warning"),
    [
        ("azureml:AzureML-sklearn-1.0@latest", None, None),
        ("azureml://registries/azureml/environments/sklearn-1.5/labels/latest", None, "sklearn-1.5 is an environment of Azure's own"),
        ({"image": "python:3.11"}, "job", None),
        ({"conda_file": {"dependencies": ["python=3.11", {"pip": ["numpy"]}]}, "name": "mine"}, "mine", None),
        ({"conda_file": "conda.yml", "image": "python:3.11"}, "job", None),
        ({"build": {"path": "."}}, "job", None),
    ],
)
def test_environments(aml, environment, name, warning):
    with open("jobs/conda.yml", "w") as file:
        file.write("dependencies:\n- numpy\n")
    with open("jobs/Dockerfile", "w") as file:
        file.write("FROM scratch\n")
    found = facts(dry(aml, written(environment=environment, resources={"instance_type": "Standard_D2", "shm_size": "1g"})))
    assert found["environment"] in (name, "AzureML-sklearn-1.0")
    assert "resources.instance_type has no effect here." in found["warnings"]
    assert warning is None or any(warning in each for each in found["warnings"])


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"comand": "x"}, ["there is no setting 'comand' (did you mean 'command'"]),
        ({"inputs": {"a": {"pth": "x"}}}, ["inputs.a.path is needed", "there is no setting 'inputs.a.pth' (did you mean 'path'?)"]),
        ({"inputs": {"a": {"path": "x", "type": "mltable"}}}, ["inputs.a.type is 'mltable', allowed is one of 'uri_file', 'uri_folder'"]),
        ({"inputs": {"a": None}}, ["inputs.a is None: allowed is a text, a number"]),
        ({"outputs": {"a": {"mode": "direct"}}}, ["outputs.a.mode is 'direct', allowed is one of 'rw_mount', 'upload'"]),
        ({"command": "x ${{inputs.lrr}}", "inputs": {"lr": 1}}, ["command has ${{inputs.lrr}}", "did you mean 'inputs.lr'"]),
        ({"command": "x ${{search_space.lr}}"}, ["command has ${{search_space.lr}}"]),
        ({"command": "x $[[--lr ${{inputs.lr}}]]", "inputs": {"lr": 1}}, ["optional part"]),
        ({"command": "echo 'x"}, ["command cannot be split into words: no closing quotation"]),
        ({"code": "sorce"}, ["code is 'sorce': there is no such folder"]),
        ({"code": "azureml:code:1"}, ["code is 'azureml:code:1': allowed is a folder on this machine"]),
        ({"environment": "azureml://registries/mine/environments/a/versions/1"}, ["environment is 'azureml://registries/mine"]),
        ({"environment": {"conda_file": "gone.yml"}}, ["environment.conda_file: ", "gone.yml"]),
        ({"environment": {}}, ["environment has neither image, build nor conda_file"]),
        ({"environment": {"build": {"path": "."}, "image": "a"}}, ["environment has both image and build"]),
        ({"environment": {"build": {"path": "."}}}, ["There is no 'Dockerfile' in the build context"]),
        ({"environment": "azureml:mine:1"}, ["no environment 'mine'"]),
        ({"distribution": {"type": "ray"}}, ["distribution.type is 'ray', allowed is one of 'pytorch', 'mpi', 'tensorflow'"]),
        ({"distribution": {"type": "mpi", "worker_count": 2}}, ["distribution.worker_count does not go with the type 'mpi'"]),
        ({"resources": {"instance_count": 2}}, ["resources.instance_count is 2, and no distribution says"]),
        ({"resources": {"instance_count": "x"}, "limits": {"timeout": 0}}, ["resources.instance_count is 'x'", "limits.timeout is 0"]),
        ({"resources": {"docker_args": "-v 'x"}}, ["resources.docker_args cannot be split into words"]),
        ({"inputs": [1], "outputs": 5, "resources": "x", "tags": 3}, ["inputs is [1], allowed is a mapping", "outputs is 5", "resources is 'x'"]),
        ({"inputs": {1: {"path": []}}}, ["inputs.1"]),
        ({"environment_variables": {"A": [1]}}, ["environment_variables"]),
        ({"inputs": {"a": {"path": "gone.csv"}}}, ["inputs.a: There is no file", "gone.csv"]),
        ({"outputs": {"a": {"path": "azureml://datastores/gone/paths/x"}}}, ["outputs.a: There is no datastore 'gone'"]),
        ({"compute": "azureml:cluster"}, ["no compute target 'cluster'"]),
        ({"type": "sweep"}, ["is a file of the type 'sweep'; of Azure ML v2's files only those of the type 'command'"]),
        ({"$schema": SCHEMA.replace("command", "pipeline"), "jobs": {}}, ["is a file of the type 'pipeline'"]),
    ],
)
def test_what_cannot_be_honoured_is_refused_with_its_key(aml, keys, told):
    result = dry(aml, written(**keys))
    assert result.status in (2, 3), result.out
    for each in told:
        assert each in json.loads(result.err)["error"]["message"] + json.loads(result.err)["error"]["hint"]


def test_other_files_and_options_that_do_not_go_with_it(aml):
    assert "takes no arguments: 'x'" in dry(aml, written(), "x").err
    assert "--run-config names others" in dry(aml, written(), "--run-config", "a").err
    with open("conda.yml", "w") as file:
        file.write("dependencies: [numpy]\n")
    assert "is a conda file" in dry(aml, "conda.yml").err


def test_it_runs(ws, script, tmp_path, capfd):
    code = script("import os, sys\nprint(open(sys.argv[1]).read(), sys.argv[2], os.environ['LEVEL'])\nopen(sys.argv[3] + '/m', 'w').close()\n")
    (tmp_path / "cars.csv").write_text("audi")
    path = written(
        str(tmp_path / "job.yml"),
        code=os.path.basename(code),
        command="python train.py ${{inputs.cars}} ${{inputs.lr}} ${{outputs.model}} && echo done",
        inputs={"cars": {"type": "uri_file", "path": "cars.csv"}, "lr": 0.1},
        outputs={"model": {"name": "trained"}},
        environment_variables={"LEVEL": "debug"},
        services={"tensor_board": {}},
    )
    assert run_line(["--workspace", ws.folder, "submit", path, "--stream"]) == 0
    said = capfd.readouterr()
    assert "audi 0.1 debug\ndone\n" in said.out
    assert "warning: services has no effect here." in said.err
    assert [run.experiment for run in Workspace.open(ws.folder).list_runs()] == ["job"]
    assert Dataset.get_by_name(ws, "trained").to_path() == ["/m"]
