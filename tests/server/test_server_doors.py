"""Every route of the table: who gets in, what is refused, and whether it is what ``openapi.yaml`` tells."""

import json
import os
import pathlib
import re
from urllib.parse import quote, unquote_to_bytes

import pytest
from server_support import call, check, check_refusal
from tornado import web
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from jupyterlab_aml.server.base import MAX_BODY
from jupyterlab_aml.server.contract import METHODS, document, operations
from jupyterlab_aml.server.routes import ROUTES

OPERATIONS = [(template, method) for template in ROUTES for method in METHODS if method in operations(template)]
CHANGES = [(template, method) for template, method in OPERATIONS if method != "get"]
BODIES = [(template, method) for template, method in OPERATIONS if operations(template)[method].body is not None]
COOKIE_XSRF = "ab" * 16


def address(template, run="r"):
    """Fill the places of a path."""
    values = {"run": run, "name": "local", "path": "outputs/a.txt", "action": "start" if template.startswith("/compute") else "cancel"}
    return re.sub(r"\{(\w+)\}", lambda place: values[place[1]], template).lstrip("/")


def is_served(handler, method):
    return getattr(handler, method) is not web.RequestHandler._unimplemented_method


def test_every_operation_has_a_handler_and_the_reverse():
    served = {(template, method) for template, handler in ROUTES.items() for method in METHODS if is_served(handler, method)}
    told = {(template, method) for template, path in document()["paths"].items() for method in METHODS if method in path}
    assert served == told


@pytest.mark.parametrize("header", ["", "token wrong", "Basic cm9vdDpyb290"])
async def test_nobody_gets_in_without_a_token(jp_fetch, ws, header):
    for template, method in OPERATIONS:
        answer = await call(jp_fetch, address(template), method.upper(), headers={"Authorization": header})
        check_refusal(answer, 403)
    check_refusal(await call(jp_fetch, "nothing", headers={"Authorization": header}), 403)


@pytest.mark.parametrize("headers", [{"Authorization": ""}, {"Authorization": "token wrong"}])
async def test_no_stream_without_a_token(jp_ws_fetch, headers):
    with pytest.raises(HTTPClientError) as refused:
        await jp_ws_fetch("aml/v1/stream", headers=headers)
    assert refused.value.code == 403


async def test_no_stream_for_another_origin(http_server_client, jp_base_url, ws, cookie):
    url = http_server_client.get_url(jp_base_url + "aml/v1/stream").replace("http", "ws", 1)
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(url, headers={"Cookie": cookie, "Origin": "http://elsewhere.example"}))
    assert refused.value.code == 403
    stream = await websocket_connect(HTTPRequest(url, headers={"Cookie": cookie}))
    stream.close()
    assert await stream.read_message() is None


@pytest.fixture
def cookie(jp_serverapp, jp_fetch, jp_asyncio_loop):
    """The cookie that a browser has after logging in by token."""

    async def login():
        answer = await jp_fetch("api/status", params={"token": jp_serverapp.identity_provider.token}, headers={"Authorization": ""})
        return "; ".join(each.partition(";")[0] for each in answer.headers.get_list("Set-Cookie"))

    return jp_asyncio_loop.run_until_complete(login())


async def test_a_cookie_changes_nothing_without_the_token_against_forgery(jp_fetch, ws, cookie):
    browser = {"Authorization": "", "Cookie": f"{cookie}; _xsrf={COOKIE_XSRF}"}
    check(await call(jp_fetch, "workspaces", headers=browser), "/workspaces")
    for template, method in CHANGES:
        check_refusal(await call(jp_fetch, address(template), method.upper(), headers=browser), 403)
    there = await call(jp_fetch, "workspaces", "POST", {"folder": ""}, headers={**browser, "X-XSRFToken": COOKIE_XSRF})
    check(there, "/workspaces", "post")
    forged = {**browser, "X-XSRFToken": COOKIE_XSRF, "Origin": "http://elsewhere.example"}
    assert (await call(jp_fetch, "workspaces", "POST", {"folder": ""}, headers=forged)).status in {403, 404}


async def test_a_user_who_may_not_is_refused(jp_fetch, jp_serverapp, ws, run, monkeypatch):
    asked = []

    def authorizer(handler, user, action, resource):
        asked.append((action, resource))
        return action == "read"

    monkeypatch.setattr(jp_serverapp.web_app.settings["authorizer"], "is_authorized", authorizer)
    for template, method in CHANGES:
        told = check_refusal(await call(jp_fetch, address(template, run.id), method.upper()), 403)
        assert "not authorized to" in told["message"]
    check(await call(jp_fetch, "compute"), "/compute")
    assert {resource for _, resource in asked} == {"aml-runs", "aml-compute", "aml-workspaces", "aml-submit", "aml-assets"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"nothing", b"[]", b'"text"', b"7", b"\xff\xfe", b'{"fields": NaN}', b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b'{"odd": 1}'],
    ids=["empty", "open", "word", "list", "text", "number", "bytes", "nan", "deep", "huge", "unknown"],
)
async def test_a_body_that_is_none_is_refused_with_a_hint(jp_fetch, ws, run, data):
    for template, method in BODIES:
        check_refusal(await call(jp_fetch, address(template, run.id), method.upper(), data), 400)


async def test_an_oversize_body_is_refused(jp_fetch, ws, run):
    for template, method in CHANGES:
        if method != "delete":
            check_refusal(await call(jp_fetch, address(template, run.id), method.upper(), b" " * (MAX_BODY + 1)), 413)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "x" * 1001}, "display_name"),
        ({"display_name": 7}, "display_name"),
        ({"tags": {"a": 1}}, "tags.a"),
        ({"tags": []}, "tags"),
        ({"name": "x"}, "name"),
        ({"description": "half \ud800 a pair"}, "description"),
        ({"tags": {"nul": "\0"}}, "nul"),
    ],
)
async def test_an_error_names_the_field(jp_fetch, ws, run, body, field):
    told = check_refusal(await call(jp_fetch, f"runs/{run.id}", "PATCH", json.dumps(body)), 400)
    assert told["details"]["field"] == field
    assert field in told["message"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=", "limit"),
        ("descending=perhaps", "descending"),
        ("status=Runing", "status"),
        ("text=%00", "text"),
        ("text=%ff", "text"),
        ("experiment=" + "x" * 301, "experiment"),
        ("order=size", None),
        ("workspace=", "workspace"),
    ],
)
async def test_a_query_that_does_not_fit_names_the_parameter(jp_fetch, ws, query, field):
    answer = await jp_fetch("aml/v1/runs", raise_error=False, params=[tuple(map(unquoted, each.split("="))) for each in query.split("&")])
    assert answer.code == 400
    told = json.loads(answer.body)
    assert told["hint"]
    if field:
        assert field in told["message"]


def unquoted(text):
    return unquote_to_bytes(text)


@pytest.mark.parametrize("run", ["..", "%2e%2e", "..%2f..", "a%2fb", ".trash-x", "%00", "%ff", "x" * 301, "%5c..", "\u2025"])
async def test_the_name_of_a_run_leads_nowhere_else(http_server_client, jp_auth_header, jp_base_url, ws, run):
    for rest in ("", "/feed", "/logs", "/metrics"):
        url = f"{jp_base_url}aml/v1/runs/{quote(run, safe='%')}{rest}"
        answer = await http_server_client.fetch(url, headers=dict(jp_auth_header), raise_error=False)
        assert 400 <= answer.code < 500


async def test_what_is_not_there_and_what_cannot_be_done_is_said(jp_fetch, ws):
    check_refusal(await call(jp_fetch, "nothing/at/all"), 404)
    check_refusal(await call(jp_fetch, ""), 404)
    check_refusal(await call(jp_fetch, "runs/x/eat", "POST"), 404)
    answer = await call(jp_fetch, "workspaces", "DELETE")
    check_refusal(answer, 405)
    assert answer.headers["Allow"] == "GET, POST"
    told = check_refusal(await call(jp_fetch, "runs/trials_1_0"), 404)
    assert told["code"] == "NotFound"


async def test_every_answer_is_as_the_document_says(jp_fetch, ws, run):
    run.log("loss", 1)
    for template, method in OPERATIONS:
        if method == "get":
            query = {"name": "loss"} if template.endswith("/series") else {}
            check(await call(jp_fetch, address(template, run.id), query=query), template)


async def test_a_workspace_that_may_not_be_read_is_said_so(jp_fetch, ws, run, monkeypatch):
    def refuse(*args):
        raise PermissionError(13, "Permission denied", ws.paths.runs)

    monkeypatch.setattr("jupyterlab_aml.runfiles.paths.WorkspacePaths.run_ids", refuse)
    for template in ("/runs", "/experiments", "/runs/{run}"):
        told = check_refusal(await call(jp_fetch, address(template)), 503)
        assert "Permission denied" in told["message"]


def spoil(folder):
    """Fill a run folder with what nobody of ours would write."""
    folder.mkdir()
    (folder / "run.json").write_text('{"parent": 7, "tags": [], "command": "x", "created": "now"}')
    (folder / "dispatch.jsonl").write_text('{"event": "launch", "attempt": 1, "t": NaN}\n[]\n')
    (folder / "notes").write_text("no folder")
    (folder / "attempt-1").mkdir()
    (folder / "attempt-1/events.jsonl").write_text('{"status": "Failed", "t": "then", "error": 7}\nhalf a li')
    (folder / "attempt-1/metrics").mkdir()
    (folder / "attempt-1/metrics/0.jsonl").write_text('{"n": "loss", "v": 1, "k": "sonnet"}\n{"n": "loss", "v": {"a": []}, "k": "table"}\n')
    (folder / "attempt-1/user_logs/std_log.txt").mkdir(parents=True)
    os.mkfifo(folder / "attempt-1/system.jsonl")
    (folder / "outputs").symlink_to("/")


async def test_foreign_content_is_told_and_breaks_nothing(jp_fetch, ws, run):
    spoil(pathlib.Path(ws.paths.runs) / "odd_1_0")
    told = check(await call(jp_fetch, "runs"), "/runs")
    assert {each["id"] for each in told["runs"]} == {run.id, "odd_1_0"}
    for template, method in OPERATIONS:
        if method == "get" and "{run}" in template:
            query = {"name": "loss"} if template.endswith("/series") else {}
            answer = await call(jp_fetch, address(template, "odd_1_0"), query=query)
            assert answer.status < 500, (template, answer)
            check(answer, template)
