"""Environments, data and models over the wire."""

import os
import pathlib
from urllib.parse import quote

import pytest
import yaml
from server_support import call, check, check_refusal, put


def add(store, name, files=None, **more):
    """Keep a version with these files, by name their text."""

    def place(folder):
        for path, text in (files or {}).items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    return store.add(name, {}, files=place, **more)


@pytest.fixture
def model(ws, run):
    """The second version of a model that a run made and another used."""
    add(ws.model_store, "net", {"old.txt": "old"})
    asset = add(ws.model_store, "net", {"net/weights.txt": "0123456789", "page.html": "<script>"}, run=run.id, tags={"a": "1", "b": "2"})
    ws.model_store.mark_used(asset, run.id)
    ws.model_store.mark_used(asset, "trials_1_gone")
    return asset


async def test_models_are_listed_with_the_newest_version_of_each(jp_fetch, ws, run, model):
    add(ws.model_store, "other")
    told = check(await call(jp_fetch, "models"), "/models")["models"]
    assert [(each["name"], each["version"], each["versions"], each["uses"]) for each in told] == [
        ("net", "2", ["2", "1"], 2),
        ("other", "1", ["1"], 0),
    ]
    assert told[0]["run"] == {"id": run.id, "display_name": "first", "experiment": "trials", "status": "Running"}
    assert told[0]["size_bytes"] == 18


async def test_a_version_tells_its_files_and_the_runs_that_used_it(jp_fetch, run, model):
    told = check(await call(jp_fetch, "models/net"), "/models/{name}")
    assert [(file["path"], file["size"]) for file in told["files"]] == [("net/weights.txt", 10), ("page.html", 8)]
    assert [each["id"] for each in told["used_by"]] == [run.id, "trials_1_gone"]
    assert told["used_by"][1]["status"] is None
    old = check(await call(jp_fetch, "models/net", query={"version": "1"}), "/models/{name}")
    assert (old["version"], old["run"], old["used_by"]) == ("1", None, [])
    check_refusal(await call(jp_fetch, "models/net", query={"version": "3"}), 404)
    assert "'net'" in check_refusal(await call(jp_fetch, "models/nett"), 404)["hint"]


async def test_labels_change_and_nothing_else(jp_fetch, ws, model):
    body = {"tags": {"a": None, "c": "3"}, "description": "good"}
    told = check(await call(jp_fetch, "models/net", "PATCH", body, query={"version": "2"}), "/models/{name}", "patch")
    assert (told["tags"], told["description"]) == ({"b": "2", "c": "3"}, "good")
    assert ws.model_store.get("net").created == model.created
    check_refusal(await call(jp_fetch, "models/net", "PATCH", body), 400)
    check_refusal(await call(jp_fetch, "models/net", "PATCH", {"name": "x"}, query={"version": "2"}), 400)


async def test_a_version_is_removed_only_by_its_number(jp_fetch, ws, model):
    check_refusal(await call(jp_fetch, "models/net", "DELETE"), 400)
    check(await call(jp_fetch, "models/net", "DELETE", query={"version": "2"}), "/models/{name}", "delete")
    assert ws.model_store.versions("net") == ["1"]
    check_refusal(await call(jp_fetch, "models/net", "DELETE", query={"version": "2"}), 404)


async def test_files_of_models_are_sent_as_those_of_runs(jp_fetch, model):
    part = await jp_fetch("aml/v1/models/net/files/net/weights.txt", headers={"Range": "bytes=2-4"})
    assert (part.code, part.body, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    page = await jp_fetch("aml/v1/models/net/files/page.html")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    old = await jp_fetch("aml/v1/models/net/files/old.txt", params={"version": "1", "download": "true"})
    assert old.headers["Content-Disposition"].startswith("attachment")
    told = check_refusal(await call(jp_fetch, "models/net/files/net/weights.tx"), 404)
    assert "weights.txt" in told["hint"]


async def test_a_model_is_registered_from_what_a_run_stored(jp_fetch, ws, run):
    os.makedirs(run.paths / "outputs")
    put(run.paths / "outputs/net.bin", "net")
    body = {"name": "net", "run": run.id, "path": "outputs/net.bin", "tags": {"a": "1"}, "description": "d"}
    told = check(await call(jp_fetch, "models", "POST", body), "/models", "post")
    assert (told["run"]["id"], told["files"][0]["path"], told["tags"], told["description"]) == (run.id, "net.bin", {"a": "1"}, "d")
    assert "outputs/net.bin" in check_refusal(await call(jp_fetch, "models", "POST", {**body, "path": "outputs/net"}), 404)["hint"]
    check_refusal(await call(jp_fetch, "models", "POST", {**body, "run": "trials_1_0"}), 404)
    for wrong in ({"path": "../run.json"}, {"name": "../x"}, {"name": "a:b"}, {"tags": {"a": 1}}, {"path": ""}):
        check_refusal(await call(jp_fetch, "models", "POST", {**body, **wrong}), 400)
    assert ws.model_store.versions("net") == ["1"]


async def test_environments_tell_what_they_ask_for_and_whether_they_are_built(jp_fetch, ws, run):
    content = {"environment": {"python_version": "3.11", "requirements": ["numpy==2.0"], "conda": None, "conda_environment": None, "docker": None}}
    ws.environment_store.add("sklearn", content, run=run.id)
    told = check(await call(jp_fetch, "environments"), "/environments")["environments"]
    assert [(each["name"], each["python_version"], each["requirements"], each["builds"], each["built"]) for each in told] == [
        ("sklearn", "3.11", ["numpy==2.0"], True, False)
    ]
    told = check(await call(jp_fetch, "environments/sklearn", query={"version": "1"}), "/environments/{name}")
    assert yaml.safe_load(told["definition"]) == {"python_version": "3.11", "requirements": ["numpy==2.0"], "name": "sklearn", "version": "1"}
    assert (told["packages"], told["size_bytes"], told["used_by"], told["run"]["id"]) == (None, None, [], run.id)
    check(await call(jp_fetch, "environments/sklearn", "PATCH", {"tags": {"a": "1"}}, query={"version": "1"}), "/environments/{name}", "patch")
    check(await call(jp_fetch, "environments/sklearn", "DELETE", query={"version": "1"}), "/environments/{name}", "delete")
    check_refusal(await call(jp_fetch, "environments/sklearn"), 404)


async def test_data_is_registered_listed_and_previewed(jp_fetch, jp_root_dir, ws, run):
    put(jp_root_dir / "iris.csv", "name,size,ok\na,1.5,true\nb,2,false\nc,,true\n")
    os.makedirs(jp_root_dir / "pictures")
    put(jp_root_dir / "pictures/one.txt", "1")
    body = {"name": "iris", "path": "iris.csv", "type": "tabular", "description": "d", "tags": {"a": "1"}}
    made = check(await call(jp_fetch, "data", "POST", body), "/data", "post")
    assert (made["version"], made["type"], made["file_count"], made["tags"], made["problem"]) == ("1", "tabular", 1, {"a": "1"}, None)
    check(await call(jp_fetch, "data", "POST", {"name": "pictures", "path": "/pictures"}), "/data", "post")
    told = check(await call(jp_fetch, "data"), "/data")
    assert [(each["name"], each["type"]) for each in told["data"]] == [("iris", "tabular"), ("pictures", "file")]
    assert [each["name"] for each in told["datastores"] if each["default"]] == ["workspaceblobstore"]
    told = check(await call(jp_fetch, "data/iris/preview", query={"rows": "2"}), "/data/{name}/preview")
    assert [(each["name"], each["type"]) for each in told["columns"]] == [("name", "text"), ("size", "float"), ("ok", "bool")]
    assert (len(told["rows"]), told["rows"][0], told["total"], told["files"]) == (2, ["a", "1.5", "true"], None, [])
    told = check(await call(jp_fetch, "data/pictures/preview"), "/data/{name}/preview")
    assert (told["columns"], [file["path"] for file in told["files"]], told["total"]) == ([], ["one.txt"], 1)
    ws.dataset_store.mark_used(ws.dataset_store.get("iris"), run.id)
    put(jp_root_dir / "iris.csv", "name\nz\n")
    told = check(await call(jp_fetch, "data/iris"), "/data/{name}")
    assert ([each["id"] for each in told["used_by"]], "iris" in told["problem"]) == ([run.id], True)
    check_refusal(await call(jp_fetch, "data/iris/preview"), 503)
    again = check(await call(jp_fetch, "data", "POST", body), "/data", "post")
    assert again["versions"] == ["2", "1"]
    for wrong, status in (
        ({"path": "iris.tsv"}, 404),
        ({"path": "../x"}, 403),
        ({"name": "../x"}, 400),
        ({"type": "table"}, 400),
        ({"path": ""}, 400),
    ):
        check_refusal(await call(jp_fetch, "data", "POST", {**body, **wrong}), status)
    check(await call(jp_fetch, "data/iris", "PATCH", {"description": "e"}, query={"version": "1"}), "/data/{name}", "patch")
    check(await call(jp_fetch, "data/iris", "DELETE", query={"version": "1"}), "/data/{name}", "delete")


async def test_a_run_tells_its_lineage(jp_fetch, ws, run, model):
    asset = ws.model_store.add("made", {}, run=run.id)
    told = check(await call(jp_fetch, f"runs/{run.id}"), "/runs/{run}")["assets"]
    assert [each["asset"] for each in told["models"]] == ["made:1", "net:2"]
    assert [each["asset"] for each in told["models_in"]] == ["net:2"]
    assert (told["environment"], told["data_in"], told["data_out"]) == (None, [], [])
    assert asset.run == run.id


def spoil(file, text=None, link=None):
    """Put another file, or a link, in the place of a file."""
    pathlib.Path(file).unlink()
    if link is None:
        pathlib.Path(file).write_text(text)
    else:
        pathlib.Path(file).symlink_to(link)


async def test_a_file_that_is_not_what_was_registered_is_not_sent(jp_fetch, model, tmp_path):
    spoil(model.path("net/weights.txt"), "0123456789 and more")
    assert "not what was registered" in check_refusal(await call(jp_fetch, "models/net/files/net/weights.txt"), 503)["message"]
    put(tmp_path / "secret", "0123456789")
    spoil(model.path("net/weights.txt"), link=tmp_path / "secret")
    check_refusal(await call(jp_fetch, "models/net/files/net/weights.txt"), 503)


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..", "a%2fb", ".trash-x", "%00", "%ff", "x" * 256, "%5c..", "\u2025"])
async def test_names_lead_nowhere_else(http_server_client, jp_auth_header, jp_base_url, ws, model, name):
    for address in (f"{name}", f"net?version={name}", f"{name}/files/x", f"net/files/{name}", f"net/files/net/{name}/asset.json"):
        url = f"{jp_base_url}aml/v1/models/{quote(address, safe='%/?=')}"
        answer = await http_server_client.fetch(url, headers=dict(jp_auth_header), raise_error=False)
        assert 400 <= answer.code < 500, address
