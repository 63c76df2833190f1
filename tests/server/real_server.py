"""A Jupyter server in a process of its own, for tests that must not share one with it."""

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine_support import end_agent, until

from jupyterlab_aml import Workspace

TOKEN = "let-me-in"


@contextlib.contextmanager
def serve(home: Path, root: Path, workspace: Workspace, options: Sequence[str] = ()) -> Iterator[str]:
    """Run a server for ``root`` whose folders are in ``home``; give its address, and check afterwards that its log has no traceback."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("AML_", "JUPYTER"))}
    private = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    environment = {**outside, **private, "HOME": str(home), "AML_CACHE": str(home / "cache"), "AML_AGENT_IDLE_S": "1"}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port=0"]
    command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.jpserver_extensions={'jupyterlab_aml': True}"]
    command += ["--ServerApp.allow_unauthenticated_access=False", *options]
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: address(home / "runtime") is not None, timeout=60)
        yield str(address(home / "runtime"))
    finally:
        process.terminate()
        process.wait(30)
        end_agent(workspace.paths)
    assert "Traceback" not in (home / "log").read_text(), (home / "log").read_text()


def address(folder: Path) -> str | None:
    """Return where a server that notes itself in this folder answers; None if it does not yet."""
    for name in os.listdir(folder) if folder.is_dir() else ():
        if name.startswith("jpserver-") and name.endswith(".json"):
            try:
                url: str = json.loads((folder / name).read_text())["url"]
                urllib.request.urlopen(f"{url}api?token={TOKEN}", timeout=5).close()
            except (OSError, ValueError):
                return None
            return url
    return None
