"""Snapshots after their runs were deleted: what nobody refers to goes, what somebody uses at this moment stays."""

import os
import signal
import subprocess
import sys
import zipfile

import pytest

from jupyterlab_aml import Experiment, ScriptRunConfig
from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.files import append, names, walk_files
from jupyterlab_aml.workspace import sweep
from jupyterlab_aml.workspace.workspace import Workspace


@pytest.fixture(autouse=True)
def _nobody_runs_them(no_agent):
    """Runs end here without having begun."""


def end(run):
    attempt = run.paths.attempt(1)
    os.makedirs(attempt.folder, exist_ok=True)
    append(attempt.events, {"t": 1.0, "status": "Completed", "exit_code": 0})
    return run


def submitted(ws, folder):
    return end(Experiment(ws, "exp").submit(ScriptRunConfig(folder, "train.py")))


def stored(ws):
    """The names of what is kept of snapshots, but for the lock."""
    return sorted(os.path.basename(path) for name, path in walk_files(ws.paths.snapshots) if name != ".lock")


def whole(run, folder):
    with zipfile.ZipFile(run.restore_snapshot(path=folder)) as archive:
        return archive.read("train.py").decode()


def test_what_no_other_run_refers_to_goes_with_a_run(ws, script, tmp_path):
    script("shared = 1", "lib.py")
    first = submitted(ws, script("a"))
    same = submitted(ws, script("a"))
    other = submitted(ws, script("b"))
    noted = Experiment(ws, "exp").start_logging(snapshot_directory=script("c"))
    noted.complete()
    assert len(stored(ws)) == 3 + 4  # manifests; contents, one of them shared
    before = stored(ws)
    first.delete()
    assert stored(ws) == before
    same.delete()
    assert len(stored(ws)) == 2 + 3
    noted.delete()
    assert len(stored(ws)) == 1 + 2
    assert whole(other, tmp_path) == "b"
    other.delete()
    assert stored(ws) == []
    assert whole(submitted(ws, script("b")), tmp_path) == "b"


def test_with_many_runs_a_sweep_waits_for_enough_deletions(ws, script):
    folder = script("a")
    runs = [submitted(ws, folder) for _ in range(3)]
    last = submitted(ws, script("b"))
    for number in range(sweep.RUNS_PER_MARK):
        os.mkdir(ws.paths.run(f"foreign_{number}_0").folder)
    last.delete()
    assert len(stored(ws)) == 2 + 2 + 1  # the mark
    runs.pop().delete()
    assert len(stored(ws)) == 1 + 1


def test_prune_sweeps_at_once(ws, script, capfd):
    run = submitted(ws, script("a"))
    os.rename(run.paths.folder, os.path.join(ws.folder, "elsewhere"))  # deleted by hand: no mark
    os.makedirs(os.path.join(ws.paths.runs, ".new-exp_1_0.1234"))
    os.utime(os.path.join(ws.paths.runs, ".new-exp_1_0.1234"), (1.0, 1.0))
    os.makedirs(os.path.join(ws.paths.runs, ".new-exp_2_0.1234"))
    assert run_line(["runs", "prune", "--dry-run"]) == 0
    assert "would remove 1 snapshot and 1 file, would free 1 B" in capfd.readouterr().out
    assert len(stored(ws)) == 2
    assert run_line(["runs", "prune", "--json"]) == 0
    assert '"freed_bytes": 1' in capfd.readouterr().out
    assert stored(ws) == []
    assert names(ws.paths.runs) == [".new-exp_2_0.1234"]


def test_what_cannot_be_read_or_removed_keeps_what_it_names(ws, script, monkeypatch):
    damaged, run = submitted(ws, script("a")), submitted(ws, script("b"))
    with open(damaged.paths.spec, "r+") as file:
        text = file.read()
        file.truncate(text.index(damaged.get_snapshot_id()) + 70)
    os.mkdir(os.path.join(ws.paths.runs, "foreign_1_0"))
    os.mkdir(os.path.join(ws.paths.runs, "foreign_1_0", "run.json"))
    with open(os.path.join(ws.paths.runs, "file"), "w"):
        pass
    run.delete()
    assert len(stored(ws)) == 2
    os.unlink(os.path.join(ws.paths.runs, "file"))
    os.symlink("loop", os.path.join(ws.paths.runs, "foreign_1_0", "notes"))
    os.symlink("notes", os.path.join(ws.paths.runs, "foreign_1_0", "loop"))
    assert run_line(["runs", "delete", damaged.id, "--yes"]) == 0
    assert len(stored(ws)) == 2 + 1  # the mark: next time
    assert run_line(["runs", "prune"]) == 5


SUBMITTER = """
import sys
from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.workspace import submit
create_run = submit.create_run

def create_after_a_while(*given):
    print("stored", flush=True)
    sys.stdin.read()
    return create_run(*given)

submit.create_run = create_after_a_while
workspace = Workspace.from_config(sys.argv[1])
workspace.agent.ensure = lambda run_id: None
print(Experiment(workspace, "exp").submit(ScriptRunConfig(sys.argv[2], "train.py")).id)
"""


def test_a_submission_keeps_what_it_uses_again_until_there_is_its_run(ws, script, tmp_path):
    folder = script("a")
    old = submitted(ws, folder)
    argv = [sys.executable, "-c", SUBMITTER, ws.folder, folder]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "stored\n"
        old.delete()
        assert len(stored(ws)) == 3  # and the mark
        process.stdin.close()
        run = end(ws.get_run(process.stdout.readline().strip()))
    other = submitted(ws, script("b"))
    assert whole(run, tmp_path) == "a"
    run.delete()
    assert whole(other, tmp_path) == "b"
    assert len(stored(ws)) == 2


def test_a_killed_submission_keeps_nothing(ws, script):
    run = submitted(ws, script("a"))
    argv = [sys.executable, "-c", SUBMITTER, ws.folder, script("b")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "stored\n"
        process.kill()
    run.delete()
    assert stored(ws) == []


@pytest.mark.parametrize("step", ["delete_marked", "delete_renamed", "sweep_manifest", "sweep_object"])
def test_a_deletion_that_is_killed_loses_nothing_and_is_finished_by_the_next(ws, script, tmp_path, step):
    script("shared = 1", "lib.py")
    kept, doomed, next_one = (submitted(ws, script(code)) for code in "abc")
    pid = os.fork()
    if pid == 0:
        faults._FAULTS["client." + step] = 1.0
        doomed.delete()
        os._exit(1)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert whole(next_one, tmp_path) == "c"
    next_one.delete()
    assert [name for name in names(ws.paths.runs) if name.startswith(".")] == []
    assert whole(kept, tmp_path) == "a"
    if step == "delete_marked":
        assert whole(doomed, tmp_path) == "b"
        doomed.delete()
    assert len(stored(ws)) == 1 + 2


WORKER = """
import os, sys, tempfile
from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.runfiles.files import append
workspace = Workspace.from_config(sys.argv[1])
workspace.agent.ensure = lambda run_id: None
for number in range(40):
    run = Experiment(workspace, "exp").submit(ScriptRunConfig(sys.argv[2 + number % 2], "train.py"))
    with tempfile.TemporaryDirectory() as folder:
        run.restore_snapshot(path=folder)
    os.makedirs(run.paths.attempt(1).folder)
    append(run.paths.attempt(1).events, {"t": 1.0, "status": "Completed", "exit_code": 0})
    run.delete()
"""


def test_submissions_and_deletions_of_the_same_source_at_once(ws, script, tmp_path):
    os.makedirs(tmp_path / "other")
    (tmp_path / "other" / "train.py").write_text("b")
    argv = [sys.executable, "-c", WORKER, ws.folder, script("a"), str(tmp_path / "other")]
    workers = [subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [worker.communicate()[1] for worker in workers] == [""] * 4
    assert list(Workspace.open(ws.folder).list_runs()) == []
    assert run_line(["runs", "prune"]) == 0
    assert stored(ws) == []
