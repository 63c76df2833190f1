"""Submitting a script to this machine, in the attribute style of 2019 and the parameter style of 2021."""

import os
import sys

from azureml.core import Environment, Experiment, Workspace
from azureml.core.conda_dependencies import CondaDependencies
from azureml.core.runconfig import RunConfiguration
from azureml.core.script_run_config import ScriptRunConfig

ws = Workspace.from_config()
experiment = Experiment(ws, name="train-on-local")

os.makedirs("src", exist_ok=True)
with open("src/train.py", "w") as file:
    file.write(
        "import argparse, os, sys\n"
        "from azureml.core.run import Run\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--alpha', type=float, default=0.1)\n"
        "args = parser.parse_args()\n"
        "run = Run.get_context()\n"
        "assert not run.id.startswith('OfflineRun')\n"
        "for step in range(3):\n"
        "    run.log('loss', args.alpha / (step + 1))\n"
        "run.log('region', run.experiment.workspace.location)\n"
        "os.makedirs('outputs', exist_ok=True)\n"
        "open('outputs/model.txt', 'w').write(str(args.alpha))\n"
        "print('trained by', sys.executable, os.environ.get('COLOUR'))\n"
        "run.complete()\n"
    )

# -- 2019: everything is an attribute
run_config = RunConfiguration()
run_config.target = "local"
run_config.environment.python.user_managed_dependencies = True
run_config.environment.python.interpreter_path = sys.executable
run_config.environment.environment_variables = {"COLOUR": "green"}
src = ScriptRunConfig(source_directory="./src", script="train.py", run_config=run_config)
src.run_config.environment.python.interpreter_path = sys.executable
src.arguments = ["--alpha", 0.3]
run = experiment.submit(config=src, tags={"style": "2019"})
run.wait_for_completion(show_output=True)
assert run.get_metrics()["loss"] == [0.3, 0.15, 0.3 / 3]
assert run.get_metrics()["region"] == ws.location
assert "outputs/model.txt" in run.get_file_names()

# -- 2021: an environment and parameters
env = Environment("user-managed-env")
env.python.user_managed_dependencies = True
src = ScriptRunConfig(source_directory="./src", script="train.py", arguments=["--alpha", "0.6"], compute_target="local", environment=env)
second = experiment.submit(src)
details = second.wait_for_completion()
assert details["status"] == "Completed"
assert details["runDefinition"]["arguments"] == ["--alpha", "0.6"]
run.download_file("outputs/model.txt", "model.txt")
with open("model.txt") as file:
    assert file.read() == "0.3"

# -- settings that several scripts share, in a file
run_config = RunConfiguration(conda_dependencies=CondaDependencies.create())
run_config.save(path=".", name="shared")
run_config = RunConfiguration.load(path=".", name="shared")
third = experiment.submit(ScriptRunConfig("src", "train.py", run_config=run_config))
assert third.wait_for_completion()["status"] == "Completed"
assert [found.number for found in experiment.get_runs()] == [3, 2, 1]
