"""Compute targets: made, changed, stopped, deleted and chosen as default, with real files and a real agent."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from engine_support import until

from jupyterlab_aml import ComputeTarget, Experiment, LocalCompute, ScriptRunConfig, Workspace
from jupyterlab_aml.compute.machine import cores
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import dumps, replace
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration

ONE = LocalCompute.provisioning_configuration(slots=1)


def submitted(ws, *command, target=None, **more):
    config = ScriptRunConfig(command=list(command) or ["true"], compute_target=target, grace_s=0.5, **more)
    return Experiment(ws, "exp").submit(config)


def gate(tmp_path, name="go"):
    """A file, and a command that ends when it is made."""
    file = tmp_path / name
    return file, ["sh", "-c", f"while [ ! -e '{file}' ]; do sleep 0.02; done"]


def target_file(ws, name):
    return os.path.join(ws.paths.compute, name + ".json")


def read(ws, name):
    with open(target_file(ws, name)) as file:
        return json.load(file)


# -- making and finding


def test_create_writes_what_the_contract_says(ws):
    target = ComputeTarget.create(ws, "gpu", LocalCompute.provisioning_configuration(slots=3))
    target.wait_for_completion(show_output=True)
    record = read(ws, "gpu")
    assert record.pop("created") > 0
    assert record == {"name": "gpu", "type": "local", "slots": 3}
    facts = target.serialize()
    assert facts.pop("created").endswith("Z")
    expected = {"name": "gpu", "type": "local", "slots": 3, "used": 0, "queued": 0, "state": "idle", "settings": {"slots": 3}, "default": False}
    assert facts == {**expected, "problem": None}
    assert (target.provisioning_state, target.provisioning_errors, target.get_status(), target.workspace) == ("Succeeded", [], "idle", ws)
    assert repr(ComputeTarget(ws, "gpu")) == "ComputeTarget(name='gpu', type='local', slots=3)"
    assert ComputeTarget.list(ws) == [target, ws.get_default_compute_target()]
    assert len({*ComputeTarget.list(ws), *ws.compute_targets.values()}) == 2


def test_slots_are_one_for_each_core_unless_given(ws):
    assert ComputeTarget.create(ws, "all", LocalCompute.provisioning_configuration()).slots == cores()
    assert read(ws, "all")["slots"] == cores()


def test_a_configuration_is_anything_with_type_and_settings(ws):
    assert ComputeTarget.create(ws, "two", SimpleNamespace(type="local", settings={"slots": "2"})).settings == {"slots": 2}
    with pytest.raises(UserError, match="is a dict; it needs a type and settings"):
        ComputeTarget.create(ws, "gpu", {"slots": 1})
    with pytest.raises(NotFoundError, match=r"no kind of compute target 'lokal'. Did you mean 'local'\?"):
        ComputeTarget.create(ws, "gpu", SimpleNamespace(type="lokal", settings={}))
    with pytest.raises(UserError, match=r"cannot be made with attach. Use ComputeTarget.create"):
        ComputeTarget.attach(ws, "gpu", ONE)


@pytest.mark.parametrize("name", ["ab", "gpu-box", "A1", "a" * 24])
def test_names_that_are_allowed(ws, name):
    assert name in {ComputeTarget.create(ws, name, ONE).name, *ws.compute_targets}


@pytest.mark.parametrize("name", ["", "a", "1a", "a-", "-a", "a_b", "a b", "a" * 25, "../x", "a\n", "ä1", None, 5])
def test_names_that_are_not(ws, name):
    with pytest.raises(UserError, match="cannot be the name of a compute target"):
        ComputeTarget.create(ws, name, ONE)
    assert list(ws.compute_targets) == ["local"]


@pytest.mark.parametrize("name", ["locl", "../workspace", "a\0b", "", ".lock", 5, None])
def test_finding_one_that_is_not_there(ws, name):
    with pytest.raises(NotFoundError, match="The workspace has: local"):
        ComputeTarget(ws, name)


def test_of_many_creators_one_gets_it(ws):
    def create(slots):
        try:
            return ComputeTarget.create(ws, "gpu", LocalCompute.provisioning_configuration(slots)).slots
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [slots for slots in pool.map(create, range(1, 25)) if slots]
    assert made == [ComputeTarget(ws, "gpu").slots]
    with pytest.raises(ConflictError, match="aml compute update gpu"):
        ComputeTarget.create(ws, "gpu", ONE)


# -- changing


def test_changes_at_once_are_all_kept(ws):
    target = ComputeTarget.create(ws, "gpu", ONE)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(change) for change in [target.stop, *[lambda: ComputeTarget(ws, "gpu").update(slots=7)] * 5]]:
            done.result()
    target.refresh_state()
    assert (target.slots, target.stopped, target.get_status()) == (7, True, "stopped")


def test_a_client_that_is_killed_leaves_a_whole_file(ws):
    code = f"""
from jupyterlab_aml import ComputeTarget, Workspace
target = ComputeTarget(Workspace.open({ws.folder!r}), "local")
print("up", flush=True)
while True:
    target.update(slots=3)
    target.stop()
    target.update(slots=4)
    target.start()
"""
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            seen = {ComputeTarget(ws, "local").problem for _ in range(300)}
            os.kill(process.pid, signal.SIGKILL)
        assert seen == {None}
        assert ComputeTarget(ws, "local").problem is None
    ws.compute_targets["local"].update(slots=2)  # nobody holds the lock
    assert ws.compute_targets["local"].slots == 2


# -- stopped, started, changed while runs are there


def test_a_stopped_target_starts_nothing_until_it_is_started(ws, tmp_path):
    target = ComputeTarget.create(ws, "gpu", LocalCompute.provisioning_configuration(slots=2))
    file, command = gate(tmp_path)
    busy = submitted(ws, *command, target=target)
    until(lambda: busy.status == "Running")
    target.stop()
    queued, elsewhere = submitted(ws, target="gpu"), submitted(ws, target="local")
    assert elsewhere.wait(timeout_s=30).status == "Completed"
    assert queued.record().status == "Queued"
    assert queued.record().status_reason == "waiting: compute target 'gpu' is stopped; start it with `aml compute start gpu`"
    facts = target.to_dict()
    assert (facts["state"], facts["used"], facts["queued"], busy.status) == ("stopped", 1, 1, "Running")
    target.start()
    assert queued.wait(timeout_s=30).status == "Completed"
    file.touch()
    assert busy.wait(timeout_s=30).status == "Completed"
    assert target.get_status() == "idle"


def test_a_queued_run_on_a_stopped_target_can_be_canceled(ws):
    ws.compute_targets["local"].stop()
    run = submitted(ws)
    run.cancel()
    assert run.wait(timeout_s=30).status == "Canceled"


def test_more_slots_start_queued_runs_at_once(ws, tmp_path):
    target = ComputeTarget.create(ws, "gpu", ONE)
    file, command = gate(tmp_path)
    runs = [submitted(ws, *command, target=target) for _ in range(2)]
    until(lambda: any(run.status == "Running" for run in runs) and any("0 ahead" in run.record().status_reason for run in runs))
    target.update(slots=2)
    until(lambda: [run.status for run in runs] == ["Running", "Running"])
    file.touch()
    assert {run.wait(timeout_s=30).status for run in runs} == {"Completed"}


def test_delete_is_refused_while_runs_have_not_ended(ws):
    target = ComputeTarget.create(ws, "gpu", ONE)
    target.stop()
    run = submitted(ws, target=target)
    with pytest.raises(ConflictError, match=run.id) as raised:
        target.delete()
    assert raised.value.details["runs"] == [run.id]
    run.cancel()
    run.wait(timeout_s=30)
    target.detach()
    assert list(ws.compute_targets) == ["local"]
    assert run.record().compute == "gpu"
    with pytest.raises(NotFoundError):
        target.refresh_state()
    with pytest.raises(NotFoundError):
        target.delete()
    with pytest.raises(NotFoundError):
        target.stop()


def test_the_local_target_stays(ws):
    with pytest.raises(ConflictError, match="belongs to every workspace"):
        ws.compute_targets["local"].delete()


# -- what cannot be used


def test_runs_wait_for_a_damaged_target_until_it_is_mended(ws):
    target = ComputeTarget.create(ws, "gpu", ONE)
    target.stop()
    run = submitted(ws, target=target)
    with open(target_file(ws, "gpu"), "r+") as file:  # as an editor writes it
        file.truncate(5)
    damaged = ws.compute_targets["gpu"]
    assert (damaged.get_status(), damaged.slots, damaged.type, damaged.provisioning_state) == ("unusable", 0, "", "Failed")
    assert damaged.problem.startswith("gpu.json is not JSON")
    assert run.record().status_reason.startswith("waiting: compute target 'gpu' cannot be used: gpu.json is not JSON")
    with pytest.raises(WorkspaceError, match=r"'gpu' cannot be used: gpu.json is not JSON.*aml compute delete gpu"):
        submitted(ws, target="gpu")
    with pytest.raises(WorkspaceError, match="cannot be changed"):
        damaged.start()
    other = submitted(ws)
    assert other.wait(timeout_s=30).status == "Completed", "the agent has looked at the targets meanwhile"
    assert run.status == "Queued"
    with open(target_file(ws, "gpu"), "w") as file:
        json.dump({"name": "gpu", "type": "local", "slots": 1}, file)
    assert run.wait(timeout_s=30).status == "Completed"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"type": "local", "slots": 0}', b'{"type": 5}', b'{"type": "local", "slots": true}'])
def test_a_damaged_target_can_be_deleted_and_the_local_one_written_again(ws, content):
    for name in ("gpu", "local"):
        replace(target_file(ws, name), content)
    for target in ComputeTarget.list(ws):
        assert (target.get_status(), target.serialize()["slots"]) == ("unusable", 0)
    with pytest.raises(WorkspaceError, match="aml compute update local"):
        submitted(ws)
    ws.compute_targets["gpu"].delete()
    if not ws.compute_targets["local"].type:
        with pytest.raises(WorkspaceError, match="aml compute update local"):
            ws.compute_targets["local"].stop()
    ws.compute_targets["local"].update(slots=2)
    assert submitted(ws).wait(timeout_s=30).status == "Completed"


def test_a_kind_that_nobody_has(ws):
    ws.compute_targets["local"].stop()
    run = submitted(ws)
    replace(target_file(ws, "local"), dumps({"name": "local", "type": "quantum", "slots": 1}))
    target = ws.compute_targets["local"]
    assert (target.get_status(), target.problem) == ("unusable", "There is no kind of compute target 'quantum'. There is: local.")
    with pytest.raises(WorkspaceError, match=r"'quantum'. There is: local. Install the package"):
        submitted(ws)
    with pytest.raises(NotFoundError, match="quantum"):
        target.update(slots=2)
    ws.agent.ensure(run.id)
    record = run.wait(timeout_s=30)
    assert (record.status, "quantum" in record.status_reason) == ("Failed", True)


# -- the default


def test_the_default_is_used_by_every_door(ws, script):
    ComputeTarget.create(ws, "gpu", ONE)
    assert ws.get_default_compute_target("CPU").name == "local"
    ws.set_default_compute_target("gpu")
    assert Workspace.open(ws.folder).get_default_compute_target("GPU").name == "gpu"
    assert [each.name for each in ComputeTarget.list(ws) if each.serialize()["default"]] == ["gpu"]
    code = """
from jupyterlab_aml import Run, ScriptRunConfig
Run.get_context().submit_child(ScriptRunConfig(command=["true"]))
"""
    parent = Experiment(ws, "exp").submit(ScriptRunConfig(script(code), "train.py", run_config=RunConfiguration()))
    assert parent.wait(timeout_s=60).status == "Completed", parent.get_all_logs()
    (child,) = parent.get_children()
    child.wait(timeout_s=30)
    assert {run.record().compute for run in (parent, child, submitted(ws))} == {"gpu"}
    assert submitted(ws, target="local").record().compute == "local"
    until(lambda: os.listdir(ws.paths.active) == [])


def test_a_default_that_is_deleted_gives_way_to_the_local_one(ws):
    ComputeTarget.create(ws, "small", ONE)
    target = ComputeTarget.create(ws, "gpu", ONE)
    ws.set_default_compute_target(target)
    ComputeTarget(ws, "small").delete()
    assert ws.get_default_compute_target().name == "gpu"
    target.delete()
    assert ws.get_default_compute_target().name == "local"


def test_a_default_that_is_gone(ws):
    target = ComputeTarget.create(ws, "gpu", ONE)
    ws.set_default_compute_target(target)
    os.unlink(os.path.join(ws.paths.compute, "gpu.json"))  # by hand; who deletes it through us gets the local one back
    with pytest.raises(NotFoundError, match=r"default compute target 'gpu' is gone.*aml compute set-default.*has: local"):
        submitted(ws)
    with pytest.raises(NotFoundError):
        ws.get_default_compute_target()
    with pytest.raises(NotFoundError):
        ws.set_default_compute_target("gpu")
    ws.set_default_compute_target("local")
    assert ws.get_default_compute_target().name == "local"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"compute": 5}'])
def test_a_damaged_default(ws, content):
    replace(ws.paths.defaults, content)
    assert [each.serialize()["default"] for each in ComputeTarget.list(ws)] == [False]
    with pytest.raises(WorkspaceError, match=r"default compute target is not known.*aml compute set-default local"):
        submitted(ws)
    ws.set_default_compute_target("local")
    assert read_default(ws) == {"compute": "local"}


def read_default(ws):
    with open(ws.paths.defaults) as file:
        return json.load(file)
