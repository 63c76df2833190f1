"""The runner as a real process: claims, exit codes, time limits, cancel, daemons, damage."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from engine_support import (
    add_snapshot,
    events_of,
    finish,
    log_of,
    make_run,
    make_workspace,
    marked_pids,
    run_here,
    start_runner,
    until,
)

from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runfiles.files import dumps, replace, write_once
from jupyterlab_aml.workspace.record import read_record


@pytest.fixture
def paths(tmp_path):
    return make_workspace(tmp_path)


def python(code):
    return [sys.executable, "-c", code]


def test_a_command_completes_with_all_facts(paths):
    record = run_here(make_run(paths, command=["echo", "hello"]))
    run = paths.run(record.id)
    assert (record.status, record.exit_code, record.status_reason) == ("Completed", 0, "")
    assert record.created <= record.started <= record.ended
    assert log_of(run) == b"hello\n"
    assert [event["status"] for event in events_of(run)] == ["Preparing", "Starting", "Running", "Completed"]


def test_only_one_of_many_runners_runs_an_attempt(paths):
    run = make_run(paths, command=["sh", "-c", "echo once"])
    runners = [start_runner(run) for _ in range(6)]
    assert sorted(finish(runner)[0] for runner in runners) == [0, 3, 3, 3, 3, 3]
    assert log_of(run) == b"once\n"


@pytest.mark.parametrize(
    ("command", "exit_code", "reason"),
    [
        (["sh", "-c", "exit 3"], 3, "exit code 3"),
        (["sh", "-c", "echo it is late; exit 3"], 3, "exit code 3: the log ends with `it is late`"),
        (python("raise ValueError('no such column: price')"), 1, "exit code 1: ValueError: no such column: price"),
        (["sh", "-c", "kill -9 $$"], -9, "killed by SIGKILL"),
        (["no-such-command"], 127, "cannot start 'no-such-command': No such file or directory: 'no-such-command'"),
    ],
)
def test_failures_say_why(paths, command, exit_code, reason):
    record = run_here(make_run(paths, command=command))
    assert (record.status, record.exit_code, record.status_reason) == ("Failed", exit_code, reason)
    assert record.error["message"] == reason


def test_a_timeout_ends_the_script_and_says_so(paths):
    record = run_here(make_run(paths, command=["sleep", "60"], timeout_s=0.2))
    assert (record.status, record.status_reason, record.error["code"]) == ("Failed", "timed out after 0.2 s", "Timeout")


def cancel(run, attempt=1):
    os.makedirs(run / "request", exist_ok=True)
    write_once(run.request("cancel", attempt), dumps({"t": time.time(), "by": "ada"}))


def test_cancel_ends_daemons_in_their_own_session_and_what_ignores_the_request(paths):
    daemon = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    code = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {daemon!r}], start_new_session=True)
subprocess.Popen(["sh", "-c", "setsid sleep 61 & exit 0"])
time.sleep(60)
"""
    run = make_run(paths, command=python(code), grace_s=0.3)
    runner = start_runner(run)
    until(lambda: os.path.exists(run.attempt(1).log) and b"deaf" in log_of(run))
    until(lambda: len(marked_pids(run)) == 3)
    cancel(run)
    os.kill(runner.pid, signal.SIGUSR1)
    assert finish(runner) == (0, "")
    record = read_record(run)
    assert (record.status, record.status_reason) == ("Canceled", "canceled by ada")
    assert marked_pids(run) == []


def test_a_cancel_is_seen_without_any_signal(paths):
    run = make_run(paths, command=["sleep", "60"])
    runner = start_runner(run)
    until(lambda: read_record(run).status == "Running")
    cancel(run)
    assert finish(runner) == (0, "")
    assert read_record(run).status == "Canceled"


def test_a_run_whose_folder_is_removed_ends(paths):
    run = make_run(paths, command=["sleep", "60"])
    runner = start_runner(run)
    until(lambda: read_record(run).status == "Running")
    shutil.rmtree(paths.root)
    assert finish(runner) == (0, "")
    assert marked_pids(run) == []


def test_a_run_canceled_before_it_began_never_begins(paths):
    run = make_run(paths, command=["sh", "-c", "echo began"])
    cancel(run)
    record = run_here(run)
    assert (record.status, record.started) == ("Canceled", None)
    assert not os.path.exists(run.attempt(1).log)


def test_a_script_that_handles_the_request_can_save_its_work(paths):
    code = (
        "import signal,sys,time; signal.signal(signal.SIGTERM, lambda *_: (print('saved'), sys.exit(0))); print('ready', flush=True); time.sleep(60)"
    )
    run = make_run(paths, command=python(code), grace_s=20)
    runner = start_runner(run)
    until(lambda: os.path.exists(run.attempt(1).log) and b"ready" in log_of(run))
    cancel(run)
    assert finish(runner) == (0, "")
    assert log_of(run) == b"ready\nsaved\n"
    assert read_record(run).status == "Canceled"


def test_what_a_finished_script_left_running_is_ended(paths):
    record = run_here(make_run(paths, command=["sh", "-c", "setsid sleep 60 & exit 0"]))
    assert (record.status, record.exit_code) == ("Completed", 0)
    assert events_of(paths.run(record.id))[-1]["leftovers"] == 1
    assert marked_pids(paths.run(record.id)) == []


def test_a_runner_told_to_end_takes_the_script_with_it(paths):
    run = make_run(paths, command=["sleep", "60"])
    runner = start_runner(run)
    until(lambda: read_record(run).status == "Running")
    os.kill(runner.pid, signal.SIGTERM)
    assert finish(runner) == (0, "")
    record = read_record(run)
    assert (record.status, marked_pids(run)) == ("Failed", [])
    assert record.status_reason.startswith("the runner was told to end by signal 15")


def test_code_outputs_and_what_is_left_in_the_working_directory(paths):
    snapshot = add_snapshot(
        paths,
        {
            "train.py": b"import helper",
            "pkg/data.txt": b"1",
            "helper.py": b"open('outputs/model.bin','w').write('m'); open('made.txt','w'); open('pkg/data.txt','a').write('2')",
        },
    )
    record = run_here(make_run(paths, script="train.py", python=sys.executable, snapshot=snapshot))
    run = paths.run(record.id)
    assert record.status == "Completed", log_of(run)
    with open(run / "outputs/model.bin") as file:
        assert file.read() == "m"
    left = sorted(
        os.path.relpath(os.path.join(folder, name), run.attempt(1).code) for folder, _, names in os.walk(run.attempt(1).code) for name in names
    )
    assert [name for name in left if "__pycache__" not in name] == ["made.txt", "pkg/data.txt"]


@pytest.mark.parametrize("damage", ["manifest missing", "manifest changed", "object missing", "object changed"])
def test_a_damaged_snapshot_is_said(paths, damage):
    snapshot = add_snapshot(paths, {"train.py": b"pass"})
    manifest = os.path.join(paths.snapshots, snapshot + ".json")
    if damage == "manifest missing":
        os.unlink(manifest)
    elif damage == "manifest changed":
        replace(manifest, b'{"files": []}')
    else:
        for folder, _, names in os.walk(os.path.join(paths.snapshots, "objects")):
            for name in names:
                os.unlink(os.path.join(folder, name))
                if damage == "object changed":
                    write_once(os.path.join(folder, name), b"fail")
    record = run_here(make_run(paths, script="train.py", python=sys.executable, snapshot=snapshot))
    assert record.status == "Failed"
    assert record.status_reason.startswith("could not be prepared: ")
    assert record.error["code"] == "PrepareError"


def test_a_snapshot_cannot_write_outside(paths):
    snapshot = add_snapshot(paths, {"../../escaped": b"x"})
    record = run_here(make_run(paths, command=["true"], snapshot=snapshot))
    assert "names a path outside" in record.status_reason
    assert not os.path.exists(paths.run(record.id) / "escaped")


def test_the_script_sees_the_run_and_the_users_variables(paths):
    variables = {"TOKEN": "line one\nline \"two\" 'three'", "EMPTY": "", "UNICODE": "naïve 🦊"}
    code = "import os,json; print(json.dumps({k: v for k, v in os.environ.items() if k.startswith('AML_') or k in ('TOKEN', 'EMPTY', 'UNICODE')}))"
    run = make_run(paths, env=variables, command=python(code))
    run_here(run, AML_FAULTS="", AML_RUN_ID="another", MPLBACKEND="module://matplotlib_inline.backend_inline")
    seen = json.loads(log_of(run))
    assert {name: seen[name] for name in variables} == variables
    assert seen["AML_RUN_ID"] == run.run_id
    assert seen["AML_RUN_DIR"] == run.folder
    assert "AML_FAULTS" not in seen


def test_odd_folders_long_lines_and_binary_output(tmp_path):
    odd = tmp_path / 'it\'s a "folder"\nwith 🦊 and spaces'
    odd.mkdir()
    code = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096 + b'x' * 1_000_000 + b'\\n'); print('last')"
    run = make_run(make_workspace(odd), command=python(code))
    assert run_here(run).status == "Completed"
    assert len(log_of(run)) == 256 * 4096 + 1_000_001 + len("last\n")


def test_a_verdict_of_the_script_counts_when_it_exits_well(paths):
    verdict = {"status": "Failed", "error": {"code": "UserError", "message": "r2 below 0.5"}}
    code = f"import os; open(os.environ['AML_RUN_DIR'] + '/attempt-1/verdict', 'w').write({json.dumps(verdict)!r})"
    record = run_here(make_run(paths, command=python(code)))
    assert (record.status, record.status_reason, record.exit_code) == ("Failed", "r2 below 0.5", 0)


def test_samples_and_heartbeat_of_the_whole_tree(paths):
    busy = "import time; x = bytearray(50_000_000); end = time.time() + 1.3\nwhile time.time() < end: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    run = make_run(paths, command=python(code))
    assert run_here(run).status == "Completed"
    with open(run.attempt(1).system) as file:
        sample = json.loads(file.readline())
    assert sample["processes"] == 2
    assert sample["rss_bytes"] > 50_000_000
    assert sample["cpu_percent"] > 20


def test_gpus_are_sampled_if_their_tool_answers(paths, tmp_path):
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho '0, 87, 1024, 24576'\necho '1, 3, 512, 24576'\n")
    tool.chmod(0o755)
    run = make_run(paths, command=["sleep", "1.2"])
    run_here(run, PATH=f"{tmp_path}:{os.environ['PATH']}")
    with open(run.attempt(1).system) as file:
        gpus = json.loads(file.readline())["gpu"]
    assert gpus == [
        {"index": 0, "gpu_percent": 87, "memory_used_mb": 1024, "memory_total_mb": 24576},
        {"index": 1, "gpu_percent": 3, "memory_used_mb": 512, "memory_total_mb": 24576},
    ]


def test_a_gpu_tool_that_fails_is_asked_once(paths, tmp_path):
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\nexit 9\n")
    tool.chmod(0o755)
    run = make_run(paths, command=["sleep", "2.2"])
    run_here(run, PATH=f"{tmp_path}:{os.environ['PATH']}")
    with open(run.attempt(1).system) as file:
        assert "gpu" not in file.read()
    assert (tmp_path / "asked").read_text() == "asked\n"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False, capture_output=True).returncode:
        pytest.skip("takes root and the right to mount")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_ends_in_a_failed_run_that_says_so(small_disk):
    run = make_run(make_workspace(small_disk), command=["sh", "-c", "head -c 5000000 /dev/zero > outputs/big; sleep 1.2; echo still here"])
    status, _ = finish(start_runner(run))
    record = read_record(run)
    assert (status, record.status) == (0, "Failed")
    assert "No space left on device" in record.status_reason or "the disk of the workspace is full" in record.status_reason
    assert os.path.getsize(run / "outputs/big") > 100_000, "what could be saved is saved"


def test_a_submission_to_a_full_disk_says_so_and_leaves_nothing(small_disk, tmp_path):
    paths = make_workspace(small_disk)
    source = tmp_path / "source"
    source.mkdir()
    (source / "train.py").write_bytes(b"#" * 10_000)
    with open(small_disk / "big", "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    experiment = Experiment(Workspace.nearest(small_disk, create=False), "e")
    with pytest.raises(WorkspaceError, match=r"(?i)no space left|disk is full"):
        experiment.submit(ScriptRunConfig(source, script="train.py"))
    assert (os.listdir(paths.runs), os.listdir(paths.active)) == ([], [])
