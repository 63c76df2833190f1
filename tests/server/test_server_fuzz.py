"""Whatever is sent to any operation of ``openapi.yaml``, well-formed or not: no answer is a failure of the server."""

import json
import os
import subprocess
import sys
import urllib.request
import warnings

import pytest
import requests
from engine_support import end_agent, until
from hypothesis import HealthCheck, Phase, given, seed, settings

from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.server.contract import METHODS, document, operations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what its parts say to each other while they are imported
    import schemathesis
    from schemathesis import GenerationMode

TOKEN = "fuzz-token"
EXAMPLES = 12
MAX_HEADER = 64 * 1024
OPERATIONS = [(template, method) for template in document()["paths"] for method in METHODS if method in operations(template)]


@pytest.fixture(scope="module", name="server")
def server_fixture(tmp_path_factory):
    """A Jupyter server of its own, with a workspace in which a run is under way; gives its address and the run."""
    home = tmp_path_factory.mktemp("fuzz")
    root = home / "project"
    root.mkdir()
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("AML_", "JUPYTER"))}
    private = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    environment = {**outside, **private, "HOME": str(home), "AML_CACHE": str(home / "cache"), "AML_AGENT_IDLE_S": "1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AML_CACHE", str(home / "cache"))
        workspace = Workspace.create("fuzz", path=root, show_output=False)
        run = Experiment(workspace, "trials").start_logging()
    run.log("loss", float("nan"))
    os.makedirs(run.paths / "outputs")
    (root / "train.py").write_text("print(1)\n")
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
    options += ["--ServerApp.jpserver_extensions={'jupyterlab_aml': True}", "--ServerApp.allow_unauthenticated_access=False"]
    with open(home / "log", "wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "jupyter_server", *options], cwd=root, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: address(home / "runtime") is not None, timeout=60)
        yield address(home / "runtime") + "aml/v1", run
    finally:
        process.terminate()
        process.wait(30)
        end_agent(workspace.paths)
    assert b"Traceback" not in (home / "log").read_bytes(), (home / "log").read_text()


def address(folder):
    """Return where a server that notes itself in this folder answers; None if it does not yet."""
    for name in os.listdir(folder) if folder.is_dir() else ():
        if name.startswith("jpserver-") and name.endswith(".json"):
            try:
                url = json.loads((folder / name).read_text())["url"]
                urllib.request.urlopen(f"{url}api?token={TOKEN}", timeout=5).close()
            except (OSError, ValueError):
                return None
            return url
    return None


@pytest.mark.parametrize(("template", "method"), OPERATIONS, ids=lambda part: part)
def test_no_answer_is_a_failure_of_the_server(server, template, method):
    base_url, run = server
    schema = schemathesis.openapi.from_dict(document())
    schema.config.update(base_url=base_url)
    operation = schema[template][method]
    quietly = settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))

    told = operations(template)[method]
    takes_something = told.path or told.query or told.body
    for mode in (GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if takes_something else [])):

        @seed(7)
        @quietly
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case):
            for known in (False, True):
                if known and "run" in (case.path_parameters or {}):
                    case.path_parameters["run"] = run.id
                if known and case.query:
                    case.query.pop("workspace", None)
                try:
                    answer = case.call(headers={"Authorization": f"token {TOKEN}"})
                except requests.ConnectionError:
                    assert len(case.as_curl_command()) > MAX_HEADER  # which tornado answers by hanging up
                    continue
                assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
                if answer.status_code >= 400:
                    assert json.loads(answer.text)["message"], case.as_curl_command()

        send()
