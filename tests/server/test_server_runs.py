"""Workspaces, experiments, runs and compute targets over HTTP: the ways through, each answer held against the document."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from engine_support import make_run
from server_support import call, check, check_refusal, put, start

from jupyterlab_aml import Experiment, Workspace
from jupyterlab_aml.server.workspaces import Workspaces


async def test_a_workspace_is_told_before_it_is_there_and_made_on_request(jp_fetch, jp_root_dir):
    (jp_root_dir / "deep").mkdir()
    told = check(await call(jp_fetch, "workspaces", query={"folder": "deep"}), "/workspaces")
    (only,) = told["workspaces"]
    assert (only["exists"], only["path"], only["name"], only["writable"]) == (False, "deep", "deep", True)
    check_refusal(await call(jp_fetch, "runs"), 404)
    made = check(await call(jp_fetch, "workspaces", "POST", {"folder": "deep"}), "/workspaces", "post")
    assert (made["exists"], made["folder"]) == (True, str(jp_root_dir / "deep"))
    again = check(await call(jp_fetch, "workspaces", "POST", {"folder": "deep"}), "/workspaces", "post")
    assert again["id"] == made["id"]
    check_refusal(await call(jp_fetch, "workspaces", "POST", {"folder": "deep", "name": "other"}), 409)
    check_refusal(await call(jp_fetch, "workspaces", "POST", {"folder": "deep/../.."}), 403)
    check_refusal(await call(jp_fetch, "workspaces", "POST", {"folder": "nowhere"}), 404)
    assert check(await call(jp_fetch, "runs", query={"workspace": made["folder"]}), "/runs")["total"] == 0


def test_a_workspace_on_a_disk_that_does_not_answer_holds_up_no_other(tmp_path, monkeypatch):
    there, stuck = (Workspace.create(name, path=str(tmp_path / name)).folder for name in ("there", "stuck"))
    workspaces = Workspaces(str(tmp_path), [])
    real, asked, answered = Workspace.open, threading.Event(), threading.Event()

    def slow(folder):
        if folder == stuck:
            asked.set()
            answered.wait(60)
        return real(folder)

    monkeypatch.setattr(Workspace, "open", slow)
    with ThreadPoolExecutor(2) as threads:
        waiting = threads.submit(workspaces.find, stuck)
        try:
            assert asked.wait(60)
            assert threads.submit(workspaces.find, there).result(30).name == "there"
            assert [each.name for each in workspaces.in_use()] == ["there"]
        finally:
            answered.set()
        assert waiting.result(30) is workspaces.find(stuck)
    workspaces.close()


async def test_the_workspace_that_is_meant_comes_first(jp_fetch, ws, jp_root_dir):
    inner = jp_root_dir / "inner"
    inner.mkdir()
    Workspace.create("inner", path=inner, show_output=False)
    told = check(await call(jp_fetch, "workspaces", query={"folder": "inner"}), "/workspaces")
    assert [each["name"] for each in told["workspaces"]] == ["inner", "test"]


async def test_a_workspace_elsewhere_is_refused(jp_fetch, ws, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Workspace.create("elsewhere", path=elsewhere, show_output=False)
    check_refusal(await call(jp_fetch, "runs", query={"workspace": str(elsewhere)}), 403)
    os.symlink(elsewhere, os.path.join(ws.folder, "link"))
    check_refusal(await call(jp_fetch, "runs", query={"workspace": os.path.join(ws.folder, "link")}), 403)
    check_refusal(await call(jp_fetch, "runs", query={"workspace": "relative"}), 400)


async def test_a_workspace_above_or_of_the_environment_is_shown(jp_fetch, tmp_path, monkeypatch):
    Workspace.create("above", path=tmp_path, show_output=False)
    assert check(await call(jp_fetch, "runs"), "/runs")["total"] == 0
    chosen = tmp_path.parent / (tmp_path.name + "-chosen")
    chosen.mkdir()
    Workspace.create("chosen", path=chosen, show_output=False)
    monkeypatch.setenv("AML_WORKSPACE", str(chosen / ".aml"))
    told = check(await call(jp_fetch, "workspaces"), "/workspaces")
    assert [each["name"] for each in told["workspaces"]] == ["chosen", "above"]
    assert check(await call(jp_fetch, "runs", query={"workspace": str(chosen)}), "/runs")["total"] == 0


async def test_a_workspace_that_the_configuration_names_is_meant(jp_fetch, jp_root_dir, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    linked = Workspace.create("linked", path=tmp_path / "elsewhere", show_output=False)
    linked.write_config(jp_root_dir)
    (told,) = check(await call(jp_fetch, "workspaces"), "/workspaces")["workspaces"]
    assert (told["name"], told["path"], told["folder"]) == ("linked", None, linked.folder)
    assert check(await call(jp_fetch, "runs", query={"workspace": linked.folder}), "/runs")["total"] == 0


async def test_a_damaged_workspace_is_told_and_not_a_mystery(jp_fetch, ws):
    put(ws.paths.config, "{")
    (told,) = check(await call(jp_fetch, "workspaces"), "/workspaces")["workspaces"]
    assert "cannot be read" in told["problem"]
    assert "workspace.json" in check_refusal(await call(jp_fetch, "runs"), 503)["message"]


async def test_experiments_are_counted(jp_fetch, ws, run):
    Experiment(ws, "old").start_logging().complete()
    Experiment(ws, "old").archive()
    told = check(await call(jp_fetch, "experiments"), "/experiments")["experiments"]
    assert [(each["name"], each["runs"], each["active"], each["archived"]) for each in told] == [("trials", 1, 1, False)]
    told = check(await call(jp_fetch, "experiments", query={"archived": "true"}), "/experiments")["experiments"]
    assert [(each["name"], each["runs"], each["active"], each["archived"]) for each in told] == [("old", 1, 0, True), ("trials", 1, 1, False)]


async def test_pages_are_stable_while_runs_arrive(jp_fetch, ws):
    ids = [write_old(ws, number) for number in range(7)]
    first = check(await call(jp_fetch, "runs", query={"limit": 3}), "/runs")
    assert [run["id"] for run in first["runs"]] == ids[::-1][:3]
    assert (first["total"], first["active"]) == (7, 7)
    write_old(ws, 100)
    os.rename(ws.paths.run(ids[4]).folder, os.path.join(ws.paths.runs, ".gone"))  # the last one that was shown
    second = check(await call(jp_fetch, "runs", query={"limit": 3, "cursor": first["next"]}), "/runs")
    assert [run["id"] for run in second["runs"]] == ids[::-1][3:6]
    last = check(await call(jp_fetch, "runs", query={"limit": 3, "cursor": second["next"]}), "/runs")
    assert ([run["id"] for run in last["runs"]], last["next"]) == ([ids[0]], None)


def write_old(ws, number):
    run_id = f"trials_{number}_00000000"
    make_run(ws.paths, run_id, created=1000.0 + number // 2, compute=None, submit=False)
    return run_id


async def test_a_cursor_of_another_list_is_refused(jp_fetch, ws, run):
    start(ws)
    run.log("loss", 1)
    page = check(await call(jp_fetch, "runs", query={"limit": 1, "order": "metric:loss"}), "/runs")
    assert [found["id"] for found in page["runs"]] == [run.id]
    rest = check(await call(jp_fetch, "runs", query={"limit": 1, "order": "metric:loss", "cursor": page["next"]}), "/runs")
    assert len(rest["runs"]) == 1
    check_refusal(await call(jp_fetch, "runs", query={"cursor": page["next"]}), 400)
    for cursor in ("nonsense", "W10", "ée", ""):
        check_refusal(await call(jp_fetch, "runs", query={"cursor": cursor}), 400)


async def test_runs_are_filtered(jp_fetch, ws, run):
    other = Experiment(ws, "other").start_logging(display_name="Émile")
    other.tag("stage", "late")
    child = run.child_run("small")
    for query, found in [
        ({"experiment": "other"}, {other.id}),
        ({"text": "éMILE"}, {other.id}),
        ({"tag": "stage"}, {other.id}),
        ({"tag": "stage=late"}, {other.id}),
        ([("tag", "stage=late"), ("tag", "stage=early")], set()),
        ({"parent": run.id}, {child.id}),
        ({"children": "true"}, {run.id, other.id, child.id}),
        ([("status", "Running"), ("status", "Queued")], {run.id, other.id}),
        ({"status": "Failed"}, set()),
        ([("id", run.id), ("id", "nobody")], {run.id}),
    ]:
        told = check(await call(jp_fetch, "runs", query=query), "/runs")
        assert {each["id"] for each in told["runs"]} == found, query
    assert next(each["children"] for each in check(await call(jp_fetch, "runs"), "/runs")["runs"] if each["id"] == run.id) == 1


async def test_a_run_is_told_edited_ended_and_deleted(jp_fetch, ws, run):
    path = f"runs/{run.id}"
    run.log("loss", float("nan"))
    told = check(await call(jp_fetch, path), "/runs/{run}")
    assert told["run"]["metrics"] == {"loss": None}
    assert [phase["status"] for phase in told["attempts"][0]["phases"]] == ["NotStarted", "Running"]
    changes = {"display_name": "<b>bold</b>", "description": "words", "tags": {"a": "1", "b": "2"}}
    edited = check(await call(jp_fetch, path, "PATCH", changes), "/runs/{run}", "patch")
    assert (edited["display_name"], edited["description"], edited["tags"]) == ("<b>bold</b>", "words", {"a": "1", "b": "2"})
    edited = check(await call(jp_fetch, path, "PATCH", {"tags": {"a": None}}), "/runs/{run}", "patch")
    many = check_refusal(await call(jp_fetch, path, "PATCH", {"tags": {str(number): "" for number in range(1001)}}), 400)
    assert many["hint"] == "Allowed is an object of at most 1000 values."
    assert edited["tags"] == {"b": "2"}
    check_refusal(await call(jp_fetch, path, "DELETE"), 409)
    check_refusal(await call(jp_fetch, path + "/retry", "POST"), 400)
    ended = check(await call(jp_fetch, path + "/cancel", "POST"), "/runs/{run}/{action}", "post")
    assert ended["status"] == "Canceled"
    assert check(await call(jp_fetch, path, "DELETE"), "/runs/{run}", "delete") is None
    assert "Did you mean" not in check_refusal(await call(jp_fetch, path), 404)["message"]


async def test_a_failed_script_shows_its_own_line(jp_fetch, ws):
    run_id = "trials_1_00000000"
    paths = make_run(ws.paths, run_id, script="train.py", created=3.0)
    attempt = paths.attempt(1)
    os.makedirs(attempt.code)
    os.makedirs(attempt.user_logs)
    put(
        attempt.log,
        f'Traceback (most recent call last):\n  File "{attempt.code}/train.py", line 7, in <module>\n    fit(model)\n'
        '  File "/usr/lib/python3/site-packages/lib.py", line 99, in fit\n    raise ValueError("x")\nValueError: x\n',
    )
    put(attempt.events, json.dumps({"t": 5.0, "status": "Failed", "exit_code": 1, "reason": "ValueError: x"}) + "\n")
    put(paths.dispatch, json.dumps({"t": 4.0, "event": "launch", "attempt": 1}) + "\n")
    told = check(await call(jp_fetch, f"runs/{run_id}"), "/runs/{run}")
    assert told["code_line"] == {"path": "train.py", "line": 7, "text": "fit(model)"}
    assert [phase["status"] for phase in told["attempts"][0]["phases"]][-2:] == ["Provisioning", "Failed"]
    assert [log["path"] for log in told["logs"]] == ["user_logs/std_log.txt"]


async def test_compute_targets_are_made_changed_stopped_and_deleted(jp_fetch, ws):
    kinds = check(await call(jp_fetch, "compute-kinds"), "/compute-kinds")["kinds"]
    assert "local" in {kind["type"] for kind in kinds}
    made = check(await call(jp_fetch, "compute", "POST", {"name": "two", "type": "local", "settings": {"slots": 2}}), "/compute", "post")
    assert (made["slots"], made["state"], made["default"]) == (2, "idle", False)
    check_refusal(await call(jp_fetch, "compute", "POST", {"name": "two", "type": "local"}), 409)
    check_refusal(await call(jp_fetch, "compute", "POST", {"name": "no way", "type": "local"}), 400)
    check_refusal(await call(jp_fetch, "compute", "POST", {"name": "far", "type": "lokal"}), 404)
    changed = check(await call(jp_fetch, "compute/two", "PATCH", {"settings": {"slots": 3}}), "/compute/{name}", "patch")
    assert changed["slots"] == 3
    wrong = check_refusal(await call(jp_fetch, "compute/two", "PATCH", {"settings": {"slots": 0, "self": 1}}), 400)
    assert {problem["field"] for problem in wrong["details"]["problems"]} == {"slots", "self"}
    for action, state in [("stop", "stopped"), ("start", "idle"), ("default", "idle")]:
        told = check(await call(jp_fetch, f"compute/two/{action}", "POST"), "/compute/{name}/{action}", "post")
        assert (told["state"], told["default"]) == (state, action == "default")
    check(await call(jp_fetch, "compute/local/default", "POST"), "/compute/{name}/{action}", "post")
    check(await call(jp_fetch, "compute/two", "DELETE"), "/compute/{name}", "delete")
    assert [each["name"] for each in check(await call(jp_fetch, "compute"), "/compute")["compute"]] == ["local"]
    check_refusal(await call(jp_fetch, "compute/two"), 404)


async def test_polling_tells_what_the_stream_would_have(jp_fetch, ws, run):
    path = f"runs/{run.id}/feed"
    run.log("loss", 1)
    first = check(await call(jp_fetch, path), "/runs/{run}/feed")
    assert {next(iter(update)) for update in first["updates"]} >= {"record", "metrics", "series"}
    run.log("loss", 2)
    second = check(await call(jp_fetch, path, query={"cursor": first["cursor"]}), "/runs/{run}/feed")
    (series,) = next(update["series"] for update in second["updates"] if "series" in update)
    assert series["v"] == [2]
    lost = check(await call(jp_fetch, path, query={"cursor": first["cursor"]}), "/runs/{run}/feed")
    assert next(update["series"] for update in lost["updates"] if "series" in update)[0]["v"] == [1, 2]
    only = check(await call(jp_fetch, path, query=[("part", "metrics"), ("cursor", second["cursor"])]), "/runs/{run}/feed")
    assert [next(iter(update)) for update in only["updates"]] == ["metrics"]
    check_refusal(await call(jp_fetch, path, query={"log": "../run.json"}), 404)
