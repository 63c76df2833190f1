"""What differs between two sources of runs."""

import os
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_aml import Workspace
from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.workspace import snapshot
from jupyterlab_aml.workspace.objects import Objects
from jupyterlab_aml.workspace.source_diff import differences, of_folder, of_snapshot, open_stored, stored_file
from jupyterlab_aml.workspace.text_diff import unified

_TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "d\x0c\u2028\n"]), max_size=40).map("".join)


def patched(old, diff):
    """Apply a unified difference, as strictly as it can be done."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", old)
    new, at = [], 0
    body = re.findall(r"[^\n]*\n", diff)[2:]
    for number, line in enumerate(body):
        if line.startswith("\\"):
            continue
        text = line[1:]
        if number + 1 < len(body) and body[number + 1].startswith("\\"):
            text = text[:-1]
        if line.startswith("@@"):
            start, length = re.match(r"@@ -(\d+),?(\d*)", line).groups()
            begin = int(start) - (0 if length == "0" else 1)
            new += lines[at:begin]
            at = begin
        elif line[0] in " -":
            assert lines[at] == text
            at += 1
        if line[0] in " +":
            new.append(text)
    return "".join(new + lines[at:])


@given(_TEXTS, _TEXTS, st.booleans(), st.booleans())
def test_the_difference_makes_the_new_of_the_old(old, new, cut_old, cut_new):
    old, new = (text[:-1] if cut and text else text for text, cut in ((old, cut_old), (new, cut_new)))
    diff = unified(old, new, "a/x", "b/x")
    if old == new:
        assert diff == ""
    else:
        assert diff.startswith("--- a/x\n+++ b/x\n@@")
        assert patched(old, diff) == new


def test_a_small_change_in_the_middle_shows_its_surroundings():
    old = "".join(f"line {number}\n" for number in range(100))
    diff = unified(old, old.replace("line 50\n", "other\n"), "a/x", "b/x")
    assert diff.splitlines()[2:] == [
        "@@ -48,7 +48,7 @@",
        " line 47",
        " line 48",
        " line 49",
        "-line 50",
        "+other",
        " line 51",
        " line 52",
        " line 53",
    ]


def test_texts_made_to_take_forever_do_not():
    old = "".join(f"{number % 300}\n" for number in range(30_000))
    new = "".join(f"{number * 7 % 300}\n" for number in range(30_000))
    began = time.process_time()
    assert patched(old, unified(old, new, "a", "b")) == new
    assert time.process_time() - began < 30  # it would be hours


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "train.py").write_text("print(1)\n")
    (folder / "gone.py").write_text("gone\n")
    (folder / "data.bin").write_bytes(b"\0\1")
    (folder / "same.txt").write_text("same")
    return folder


@pytest.fixture
def ws(tmp_path):
    return Workspace.create("test", path=tmp_path / "ws", show_output=False)


def test_a_snapshot_against_the_folder_as_it_is_now(ws, source):
    taken = snapshot.take(source, ws.paths, ws.cache).id
    assert differences(of_snapshot(ws.paths, taken), of_folder(str(source))) == []
    (source / "train.py").write_text("print(2)\n")
    (source / "gone.py").unlink()
    (source / "new.py").write_text("new\n")
    (source / "data.bin").write_bytes(b"\0\2")
    (source / "big.txt").write_text("x\n" * 600_000)
    (source / ".amlignore").write_text("*.log\n")
    (source / "x.log").write_text("ignored")
    found = {each["path"]: (each["change"], each["diff"]) for each in differences(of_snapshot(ws.paths, taken), of_folder(str(source)))}
    assert found["train.py"] == ("modified", "--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-print(1)\n+print(2)\n")
    assert found["gone.py"] == ("removed", "--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n")
    assert found["new.py"] == ("added", "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+new\n")
    assert found["data.bin"] == ("modified", None)
    assert found["big.txt"] == ("added", None)
    assert {"same.txt", "x.log"}.isdisjoint(found)


def test_a_file_that_goes_while_it_is_compared_counts_as_empty(ws, source):
    taken = snapshot.take(source, ws.paths, ws.cache).id
    now = of_folder(str(source))
    (source / "train.py").unlink()
    (found,) = differences(of_snapshot(ws.paths, taken), now)
    assert (found["path"], found["change"], found["diff"].splitlines()[-1]) == ("train.py", "modified", "-print(1)")


def test_two_snapshots(ws, source):
    one = snapshot.take(source, ws.paths, ws.cache).id
    (source / "train.py").write_text("print(2)\n")
    other = snapshot.take(source, ws.paths, ws.cache).id
    assert [each["path"] for each in differences(of_snapshot(ws.paths, one), of_snapshot(ws.paths, other))] == ["train.py"]


def test_the_content_of_a_file_is_checked(ws, source):
    taken = snapshot.take(source, ws.paths, ws.cache).id
    file = stored_file(ws.paths, taken, "train.py")
    fd = open_stored(ws.paths, file)
    assert os.pread(fd, 100, 0) == b"print(1)\n"
    os.close(fd)
    with pytest.raises(NotFoundError, match="no file"):
        stored_file(ws.paths, taken, "../train.py")
    place = Objects(ws.paths.snapshots).path(file.sha256)
    os.chmod(place, 0o644)
    with open(place, "w") as changed:
        changed.write("print(3)\n")
    with pytest.raises(WorkspaceError, match="damaged"):
        open_stored(ws.paths, file)
