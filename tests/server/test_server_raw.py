"""A real server, spoken to over a bare socket: whatever is sent, the answer is an ``Error`` below 500, and the log has no traceback."""

import json
import os
import socket
from urllib.parse import urlsplit

import pytest
from real_server import TOKEN, serve

from jupyterlab_aml import Experiment, Workspace

SECRET = "the-content-of-env"
OUTSIDE = "outside-of-the-run"
XSRF = "ab" * 16


@pytest.fixture(scope="module", name="server")
def server_fixture(tmp_path_factory):
    """Give the address of the server and a run with files, links out of it and secrets."""
    home = tmp_path_factory.mktemp("raw")
    root = home / "project"
    root.mkdir()
    (home / "outside.txt").write_text(OUTSIDE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AML_CACHE", str(home / "cache"))
        workspace = Workspace.create("raw", path=root, show_output=False)
        run = Experiment(workspace, "trials").start_logging(snapshot_directory=None)
    outputs = os.path.join(run.paths.folder, "outputs")
    os.makedirs(os.path.join(outputs, "deep"))
    with open(os.path.join(outputs, "a.txt"), "w") as file:
        file.write("inside")
    with open(os.path.join(run.paths.folder, "env.json"), "w") as file:
        json.dump({"KEY": SECRET}, file)
    for name, target in {
        "link.txt": home / "outside.txt",
        "folder": home,
        "deep/up.txt": "../../env.json",
        "loop": "loop",
        "proc": "/proc/self/environ",
        "top": "/",
    }.items():
        os.symlink(target, os.path.join(outputs, name))
    options = ["--ServerApp.base_url=/user/x/"]
    with serve(home, root, workspace, options) as url:
        yield url, run


def send(url, data):
    """Send bytes and return status, headers and body of the answer."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(data)
        with connection.makefile("rb") as answer:
            status = answer.readline().split()
            headers = {}
            while line := answer.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            return int(status[1]), headers, answer.read(int(headers.get("content-length", 0)))


def ask(url, target, method="GET", headers=None, body=b""):
    """Send a request whose target goes as it is."""
    told = {
        "Host": urlsplit(url).netloc,
        "Authorization": f"token {TOKEN}",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **(headers or {}),
    }
    lines = [b"%s %s HTTP/1.1" % (method.encode(), target if isinstance(target, bytes) else target.encode())]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in told.items() if value is not None]
    return send(url, b"\r\n".join(lines) + b"\r\n\r\n" + body)


def check_refusal(answer, *statuses):
    status, _, body = answer
    assert status in statuses, answer
    told = json.loads(body)
    assert set(told) == {"code", "message", "hint", "details"}
    assert SECRET.encode() not in body
    assert OUTSIDE.encode() not in body
    assert b"Traceback" not in body


TRICKS = [
    "..%2fenv.json",
    "%2e%2e%2fenv.json",
    "%252e%252e%252fenv.json",
    "outputs/..%2f..%2fenv.json",
    "outputs/../env.json",
    "outputs/./a.txt/../../env.json",
    "outputs/%2e%2e/env.json",
    "outputs//../env.json",
    "/env.json",
    "//env.json",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "outputs%5c..%5cenv.json",
    "..%5c..%5cenv.json",
    "outputs/a.txt%00.png",
    "%00",
    "outputs/..%00/env.json",
    "%c0%ae%c0%ae/env.json",
    "%u002e%u002e/env.json",
    "outputs/%ff",
    "outputs/a.txt/",
    "outputs/a.txt%2f",
    "outputs/a.txt;x",
    "~/env.json",
    "file:///etc/passwd",
    "outputs/link.txt",
    "outputs/folder/outside.txt",
    "outputs/folder%2foutside.txt",
    "outputs/deep/up.txt",
    "outputs/loop",
    "outputs/proc",
    "outputs/top/etc/passwd",
    "outputs/" + "a/" * 4000 + "b",
    "outputs/%",
    "outputs/%zz",
]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[:40])
@pytest.mark.parametrize("kind", ["files", "snapshot"])
def test_no_path_leads_out_of_a_run(server, kind, trick):
    url, run = server
    check_refusal(ask(url, f"/user/x/aml/v1/runs/{run.id}/{kind}/{trick}"), 400, 403, 404)


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "%2e%2e",
        "..%2f..",
        "%252e%252e",
        "{id}%2f..%2f{id}",
        "{id}/../{id}",
        "{id}%2foutputs",
        "%2f",
        "{id}%00",
        "{id}%20",
        "%5c",
        "{id};",
        "%ff",
        ".",
        "*",
    ],
)
@pytest.mark.parametrize("rest", ["", "/log", "/files", "/files/outputs/a.txt", "/cancel"])
def test_the_id_of_a_run_is_no_path(server, name, rest):
    url, run = server
    method = "POST" if rest == "/cancel" else "GET"
    check_refusal(
        ask(url, f"/user/x/aml/v1/runs/{name.format(id=run.id)}{rest}", method, body=b"{}" if method == "POST" else b""), 400, 403, 404, 405
    )


@pytest.mark.parametrize(
    "target",
    [
        "/user/x/aml/v1//workspaces",
        "/user/x/aml/v1/workspaces/",
        "/user/x/aml/v1/../v1/nothing",
        "/user/x/aml/v1/%2e%2e/nothing",
        "/user/x/aml/v1/workspaces?workspace=%00",
        "/user/x/aml/v1/runs?workspace=/etc",
        "/user/x/aml/v1/runs?workspace=..%2f..",
        "/user/x/aml/v1/runs?workspace=/proc/self/root&limit=1",
        "/user/x/aml/v1/runs?limit=1e9",
        "/user/x/aml/v1/runs?cursor=%ff%fe",
        "/user/x/aml/v1/runs?cursor=eyJ9",
        "/user/x/aml/v1/runs?" + "tag=x&" * 900,  # from 1000 on tornado itself refuses, without a word
        "/user/x/aml/v1/runs?%ff=%ff&status=%00",
        "/user/x/aml/v1/submit/schema?workspace=%2e%2e",
    ],
    ids=lambda target: target[15:60],
)
def test_odd_addresses_are_refused_or_answered(server, target):
    url, _ = server
    status, _, body = ask(url, target)
    assert status < 500
    if status >= 400:
        check_refusal((status, {}, body), status)


def test_a_link_in_the_place_of_the_workspace_or_of_a_run_leads_nowhere(server, tmp_path):
    url, run = server
    other = Workspace.create("other", path=tmp_path, show_output=False)
    with Experiment(other, "trials").start_logging() as foreign:
        foreign.log("secret", 1)
    other.index.close()
    project = run.workspace.folder
    os.makedirs(os.path.join(project, "sub"), exist_ok=True)
    os.symlink(other.paths.root, os.path.join(project, "sub", ".aml"))
    os.symlink(foreign.paths.folder, os.path.join(run.workspace.paths.runs, "linked_1_0"))
    os.symlink(tmp_path, os.path.join(project, "away"))
    check_refusal(ask(url, f"/user/x/aml/v1/runs?workspace={project}/away"), 403)
    check_refusal(ask(url, f"/user/x/aml/v1/runs?workspace={tmp_path}"), 403)
    for target in (f"/user/x/aml/v1/runs?workspace={project}/sub", "/user/x/aml/v1/runs/linked_1_0"):
        assert ask(url, target)[0] < 500


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"folder": "\\ud800"}',
        b'{"folder": "../../.."}',
        b'{"folder": "/etc"}',
        b'{"folder": "\\u0000"}',
        b"\xff" * 9,
        b"{" * 5000,
    ],
    ids=lambda body: str(body[:24]),
)
def test_malformed_bodies_are_refused(server, body):
    url, run = server
    for target, method in (
        ("workspaces", "POST"),
        ("submit", "POST"),
        ("submit/check", "POST"),
        ("compute", "POST"),
        (f"runs/{run.id}", "PATCH"),
    ):
        check_refusal(ask(url, f"/user/x/aml/v1/{target}", method, {"Content-Type": "application/json"}, body), 400, 403, 404)


def test_an_oversize_body_is_refused(server):
    url, _ = server
    check_refusal(ask(url, "/user/x/aml/v1/submit", "POST", {"Content-Type": "application/json"}, b'{"a":"' + b"x" * (2 << 20) + b'"}'), 413)


@pytest.mark.parametrize("method", ["PUT", "TRACE", "OPTIONS", "EAT", "HEAD", "CONNECT"])
def test_odd_methods_are_refused(server, method):
    url, _ = server
    status, _, _ = ask(url, "/user/x/aml/v1/runs", method, body=b"")
    assert status < 500


def cookie_of(url):
    """Log in by the token in an address, as a browser does; return its cookies."""
    _, headers, _ = ask(url, f"/user/x/api/status?token={TOKEN}", headers={"Authorization": None})
    assert "set-cookie" in headers
    return headers["set-cookie"].partition(";")[0]


def test_a_cookie_alone_changes_nothing(server):
    url, run = server
    login = {"Authorization": None, "Cookie": f"{cookie_of(url)}; _xsrf={XSRF}", "Content-Type": "application/json"}
    target = f"/user/x/aml/v1/runs/{run.id}"
    assert ask(url, target, headers=login)[0] == 200
    change = b'{"display_name": "forged"}'
    for more in ({}, {"X-XSRFToken": "wrong"}, {"X-XSRFToken": XSRF, "Origin": "http://elsewhere.example"}, {"Content-Type": "text/plain"}):
        status, _, body = ask(url, target, "PATCH", {**login, **more}, change)
        assert status in {403, 404}, more
        assert b"Traceback" not in body
    assert run.display_name != "forged"
    for forged in ("", "?token=wrong", "?token="):
        check_refusal(ask(url, target + forged, "PATCH", {"Authorization": None}, change), 403)
    assert ask(url, target, "PATCH", {**login, "X-XSRFToken": XSRF}, change)[0] == 200
    assert ask(url, f"{target}?token={TOKEN}", "PATCH", {"Authorization": None}, b'{"display_name": "by token"}')[0] == 200


def upgrade(url, **headers):
    more = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **headers,
    }
    return ask(url, "/user/x/aml/v1/stream", headers={**more, "Content-Length": None})


def test_a_stream_opens_for_our_own_pages_alone(server):
    url, _ = server
    ours = "http://" + urlsplit(url).netloc
    login = cookie_of(url)
    assert upgrade(url, Authorization=None, Cookie=login, Origin=ours)[0] == 101
    for origin in ("http://elsewhere.example", "null", ours + ".example", ours.replace("http", "https", 1) + ":1"):
        assert upgrade(url, Authorization=None, Cookie=login, Origin=origin)[0] == 403
    assert upgrade(url, Authorization=None, Origin=ours)[0] == 403
    assert upgrade(url, **{"Sec-WebSocket-Key": None})[0] in {400, 403}
    assert upgrade(url, Upgrade="nothing")[0] == 400
