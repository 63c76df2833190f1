"""Whatever is sent to any operation of ``openapi.yaml``, well-formed or not: no answer is a failure of the server."""

import json
import os
import warnings

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from real_server import TOKEN, serve

from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.server.contract import METHODS, document, operations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what its parts say to each other while they are imported
    import schemathesis
    from schemathesis import GenerationMode

EXAMPLES = 12
MAX_HEADER = 64 * 1024
OPERATIONS = [(template, method) for template in document()["paths"] for method in METHODS if method in operations(template)]


@pytest.fixture(scope="module", name="server")
def server_fixture(tmp_path_factory):
    """A Jupyter server of its own, with a workspace in which a run is under way; gives its address and the run."""
    home = tmp_path_factory.mktemp("fuzz")
    root = home / "project"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AML_CACHE", str(home / "cache"))
        workspace = Workspace.create("fuzz", path=root, show_output=False)
        run = Experiment(workspace, "trials").start_logging()
    run.log("loss", float("nan"))
    os.makedirs(run.paths / "outputs")
    (root / "train.py").write_text("print(1)\n")
    with serve(home, root, workspace) as url:
        yield url + "aml/v1", run


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
