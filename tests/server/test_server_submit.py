"""Submitting from a form over HTTP: what is checked is what is sent, and no secret comes back."""

import json
import os
import shutil

import pytest
from jsonschema import Draft202012Validator
from server_support import call, check, check_refusal

from jupyterlab_aml.runfiles.files import read_json

SECRET = "s3cr3t-value"


@pytest.fixture
def project(ws, jp_root_dir):
    """A folder with something to submit, below the root of the server; the process is elsewhere."""
    folder = jp_root_dir / "my project"
    folder.mkdir()
    (folder / "train.py").write_text("import os, sys\nprint('trained', sys.argv[1:], bool(os.environ.get('TOKEN')))\n")
    (folder / "data.csv").write_text("a,b\n")
    (folder / "run.log").write_text("x")
    (folder / ".amlignore").write_text("*.log\n")
    assert os.getcwd() != str(folder)
    return folder


@pytest.fixture
def post(jp_fetch, project):
    async def send(path, fields, **more):
        return await call(jp_fetch, path, "POST", {"folder": "my project", "fields": fields, **more})

    return send


async def checked(post, fields, **more):
    return check(await post("submit/check", fields, **more), "/submit/check", "post")


async def submitted(post, fields, **more):
    return check(await post("submit", fields, **more), "/submit", "post")


async def test_the_schema_is_one_and_offers_the_targets(jp_fetch, ws):
    schema = check(await call(jp_fetch, "submit/schema"), "/submit/schema")
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["compute"]["x-choices"] == ["local"]


async def test_what_is_checked_is_what_is_sent(post, ws, project):
    fields = {
        "script": "train.py",
        "arguments": ["--alpha", "0.5"],
        "tag": {"kind": "a b"},
        "env": {"TOKEN": SECRET},
        "timeout": "1h",
        "name": "mine",
    }
    told = await checked(post, fields)
    assert (told["ok"], told["problems"], told["experiment"], told["compute"]) == (True, [], "train", "local")
    assert told["line"] == "%aml submit train.py --name mine --tag 'kind=a b' --env TOKEN --timeout 1h -- --alpha 0.5"
    assert told["snapshot"]["folder"] == str(project)
    assert [file["path"] for file in told["snapshot"]["files"]] == [".amlignore", "data.csv", "train.py"]
    assert told["snapshot"]["ignored"] == ["run.log"]
    assert SECRET not in json.dumps(told)
    assert not list(ws.paths.run_ids())

    run = await submitted(post, fields)
    assert SECRET not in json.dumps(run)
    assert (run["experiment"], run["compute"], run["display_name"], run["timeout_s"]) == (told["experiment"], told["compute"], "mine", 3600)
    assert (run["script"], run["arguments"], run["tags"], run["env_names"]) == ("train.py", ["--alpha", "0.5"], {"kind": "a b"}, ["TOKEN"])
    assert run["source_directory"] == told["snapshot"]["folder"]
    assert read_json(ws.paths.run(run["id"]).env) == {"TOKEN": SECRET}
    ended = ws.get_run(run["id"]).wait(60)
    assert ended.status == "Completed"
    assert "trained ['--alpha', '0.5'] True" in ws.get_run(run["id"]).get_details_with_logs()["logFiles"]["user_logs/std_log.txt"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, None),
        ({"script": "trian.py"}, "script"),
        ({"script": "data.csv"}, "script"),
        ({"script": "../../elsewhere.py", "source_directory": "."}, "script"),
        ({"script": "train.py", "source_directory": "nowhere"}, "source_directory"),
        ({"script": "train.py", "compute": "gpu-box"}, "compute"),
        ({"script": "train.py", "timeout": "soon"}, "timeout"),
        ({"script": "train.py", "timeout": "0"}, "timeout"),
        ({"script": "train.py", "experiment": "a b/c"}, "experiment"),
        ({"script": "train.py", "python": "bin/nowhere"}, "python"),
        ({"script": "train.py", "parameter": {"alpha": 1}}, "parameter"),
        ({"script": "train.py", "env": {"AML_RUN_ID": "x"}}, "env"),
        ({"script": "train.py", "env": {"NOT_SET_HERE_AT_ALL": None}}, "env"),
        ({"script": "train.py", "env": {"A": {"b": SECRET}}}, "env"),
        ({"script": "train.py", "env": {SECRET: "x"}}, "env"),
        ({"script": "train.py", "tag": {"": "x"}}, "tag"),
        ({"script": "train.py", "nonsense": 1}, "nonsense"),
        ({"script": ["train.py"]}, "script"),
        ({"command": ["echo"], "script": "train.py"}, "command"),
    ],
)
async def test_what_is_wrong_is_told_by_field_and_refused_alike(post, ws, fields, field):
    told = await checked(post, fields)
    assert not told["ok"]
    assert field in {problem["field"] for problem in told["problems"]} or (not fields and told["problems"])
    assert SECRET not in json.dumps(told)
    answer = await post("submit", fields)
    refused = check_refusal(answer, answer.status) if answer.json["hint"] else answer.json
    assert 400 <= answer.status < 500
    assert refused["message"] == told["problems"][0]["message"]
    assert SECRET not in json.dumps(refused)
    assert not list(ws.paths.run_ids())


async def test_all_that_is_wrong_is_told_at_once(post):
    told = await checked(post, {"script": "train.py", "compute": "gpu-box", "timeout": "soon", "experiment": "a b", "tag": {"": "x"}})
    assert {problem["field"] for problem in told["problems"]} == {"compute", "timeout", "experiment", "tag"}
    assert told["snapshot"]["file_count"] == 3


async def test_a_folder_that_is_too_large_is_told(post, project):
    (project / "huge.bin").touch()
    os.truncate(project / "huge.bin", 400 * 1024 * 1024)
    told = await checked(post, {"script": "train.py"})
    (problem,) = told["problems"]
    assert (problem["field"], told["snapshot"]["over_limit"]) == ("allow_large_snapshot", True)
    assert "huge.bin" in problem["hint"]
    assert (await checked(post, {"script": "train.py", "allow_large_snapshot": True}))["ok"]
    assert (await post("submit", {"script": "train.py"})).status == 413


async def test_paths_begin_in_the_folder_of_the_call(jp_fetch, project):
    body = {"folder": "", "fields": {"script": "train.py", "source_directory": "my project"}}
    assert check(await call(jp_fetch, "submit/check", "POST", body), "/submit/check", "post")["ok"]
    body = {"folder": "my project", "fields": {"command": ["sh", "-c", "pwd"]}}
    told = check(await call(jp_fetch, "submit/check", "POST", body), "/submit/check", "post")
    assert told["snapshot"]["folder"] == str(project)
    check_refusal(await call(jp_fetch, "submit/check", "POST", {"folder": "../..", "fields": {}}), 403)
    check_refusal(await call(jp_fetch, "submit/check", "POST", {"folder": "nowhere", "fields": {}}), 404)


async def test_again_with_the_source_as_it_was(post, jp_fetch, ws, project):
    first = await submitted(post, {"script": "train.py", "arguments": ["1"], "env": {"TOKEN": SECRET}, "tag": {"a": "b"}})
    ws.get_run(first["id"]).wait(60)
    shutil.rmtree(project)
    detail = check(await call(jp_fetch, f"runs/{first['id']}"), "/runs/{run}")
    assert detail["fields"]["env"] == {"TOKEN": ""}
    assert detail["submit_line"].endswith("--tag a=b --env TOKEN -- 1")
    assert SECRET not in json.dumps(detail)

    body = {"fields": {**detail["fields"], "arguments": ["2"]}, "resubmit": first["id"]}
    told = check(await call(jp_fetch, "submit/check", "POST", body), "/submit/check", "post")
    assert (told["ok"], told["problems"]) == (True, [])
    assert [file["path"] for file in told["snapshot"]["files"]] == [".amlignore", "data.csv", "train.py"]
    assert told["snapshot"]["folder"] == str(project)
    second = check(await call(jp_fetch, "submit", "POST", body), "/submit", "post")
    assert (second["snapshot"], second["source_directory"]) == (first["snapshot"], str(project))
    assert (second["arguments"], second["tags"]) == (["2"], {"a": "b"})
    assert read_json(ws.paths.run(second["id"]).env) == {"TOKEN": SECRET}
    assert ws.get_run(second["id"]).wait(60).status == "Completed"

    body["fields"]["script"] = "trian.py"
    told = check(await call(jp_fetch, "submit/check", "POST", body), "/submit/check", "post")
    assert told["problems"][0]["field"] == "script"
    assert f"the source of the run {first['id']}" in told["problems"][0]["message"]
    assert "train.py" in told["problems"][0]["hint"]


async def test_a_run_that_was_not_submitted_is_not_submitted_again(post, run):
    check_refusal(await post("submit", {"script": "x.py"}, resubmit=run.id), 409)
    check_refusal(await post("submit", {"script": "x.py"}, resubmit="none_1_2"), 404)


async def test_a_notebook_with_parameters(post, ws, project):
    cell = {
        "cell_type": "code",
        "id": "a1",
        "metadata": {"tags": ["parameters"]},
        "source": "alpha = 0\nkind = ''",
        "outputs": [],
        "execution_count": None,
    }
    (project / "train.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    told = await checked(post, {"script": "train.ipynb", "parameter": {"alpha": "0.5", "kind": "ridge"}})
    assert told["line"] == "%aml submit train.ipynb --parameter alpha=0.5 --parameter kind=ridge"
    assert told["ok"]
    told = await checked(post, {"script": "train.ipynb", "parameter": {"beta": 1}})
    assert told["problems"][0]["field"] == "parameter"
    told = await checked(post, {"script": "train.ipynb", "parameter": {"not a name": 1}})
    assert told["problems"][0]["field"] == "parameter"


async def test_the_first_submission_makes_the_workspace(jp_fetch, jp_root_dir):
    (jp_root_dir / "train.py").write_text("print(1)\n")
    told = check(await call(jp_fetch, "submit/check", "POST", {"fields": {"script": "train.py"}}), "/submit/check", "post")
    assert told["ok"]
    assert any("A workspace is made" in note for note in told["notes"])
    assert not (jp_root_dir / ".aml").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("input", {"a b": "data.csv"}, "cannot be the name of an input"),
        ("input", {"d": "https://me:word@host.example/x"}, "holds a secret"),
        ("output", {"d": "nowhere/x"}, "There is no datastore 'nowhere'"),
        ("output", {"d": "workspaceblobstore/../x"}, "leads out of its datastore"),
    ],
)
async def test_wrong_data_is_told_with_its_field_and_with_all_else(post, ws, field, value, said):
    found = await checked(post, {"script": "train.py", "environment": "nothing", field: value})
    assert {each["field"] for each in found["problems"]} == {field, "environment"}
    assert said in "".join(each["message"] for each in found["problems"])
