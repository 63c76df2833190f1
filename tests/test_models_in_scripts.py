"""Models in scripts on interpreters without our package: a real runner, the rooms that travel, and nothing else."""

import os
import shutil
import subprocess
import sys

import pytest
from engine_support import add_snapshot, log_of, make_run, make_workspace, run_here

from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.run_assets import MADE, USED, marked

PYTHONS = [name for name in ("python3.6", "python3.7", "python3.8", "python3.9") if shutil.which(name)]
TRAIN = b"""
import os, sys
from azureml.core import Run
from azureml.core.model import Model
run = Run.get_context()
assert "jupyterlab_aml.workspace" not in sys.modules
os.makedirs("outputs/net")
with open("outputs/net/weights.txt", "w") as file:
    file.write("0.5")
model = run.register_model("net", "outputs/net", tags={"stage": "new"}, model_framework=Model.Framework.CUSTOM)
print(model.name, model.version, model.run_id == run.id)
print(Model.register(run.experiment.workspace, "outputs/net/weights.txt", "weights").id)
"""
SCORE = b"""
import os
from azureml.core import Run
from azureml.core.model import Model
run = Run.get_context()
path = Model.get_model_path("net")
with open(os.path.join(path, "weights.txt")) as file:
    run.log("weight", float(file.read()))
model = Model(run.experiment.workspace, "net")
print(model.tags, model.experiment_name, os.path.basename(model.download("copy")))
try:
    Model.get_model_path("nett")
except Exception as error:
    print(error)
"""


def starts(python):
    return subprocess.run([python, "-S", "-c", "pass"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("python", [sys.executable, *PYTHONS])
def test_one_run_registers_and_the_next_one_loads(tmp_path, python):
    if not starts(python):
        pytest.skip(f"{python} is there and does not start")
    paths = make_workspace(tmp_path)
    snapshot = add_snapshot(paths, {"train.py": TRAIN, "score.py": SCORE})
    made = [python, "-S", "train.py"], [python, "-S", "score.py"]  # -S: without site-packages
    train, score = (make_run(paths, f"exp_{number}_0", command=command, snapshot=snapshot, client="shipped") for number, command in enumerate(made))
    assert run_here(train).status == "Completed", log_of(train)
    record = run_here(score)
    assert record.status == "Completed", log_of(score)
    assert log_of(train).decode().splitlines() == ["net 1 True", "weights:1"]
    assert log_of(score).decode().splitlines() == [
        "{'stage': 'new'} exp net",
        "There is no model 'nett'. Did you mean 'net'?",
    ]
    assert record.metrics == {"weight": 0.5}
    model = AssetStore(paths, "models").get("net")
    assert (model.run, model.used_by()) == (train.run_id, [score.run_id])
    assert marked(train, MADE, "models") == ["net:1", "weights:1"]
    assert marked(score, USED, "models") == ["net:1"]


def test_where_nothing_is_recorded_the_model_is_only_told(tmp_path):
    code = (
        "import os\nos.makedirs('outputs')\nopen('outputs/m', 'w').close()\nfrom jupyterlab_aml import Run\nrun = Run.get_context()\n"
        "run.register_model('m', 'outputs/m')\n"
        "try:\n    run.register_model('m', 'outputs/n')\nexcept Exception as error:\n    print(error)\n"
    )
    env = {key: value for key, value in os.environ.items() if not key.startswith("AML_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert "model 'm' from 'outputs/m'" in done.stdout
    assert "has no file or folder 'outputs/n'" in done.stdout
