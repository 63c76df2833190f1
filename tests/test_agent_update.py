"""An agent that goes on when the package under it is updated."""

import os
import shutil
import subprocess
import sys

from engine_support import agent_pid, end_agent, ended, log_of, make_workspace, submit, until

import jupyterlab_aml

COMMAND = ["/bin/sh", "-c", "echo code is $CODE_IS"]


def test_runs_after_an_update_have_the_new_code_only(tmp_path, no_agent):
    package = tmp_path / "site" / "jupyterlab_aml"
    shutil.copytree(os.path.dirname(jupyterlab_aml.__file__), package, ignore=shutil.ignore_patterns("__pycache__", "labextension", "static"))
    paths = make_workspace(tmp_path)
    os.makedirs(paths.agent, exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "AML_AGENT": paths.root, "AML_AGENT_IDLE_S": "60"}
    with open(tmp_path / "log", "wb") as log:
        command = [sys.executable, "-m", "jupyterlab_aml.agent", paths.root]
        agent = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True)
    try:
        until(lambda: agent_pid(paths) == agent.pid)
        before = submit(paths, "exp_1_0", command=COMMAND)
        assert ended(before).status == "Completed"
        assert log_of(before) == b"code is\n"
        source = package / "runner" / "environment.py"
        (tmp_path / "new.py").write_text(source.read_text().replace('PYTHONUNBUFFERED="1"', 'PYTHONUNBUFFERED="1", CODE_IS="new"'))
        os.replace(tmp_path / "new.py", source)
        after = submit(paths, "exp_2_0", command=COMMAND)
        assert ended(after).status == "Completed"
        assert log_of(after) == b"code is new\n"
        assert agent_pid(paths) == agent.pid
        assert "leaving: the package was updated" in (tmp_path / "log").read_text()
    finally:
        end_agent(paths)
        agent.wait(timeout=20)
