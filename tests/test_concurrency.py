"""Several processes and threads on one workspace at the same moment."""

import os
import subprocess
import sys
import threading

from context_support import PACKAGE

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.runfiles.files import read_json, write_once

AT_ONCE = """
import os, sys, time
from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.errors import ConflictError
me = int(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
"""


def at_once(folder, code, count):
    """Run the code in several processes that begin together; ``me`` is the number of each. Returns what they printed."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE + code, str(number)],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": PACKAGE},
        )
        for number in range(count)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * count
    return outputs


def threads(action, count):
    """Do it in several threads that begin together; returns the results."""
    results, failures, barrier = [], [], threading.Barrier(count)

    def work(number):
        barrier.wait()
        try:
            results.append(action(number))
        except Exception as error:  # noqa: BLE001  shown by the assertion
            failures.append(error)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    return results


def test_tags_and_properties_of_one_run(ws):
    run = Experiment(ws, "e").start_logging()
    code = f"""
run = Workspace.from_config().get_run({run.id!r})
for i in range(50):
    run.tag(f"tag_{{me}}_{{i}}", i)
    run.tag("shared", me)
    run.add_properties({{f"property_{{me}}_{{i}}": i}})
try:
    run.add_properties({{"owner": me}})
except ConflictError:
    pass
print(run.properties["owner"])
"""
    owners = at_once(ws.folder, code, 2)
    expected = {f"tag_{me}_{i}": str(i) for me in range(2) for i in range(50)}
    tags = run.get_tags()
    assert tags.pop("shared") in {"0", "1"}
    assert tags == expected
    assert len(run.get_properties()) == 101
    assert run.get_properties()["owner"] + "\n" in owners
    assert len(ws.list_runs(tags={"tag_0_49": "49", "tag_1_49": "49"}, properties={"property_1_49": "49"})) == 1
    run.complete()


def test_changes_of_one_experiment(ws):
    code = """
experiment = Experiment(Workspace.from_config(), "shared")
for i in range(40):
    experiment.tag(f"tag_{me}_{i}", i)
    if i % 10 == 0:
        experiment.remove_tags([f"tag_{me}_{i}"])
print(experiment.id)
"""
    ids = at_once(ws.folder, code, 3)
    assert len(set(ids)) == 1
    assert len(ws.experiments["shared"].tags) == 3 * 36


def test_creating_one_workspace(tmp_path):
    code = """
try:
    print(Workspace.create("one", exist_ok=True, show_output=False).id)
except ConflictError:
    print("conflict")
"""
    ids = at_once(tmp_path, code, 4)
    assert set(ids) == {Workspace.open(tmp_path).id + "\n"}
    assert not [name for name in os.listdir(tmp_path / ".aml") if name.startswith(".workspace")]


def test_creating_two_workspaces_in_one_folder(tmp_path):
    code = """
try:
    print(Workspace.create(f"name-{me}", exist_ok=True, show_output=False).name)
except ConflictError as error:
    print("conflict")
"""
    found = sorted(at_once(tmp_path, code, 2))
    assert found == ["conflict\n", Workspace.open(tmp_path).name + "\n"]


def test_fifty_threads_submit(ws, script):
    folder = script("import sys; print('I am', sys.argv[1])")
    experiment = Experiment(ws, "threads")
    runs = threads(lambda number: experiment.submit(ScriptRunConfig(folder, "train.py", [number])), 50)
    records = [run.wait(timeout_s=100) for run in runs]
    assert len({record.id for record in records}) == 50
    assert {record.status for record in records} == {"Completed"}
    assert sorted(int(record.arguments[0]) for record in records) == list(range(50))
    assert all(run.get_details_with_logs()["logFiles"]["user_logs/std_log.txt"] == f"I am {run.record().arguments[0]}\n" for run in runs)


def test_threads_share_one_run(ws):
    run = Experiment(ws, "threads").start_logging()

    def work(number):
        for i in range(50):
            run.log("shared", i)
            run.log(f"own_{number}", i, step=i)
        run.tag(f"thread_{number}")
        with run.child_run(f"child_{number}") as child:
            child.log("number", number)
        ws.list_runs(order_by="metric:number")
        return child.id

    threads(work, 16)
    metrics = run.get_metrics()
    assert len(metrics["shared"]) == 800
    assert all(metrics[f"own_{number}"] == list(range(50)) for number in range(16))
    assert len(run.get_tags()) == 16
    assert sorted(child.get_metrics()["number"] for child in run.get_children()) == list(range(16))
    run.complete()


def test_a_file_that_appears_while_it_is_read_is_not_damaged(tmp_path):
    path, stop, before = str(tmp_path / "record.json"), threading.Event(), sys.getswitchinterval()

    def come_and_go():
        while not stop.is_set():
            write_once(path, b"{}")
            os.unlink(path)

    sys.setswitchinterval(1e-6)
    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        found = {str(read_json(path)) for _ in range(5000)}
    finally:
        stop.set()
        other.join()
        sys.setswitchinterval(before)
    assert found <= {"None", "{}"}
