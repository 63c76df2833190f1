"""Two users on one workspace: each user's code is run by that user, slots are shared, secrets are not."""

import json
import os
import shutil
import subprocess
import sys

import engine_support
import pathspec
import pytest
from engine_support import end_agent, ended, log_of, make_run, make_workspace, submit, until

import jupyterlab_aml
from jupyterlab_aml.runfiles.files import touch
from jupyterlab_aml.workspace.record import read_record

OTHER = 65534
AS_OTHER = {"user": OTHER, "group": OTHER, "extra_groups": [], "umask": 0, "cwd": "/", "capture_output": True, "text": True}


def usable_python():
    """An interpreter that another user can start: root's own is often in root's home."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 10))"], check=False, **AS_OTHER).returncode == 0:
                return python
        except OSError:
            continue
    return None


PYTHON = usable_python() if os.geteuid() == 0 else None
pytestmark = pytest.mark.skipif(PYTHON is None, reason="takes root, and an interpreter that others can start")


class Shared:
    """A workspace that everybody may write, and another user beside us."""

    def __init__(self, folder):
        self.folder = folder
        self.library = str(folder / "library")
        for module in (jupyterlab_aml, pathspec):  # a copy that others can read, wherever the original is
            source = os.path.dirname(module.__file__)
            shutil.copytree(source, os.path.join(self.library, os.path.basename(source)), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(engine_support.__file__, self.library)
        for each in (folder, *folder.parents):
            if each.stat().st_uid == 0 and each.stat().st_mode & 0o005 != 0o005:
                each.chmod(0o755)
        self.paths = make_workspace(folder)
        for each in [*self.paths.folders(), os.path.dirname(self.paths.agent)]:
            os.chmod(each, 0o777)

    def as_other(self, code):
        head = f"from engine_support import *\npaths = WorkspacePaths({self.paths.root!r})\n"
        env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONPATH": self.library}
        done = subprocess.run([PYTHON, "-c", head + code], check=False, env=env, **AS_OTHER)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def shared(tmp_path):
    old = os.umask(0)
    shared = Shared(tmp_path)
    yield shared
    os.umask(old)
    shared.as_other("end_agent(paths)")
    end_agent(shared.paths)


def test_each_users_code_is_run_by_that_user(shared):
    shared.as_other("submit(paths, 'exp_1_other', command=['id', '-u'])")
    mine = submit(shared.paths, "exp_1_mine", command=["id", "-u"])
    assert ended(mine).status == "Completed"
    until(lambda: read_record(shared.paths.run("exp_1_other")).final)
    assert (log_of(mine), log_of(shared.paths.run("exp_1_other"))) == (b"0\n", b"65534\n")


def test_an_agent_leaves_the_runs_of_others_alone_but_counts_their_slots(shared, tmp_path):
    gate = tmp_path / "go"
    command = ["sh", "-c", f"while [ ! -e {gate} ]; do sleep 0.02; done"]
    for number in range(2):
        submit(shared.paths, f"exp_1_{number}", command=command)
    until(lambda: all(read_record(shared.paths.run(f"exp_1_{number}")).status == "Running" for number in range(2)))
    shared.as_other("submit(paths, 'exp_2_other', command=['true'])\nuntil(lambda: 'exp_2_other' in str(AgentLink(paths).queue()))")
    record = read_record(shared.paths.run("exp_2_other"))
    assert record.status == "Queued", "both slots are taken by the other user"
    touch(str(gate))
    until(lambda: read_record(shared.paths.run("exp_2_other")).status == "Completed")


def test_a_run_that_somebody_else_has_rewritten_is_not_run(shared):
    run = make_run(shared.paths, "exp_1_0", command=["echo", "mine"])
    os.chmod(run.folder, 0o777)
    shared.as_other(f"spec = read_json({run.spec!r}); spec['command'] = ['echo', 'theirs']\nreplace({run.spec!r}, dumps(spec))")
    touch(shared.paths.marker(run.run_id))
    assert ended(submit(shared.paths, "exp_1_1", command=["true"])).status == "Completed"
    assert read_record(run).status == "Queued"
    os.unlink(shared.paths.marker(run.run_id))


def test_the_variables_of_a_run_are_read_by_nobody_else(shared):
    run = make_run(shared.paths, "exp_1_0", env={"TOKEN": "s3cret"}, command=["true"], env_names=["TOKEN"])
    code = f"""
try:
    open({run.env!r}).read()
except PermissionError:
    print("refused")
"""
    assert shared.as_other(code) == "refused\n"
    assert json.loads(shared.as_other("print(dumps(read_record(paths.run('exp_1_0')).to_dict()).decode())"))["env_names"] == ["TOKEN"]


@pytest.mark.parametrize(("mode", "seen"), [(0o755, "refused, and the others are listed: ['plain']"), (0o777, "s3cret")])
def test_the_variables_of_a_registered_environment_are_read_by_those_who_may_write_there(shared, mode, seen):
    os.makedirs(shared.paths.assets("environments"), exist_ok=True)
    os.chmod(shared.paths.assets("environments"), mode)
    ws = jupyterlab_aml.Workspace.open(os.path.dirname(shared.paths.root))
    environment = jupyterlab_aml.Environment("secret")
    environment.environment_variables["TOKEN"] = "s3cret"
    environment.register(ws)
    environment = jupyterlab_aml.Environment("plain").register(ws)
    code = """
from jupyterlab_aml.errors import WorkspaceError
from jupyterlab_aml.runner.asset_store import AssetStore
store = AssetStore(paths, "environments")
try:
    print(store.get("secret").content["definition"]["environmentVariables"]["TOKEN"])
except WorkspaceError as error:
    assert "Permission denied" in str(error)
    print("refused, and the others are listed:", [asset.name for asset in store.newest()])
"""
    assert shared.as_other(code) == seen + "\n"


def test_a_workspace_that_cannot_be_written_says_so_and_keeps_nothing(shared, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    os.chmod(shared.paths.runs, 0o755)
    before = os.listdir(shared.paths.runs), os.listdir(shared.paths.active)
    code = f"""
from jupyterlab_aml import Experiment, ScriptRunConfig, Workspace
from jupyterlab_aml.errors import WorkspaceError
try:
    Experiment(Workspace.nearest({str(tmp_path)!r}, create=False), "e").submit(ScriptRunConfig({str(source)!r}, command=["true"]))
except WorkspaceError as error:
    print(error)
"""
    text = shared.as_other(code)
    assert "permission denied" in text
    assert shared.paths.runs in text
    assert (os.listdir(shared.paths.runs), os.listdir(shared.paths.active)) == before
