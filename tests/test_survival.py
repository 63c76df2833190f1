"""Runs outlive what submitted them: a killed kernel, a killed Jupyter server, a closed terminal."""

import json
import os
import pty
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from engine_support import marked, marked_pids, until
from jupyter_client.manager import KernelManager

from jupyterlab_aml.workspace.record import read_record

SCRIPT = """
import os, time
from jupyterlab_aml import Run
run = Run.get_context()
run.log("before", 1)
while not os.path.exists(os.environ["GATE"]):
    time.sleep(0.02)
run.log("after", 2)
"""


@pytest.fixture
def project(ws):
    """A folder with a script that waits for a file, beside a workspace."""
    folder = ws.folder
    with open(os.path.join(folder, "train.py"), "w") as file:
        file.write(SCRIPT)
    return folder


def submit_line(project):
    return f"submit train.py --env GATE={project}/gate"


def only_run(ws):
    """The one run of the workspace, once its script runs."""
    run_id = until(lambda: next(ws.paths.run_ids(), None), timeout=60)
    run = ws.paths.run(run_id)
    until(lambda: read_record(run).metrics.get("before") == 1, timeout=60)
    return run


def finishes(project, run):
    """Open the gate and see the run through to its end."""
    with open(os.path.join(project, "gate"), "w"):
        pass
    until(lambda: read_record(run).final)
    record = read_record(run)
    assert (record.status, record.metrics) == ("Completed", {"before": 1, "after": 2})
    assert marked_pids(run) == []


@pytest.mark.parametrize("end", ["kill", "restart"])
def test_a_run_outlives_its_kernel(ws, project, end):
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=project)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute(f"%load_ext jupyterlab_aml\nrun = %aml {submit_line(project)}")
        run = only_run(ws)
        if end == "kill":
            os.kill(manager.provisioner.pid, signal.SIGKILL)
        else:
            manager.restart_kernel(now=True)
        finishes(project, run)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_outlives_the_jupyter_server(ws, project, tmp_path, number):
    runtime = tmp_path / "runtime"
    home = {f"JUPYTER_{each}_DIR": str(tmp_path / each.lower()) for each in ("CONFIG", "DATA")}
    env = {**os.environ, **home, "JUPYTER_RUNTIME_DIR": str(runtime), "IPYTHONDIR": str(tmp_path / "ipython"), "AML_TEST_SERVER": str(tmp_path)}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port=0", "--IdentityProvider.token=t"]
    command = [sys.executable, "-m", "jupyter_server", *options, f"--ServerApp.root_dir={project}"]
    with open(tmp_path / "server.log", "wb") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        info = until(lambda: [each for each in runtime.glob("jpserver-*.json") if each.stat().st_size], timeout=60)
        url = json.loads(info[0].read_text())["url"]
        terminal = json.load(until(lambda: _post(url + "api/terminals", {"cwd": ""})))["name"]
        _type_into(url, terminal, f"{sys.executable} -m jupyterlab_aml.cli {submit_line(project)}\r")
        run = only_run(ws)
        os.kill(server.pid, number)
        server.wait(timeout=30)
        finishes(project, run)
    finally:
        for pid in marked(b"AML_TEST_SERVER=" + os.fsencode(tmp_path)):
            if b"AML_AGENT=" not in _environ(pid):
                os.kill(pid, signal.SIGKILL)
        server.wait()


def _post(url, body):
    """The answer of the server; None if it does not listen yet."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Authorization": "token t", "Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(request, timeout=30)
    except urllib.error.URLError:
        return None


def _type_into(url, terminal, text):
    from tornado.httpclient import HTTPRequest
    from tornado.ioloop import IOLoop
    from tornado.websocket import websocket_connect

    async def send():
        address = url.replace("http", "ws", 1) + f"terminals/websocket/{terminal}?token=t"
        socket = await websocket_connect(HTTPRequest(address, headers={"Authorization": "token t"}))
        await socket.write_message(json.dumps(["stdin", text]))
        while "submitted" not in (await socket.read_message() or "submitted"):
            pass
        socket.close()

    IOLoop().run_sync(send, timeout=60)


def _environ(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read()
    except OSError:
        return b"AML_AGENT="


def test_a_run_outlives_its_terminal(ws, project):
    controller, terminal = pty.openpty()
    shell = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab_aml.cli", *submit_line(project).split(), "--stream"],
        cwd=project,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509
    )
    os.close(terminal)
    run = only_run(ws)
    os.close(controller)  # the window is closed: everything in its session gets SIGHUP
    assert shell.wait(timeout=30) != 0
    finishes(project, run)


def _take_terminal():
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a background job of a shell ignores it
