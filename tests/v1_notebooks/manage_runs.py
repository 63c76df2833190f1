"""Listing, filtering, cancelling, failing, tagging and looking into runs."""

# ruff: noqa: BLE001, T201

import os
import time
import zipfile

from azureml.core import Experiment, Run, ScriptRunConfig, Workspace

ws = Workspace.from_config()
exp = Experiment(workspace=ws, name="manage-runs")

notebook_run = exp.start_logging()
notebook_run.log(name="message", value="Hello from run!")
assert notebook_run.get_status() == "Running"
notebook_run.complete()
assert notebook_run.get_status() == "Completed"

with exp.start_logging() as quick:
    quick.log(name="message", value="Hello from run!")

os.makedirs("code", exist_ok=True)
with open("code/hello.py", "w") as file:
    file.write("print('hello from the script')\n")
with open("code/hello_with_delay.py", "w") as file:
    file.write("import time\nprint('begun', flush=True)\ntime.sleep(600)\n")
with open("code/hello_with_children.py", "w") as file:
    file.write(
        "from azureml.core import Run\nrun = Run.get_context()\n"
        "for count, child in enumerate(run.create_children(count=3)):\n    child.log('number', count)\n    child.complete()\n"
    )

local_run = exp.submit(ScriptRunConfig(source_directory="code", script="hello.py", compute_target="local"))
local_run.wait_for_completion(show_output=True)
assert "hello from the script" in local_run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"]
archive = local_run.restore_snapshot(path="restored.zip")
assert set(zipfile.ZipFile(archive).namelist()) == {"hello.py", "hello_with_delay.py", "hello_with_children.py"}

# -- cancel and fail
slow = exp.submit(ScriptRunConfig("code", "hello_with_delay.py"))
while slow.get_status() != "Running":
    time.sleep(0.01)
slow.cancel()
assert slow.wait_for_completion(raise_on_error=False)["status"] == "Canceled"
bad = exp.start_logging()
bad.fail(error_details="that was not good enough", error_code="Quality")
assert bad.get_details()["error"] == {"error": {"code": "Quality", "message": "that was not good enough"}}

# -- children
parent = exp.submit(ScriptRunConfig("code", "hello_with_children.py"))
parent.wait_for_completion()
assert sorted(child.get_metrics()["number"] for child in parent.get_children()) == [0, 1, 2]
with exp.start_logging() as outer:
    for child in outer.create_children(tag_key="fold", tag_values=["a", "b"]):
        child.complete()
    submitted = outer.submit_child(ScriptRunConfig("code", "hello.py"))
    submitted.wait_for_completion()
assert len(list(outer.get_children(tags={"fold": "a"}))) == 1
assert submitted.parent == outer

# -- tags, properties, filters
local_run.add_properties({"author": "azureml-user"})
try:
    local_run.add_properties({"author": "someone else"})
except Exception as error:
    print(error)
else:
    raise AssertionError("a property was changed")
local_run.tag("quality", "great run")
local_run.tag("quality", "fantastic run")
local_run.set_tags({"worth another look": None})
assert local_run.get_tags() == {"quality": "fantastic run", "worth another look": None}
assert [run.id for run in exp.get_runs(properties={"author": "azureml-user"}, tags={"quality": "fantastic run"})] == [local_run.id]
assert [run.id for run in exp.get_runs(properties={"author": "azureml-user"}, tags="worth another look")] == [local_run.id]
assert {run.type for run in exp.get_runs(type="azureml.scriptrun")} == {"azureml.scriptrun"}
assert [run.id for run in Run.list(exp, status="Canceled")] == [slow.id]
assert {run.id for run in Run.list_by_compute(ws.compute_targets["local"], tags="quality")} == {local_run.id}
assert Run(exp, local_run.id).get_properties()["author"] == ws.get_run(local_run.id).properties["author"] == "azureml-user"
assert ws.experiments["manage-runs"].id == exp.id
