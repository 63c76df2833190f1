"""Logs, files and sources of runs over HTTP."""

import os

import pytest
from server_support import call, check, check_refusal

from jupyterlab_aml import Experiment


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "train.py").write_text("print(1)\n")
    (folder / "page.html").write_text("<script>alert(1)</script>")
    return folder


@pytest.fixture
def run(ws, source):
    """A run that has files of every kind, and a snapshot."""
    held = Experiment(ws, "trials").start_logging(snapshot_directory=source)
    for name, data in {
        "outputs/page.html": b"<script>alert(1)</script>",
        "outputs/drawing.svg": b"<svg onload='alert(1)'/>",
        "outputs/model.bin": bytes(range(256)) * 4096,
        "outputs/picture.png": b"\x89PNG",
        "outputs/report.pdf": b"%PDF",
        "outputs/results.json": b"{}",
        'outputs/a "b"; ä%2f.txt': b"odd",
        "attempt-1/user_logs/std_log.txt": b"one\nTraceback (most recent call last):\nValueError: x\n",
        "logs/more.log": b"more",
        "env.json": b"secret",
    }.items():
        path = os.path.join(held.paths.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    yield held
    held.complete()


@pytest.fixture
def get(http_server_client, jp_auth_header, jp_base_url, run):
    """Fetch a file of the run, by its address as it is."""

    async def fetch(path, headers=None, **options):
        url = f"{jp_base_url}aml/v1/runs/{run.id}/files/{path}"
        return await http_server_client.fetch(url, headers={**jp_auth_header, **(headers or {})}, raise_error=False, **options)

    return fetch


async def test_lines_of_a_log(jp_fetch, run):
    page = check(await call(jp_fetch, f"runs/{run.id}/log", query={"line": -2, "count": 1}), "/runs/{run}/log")
    assert page == {
        "name": "user_logs/std_log.txt",
        "first": 1,
        "lines": ["Traceback (most recent call last):"],
        "total": 3,
        "size": 53,
        "offset": 4,
    }
    assert check(await call(jp_fetch, f"runs/{run.id}/log", query={"name": "logs/more.log"}), "/runs/{run}/log")["lines"] == ["more"]
    logs = check(await call(jp_fetch, f"runs/{run.id}/logs"), "/runs/{run}/logs")["logs"]
    assert [log["path"] for log in logs] == ["user_logs/std_log.txt", "logs/more.log"]


@pytest.mark.parametrize("name", ["../env.json", "logs/../env.json", "outputs/page.html", "logs/none.log", "/etc/passwd", "env.json"])
async def test_nothing_but_a_log_is_read_as_one(jp_fetch, run, name):
    answer = await call(jp_fetch, f"runs/{run.id}/log", query={"name": name})
    check_refusal(answer, answer.status)
    assert answer.status in {400, 404}


async def test_a_run_that_printed_nothing_has_a_log_without_lines(jp_fetch, ws):
    with Experiment(ws, "trials").start_logging() as held:
        page = check(await call(jp_fetch, f"runs/{held.id}/log"), "/runs/{run}/log")
    assert (page["lines"], page["total"]) == ([], 0)


async def test_search_in_a_log(jp_fetch, run):
    async def search(**query):
        return check(await call(jp_fetch, f"runs/{run.id}/log/search", query=query), "/runs/{run}/log/search")

    assert await search() == {"lines": [1, 2], "total": 2, "complete": True}
    assert await search(text="E", case="true") == {"lines": [2], "total": 1, "complete": True}
    assert await search(text="^o.e$", regex="true") == {"lines": [0], "total": 1, "complete": True}
    refused = check_refusal(await call(jp_fetch, f"runs/{run.id}/log/search", query={"text": "(", "regex": "true"}), 400)
    assert "not a regular expression" in refused["message"]


async def test_files_a_page_at_a_time(jp_fetch, run):
    names, cursor = [], None
    while True:
        query = {"prefix": "outputs/", "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = check(await call(jp_fetch, f"runs/{run.id}/files", query=query), "/runs/{run}/files")
        names += [file["path"] for file in page["files"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names == sorted(name for name in run.get_file_names() if name.startswith("outputs/"))


async def test_a_file_in_parts(get):
    whole = await get("outputs/model.bin")
    data = bytes(range(256)) * 4096
    assert (whole.code, whole.body, whole.headers["Accept-Ranges"]) == (200, data, "bytes")
    for asked, start, end in (("0-9", 0, 10), ("1048570-", 1048570, 1048576), ("-6", 1048570, 1048576), ("5-99999999", 5, 1048576)):
        part = await get("outputs/model.bin", headers={"Range": f"bytes={asked}"})
        assert (part.code, part.body) == (206, data[start:end])
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/1048576"
    beyond = await get("outputs/model.bin", headers={"Range": "bytes=1048576-"})
    assert (beyond.code, beyond.headers["Content-Range"]) == (416, "bytes */1048576")
    for nonsense in ("bytes=9-5", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b", "bytes=--5"):
        assert (await get("outputs/model.bin", headers={"Range": nonsense})).code == 200
    stale = await get("outputs/model.bin", headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert stale.code == 200


async def test_a_file_that_is_known_is_not_sent_again(get):
    tag = (await get("outputs/model.bin")).headers["Etag"]
    again = await get("outputs/model.bin", headers={"If-None-Match": tag})
    assert (again.code, again.body) == (304, b"")
    head = await get("outputs/model.bin", method="HEAD")
    assert (head.code, head.headers["Content-Length"], head.body) == (200, "1048576", b"")


@pytest.mark.parametrize(
    ("name", "kind", "inline"),
    [
        ("outputs/page.html", "text/plain; charset=utf-8", True),
        ("outputs/drawing.svg", "text/plain; charset=utf-8", True),
        ("outputs/model.bin", "application/octet-stream", False),
        ("outputs/picture.png", "image/png", True),
        ("outputs/report.pdf", "application/pdf", True),
        ("outputs/results.json", "application/json", True),
        ("user_logs/std_log.txt", "text/plain; charset=utf-8", True),
    ],
)
async def test_nothing_comes_so_that_a_browser_executes_it(get, name, kind, inline):
    answer = await get(name)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert ("sandbox" in answer.headers["Content-Security-Policy"]) == (kind != "application/pdf")
    saved = await get(name + "?download=true")
    assert saved.headers["Content-Disposition"].startswith("attachment")


async def test_odd_names_are_written_safely(get):
    answer = await get("outputs/a%20%22b%22%3B%20%C3%A4%252f.txt")
    assert (answer.code, answer.body) == (200, b"odd")
    assert answer.headers["Content-Disposition"] == "inline; filename=\"a _b__ __2f.txt\"; filename*=UTF-8''a%20%22b%22%3B%20%C3%A4%252f.txt"


@pytest.mark.parametrize(
    "path",
    [
        "%2e%2e%2fenv.json",
        "..%2fenv.json",
        "outputs/..%2f..%2fenv.json",
        "%252e%252e%252fenv.json",
        "..%5cenv.json",
        "%2fetc%2fpasswd",
        "%00",
        "outputs/page.html%00.png",
        "env.json",
        "run.json",
        "outputs",
        "outputs%2f",
        "%ff%fe",
        "outputs/" + "x" * 3000,
    ],
)
async def test_no_address_leads_out(get, path):
    answer = await get(path)
    assert answer.code in {400, 403, 404}, answer.body
    assert b"secret" not in answer.body
    assert b'"hint":"' in answer.body


async def test_a_link_out_and_a_pipe_are_refused(get, run, tmp_path):
    (tmp_path / "outside.txt").write_text("outside")
    os.symlink(tmp_path / "outside.txt", os.path.join(run.paths.folder, "outputs/link.txt"))
    os.mkfifo(os.path.join(run.paths.folder, "outputs/pipe"))
    assert (await get("outputs/link.txt")).code == 400
    assert (await get("outputs/pipe")).code == 400


async def test_the_source_and_what_differs_from_it(jp_fetch, ws, run, source):
    told = check(await call(jp_fetch, f"runs/{run.id}/snapshot"), "/runs/{run}/snapshot")
    assert [file["path"] for file in told["files"]] == ["page.html", "train.py"]
    page = await jp_fetch("aml/v1/runs", run.id, "snapshot/page.html")
    assert (page.headers["Content-Type"], page.body) == ("text/plain; charset=utf-8", b"<script>alert(1)</script>")
    check_refusal(await call(jp_fetch, f"runs/{run.id}/snapshot/none.py"), 404)
    check_refusal(await call(jp_fetch, f"runs/{run.id}/diff"), 400)
    (source / "train.py").write_text("print(2)\n")
    with Experiment(ws, "trials").start_logging(snapshot_directory=source) as other:
        diff = check(await call(jp_fetch, f"runs/{run.id}/diff", query={"against": other.id}), "/runs/{run}/diff")
    assert [(each["path"], each["change"]) for each in diff["files"]] == [("train.py", "modified")]
    assert "+print(2)" in diff["files"][0]["diff"]
