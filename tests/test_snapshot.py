"""Snapshots of source folders."""

import hashlib
import json
import os
import stat
import tempfile
import threading

import pytest

from jupyterlab_aml.errors import ConflictError, NotFoundError, SnapshotError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace import objects, stat_cache
from jupyterlab_aml.workspace.cache import Cache
from jupyterlab_aml.workspace.snapshot import plan, read_manifest, restore, take


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "train.py").write_text("print('hello')")
    (folder / "lib").mkdir()
    (folder / "lib" / "util.py").write_text("x = 1")
    return folder


@pytest.fixture
def paths(tmp_path):
    return WorkspacePaths(str(tmp_path / "ws" / ".aml"))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "cache"))
    return Cache("workspace-1")


@pytest.fixture
def settled(monkeypatch):
    """Files written this very moment count as settled."""
    monkeypatch.setattr(stat_cache, "RACY_NS", 0)


@pytest.fixture
def reads(monkeypatch):
    """The number of files that are read from now on."""
    found = []
    real = objects.Objects.add_open_file

    def counted(self, fd, size):
        found.append(fd)
        return real(self, fd, size)

    monkeypatch.setattr(objects.Objects, "add_open_file", counted)
    return found


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_format_is_that_of_the_contract(source, paths, cache):
    os.chmod(source / "train.py", 0o775)
    taken = take(source, paths, cache)
    data = content(os.path.join(paths.snapshots, taken.id + ".json"))
    assert hashlib.sha256(data).hexdigest() == taken.id
    util, train = (hashlib.sha256(text).hexdigest() for text in (b"x = 1", b"print('hello')"))
    assert json.loads(data) == {"files": [["lib/util.py", 0o644, 5, util], ["train.py", 0o755, 14, train]]}
    stored = os.path.join(paths.snapshots, "objects", util[:2], util)
    assert content(stored) == b"x = 1"
    assert stat.S_IMODE(os.stat(stored).st_mode) == 0o444
    assert (taken.files, taken.size_bytes) == (2, 19)


def test_equal_folders_are_one_snapshot(source, paths, cache, tmp_path):
    first = take(source, paths, cache)
    restore(paths, first.id, tmp_path / "elsewhere")
    assert take(tmp_path / "elsewhere", paths, cache) == first
    assert len(list(os.scandir(paths.snapshots))) == 2  # the manifest and objects/


def test_restore_gives_back_content_and_modes(source, paths, cache, tmp_path):
    os.chmod(source / "train.py", 0o700)
    taken = take(source, paths, cache)
    assert restore(paths, taken.id, tmp_path / "back") == ["lib/util.py", "train.py"]
    assert (tmp_path / "back" / "lib" / "util.py").read_text() == "x = 1"
    assert stat.S_IMODE(os.stat(tmp_path / "back" / "train.py").st_mode) == 0o755
    assert restore(paths, taken.id, tmp_path / "back") == ["lib/util.py", "train.py"]


def test_restore_never_overwrites(source, paths, cache, tmp_path):
    taken = take(source, paths, cache)
    back = tmp_path / "back"
    (back / "lib").mkdir(parents=True)
    (back / "lib" / "util.py").write_text("mine!")
    with pytest.raises(ConflictError, match=r"lib/util\.py"):
        restore(paths, taken.id, back)
    assert os.listdir(back) == ["lib"]


def test_restore_tells_damage(source, paths, cache, tmp_path):
    taken = take(source, paths, cache)
    sha = read_manifest(paths, taken.id)[0].sha256
    stored = objects.Objects(paths.snapshots).path(sha)
    os.chmod(stored, 0o644)
    with open(stored, "w") as file:
        file.write("y = 2")
    with pytest.raises(WorkspaceError, match="damaged"):
        restore(paths, taken.id, tmp_path / "back")
    assert os.listdir(tmp_path / "back" / "lib") == []
    os.unlink(stored)
    with pytest.raises(WorkspaceError, match="no longer in the workspace"):
        restore(paths, taken.id, tmp_path / "back")


def test_unknown_and_damaged_manifests(source, paths, cache, tmp_path):
    for wrong in ("0" * 64, "../../etc", ""):
        with pytest.raises(NotFoundError):
            read_manifest(paths, wrong)
    taken = take(source, paths, cache)
    path = os.path.join(paths.snapshots, taken.id + ".json")
    os.chmod(path, 0o644)
    with open(path, "a") as file:
        file.write(" ")
    with pytest.raises(WorkspaceError, match="damaged"):
        read_manifest(paths, taken.id)


def test_a_manifest_cannot_write_outside(paths, tmp_path):
    os.makedirs(paths.snapshots)
    for path in ("../evil", "/evil", "a/../../evil", ""):
        data = json.dumps({"files": [[path, 420, 0, "0" * 64]]}).encode()
        sha = hashlib.sha256(data).hexdigest()
        with open(os.path.join(paths.snapshots, sha + ".json"), "wb") as file:
            file.write(data)
        with pytest.raises(WorkspaceError, match="outside"):
            restore(paths, sha, tmp_path / "back")


@pytest.mark.parametrize("name", ["with space", "quo'te\"s", "new\nline", "emoji 🙂é", os.fsdecode(b"bytes \xff\xfe")])
def test_strange_names_survive(source, paths, cache, tmp_path, name):
    (source / name).mkdir()
    (source / name / name).write_text("strange")
    taken = take(source, paths, cache)
    restore(paths, taken.id, tmp_path / "back")
    assert (tmp_path / "back" / name / name).read_text() == "strange"


def test_unchanged_files_are_not_read_again(source, paths, cache, settled, reads):
    first = take(source, paths, cache)
    assert len(reads) == 2
    assert take(source, paths, cache) == first
    assert len(reads) == 2
    (source / "train.py").write_text("print('hullo')")
    second = take(source, paths, cache)
    assert len(reads) == 3
    assert second.id != first.id
    (source / "lib" / "util.py").unlink()
    assert take(source, paths, cache).files == 1
    assert len(reads) == 3


def test_files_just_written_are_read_again(source, paths, cache, reads):
    first = take(source, paths, cache)
    facts = os.stat(source / "train.py")
    (source / "train.py").write_text("print('HELLO')")
    os.utime(source / "train.py", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert take(source, paths, cache).id != first.id
    assert len(reads) == 4


def test_a_changed_mode_is_seen(source, paths, cache, settled):
    first = take(source, paths, cache)
    os.chmod(source / "train.py", 0o755)
    assert take(source, paths, cache).id != first.id


def test_objects_are_made_again_with_the_manifest(source, paths, cache, settled):
    taken = take(source, paths, cache)
    sha = read_manifest(paths, taken.id)[0].sha256
    os.unlink(objects.Objects(paths.snapshots).path(sha))
    os.unlink(os.path.join(paths.snapshots, taken.id + ".json"))
    assert take(source, paths, cache) == taken
    assert objects.Objects(paths.snapshots).has(sha, 5)


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"schema": 1}', b'{"schema": 99, "entries": 3}'])
def test_a_foreign_stat_cache_does_no_harm(source, paths, cache, settled, content):
    taken = take(source, paths, cache)
    for name in os.listdir(cache.folder):
        with open(cache.path(name), "wb") as file:
            file.write(content)
    assert take(source, paths, cache) == taken


def test_changed_rules_are_obeyed_at_once(source, paths, cache, settled):
    first = take(source, paths, cache)
    (source / ".amlignore").write_text("lib/\n.amlignore\n")
    assert [file.path for file in read_manifest(paths, take(source, paths, cache).id)] == ["train.py"]
    (source / ".amlignore").unlink()
    assert take(source, paths, cache) == first


def test_extra_files_are_added_and_win(source, paths, cache, settled):
    plain = take(source, paths, cache)
    more = take(source, paths, cache, extra={"cell.py": b"1", "train.py": b"2"})
    assert (more.files, more.size_bytes) == (3, 7)
    assert {file.path: file.size for file in read_manifest(paths, more.id)} == {"cell.py": 1, "lib/util.py": 5, "train.py": 1}
    assert take(source, paths, cache) == plain
    with pytest.raises(UserError, match="not a path inside"):
        take(source, paths, cache, extra={"../cell.py": b""})


def test_links(source, paths, cache, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "data.csv").write_text("1,2")
    (source / "inside.py").symlink_to("train.py")
    (source / "file.csv").symlink_to(outside / "data.csv")
    (source / "folder").symlink_to(outside)
    (source / "broken").symlink_to("nowhere")
    (source / "self").symlink_to("self")
    (source / "lib" / "up").symlink_to("..")
    (source / "lib" / "there").symlink_to(outside)
    (outside / "back").symlink_to(source / "lib")
    os.mkfifo(source / "pipe")
    taken = take(source, paths, cache)
    assert [file.path for file in read_manifest(paths, taken.id)] == [
        "file.csv",
        "folder/back/util.py",
        "folder/data.csv",
        "inside.py",
        "lib/there/data.csv",
        "lib/util.py",
        "train.py",
    ]
    assert plan(source).skipped == {
        "broken": "a broken link",
        "self": "a link to itself",
        "pipe": "not a regular file",
        "lib/up/": "a link to a folder that it is in",
        "lib/there/back/": "a link to a folder that it is in",
        "folder/back/there/": "a link to a folder that it is in",
        "folder/back/up/": "a link to a folder that it is in",
    }
    restore(paths, taken.id, tmp_path / "back")
    assert not (tmp_path / "back" / "file.csv").is_symlink()


def test_a_folder_too_big_is_refused_with_the_mend(source, paths, cache):
    (source / "data" / "raw").mkdir(parents=True)
    for name, size in (("data/raw/a.bin", 200), ("data/raw/b.bin", 150), ("model [1].bin", 20)):
        with open(source / name, "wb") as file:
            file.truncate(size * 1024 * 1024)
    with pytest.raises(SnapshotError) as caught:
        take(source, paths, cache)
    error = caught.value
    assert "5 files and 370.0 MB" in error.message
    assert "'data/raw/'" in error.message
    assert error.details["ignore_lines"] == ["/data/raw/"]
    assert ".amlignore:\n  /data/raw/" in error.hint
    (source / ".amlignore").write_text("\n".join(error.details["ignore_lines"]))
    assert take(source, paths, cache).files == 4
    assert not plan(source).over_limit


def test_too_many_files_are_refused_with_the_mend(source, paths, cache):
    (source / "shards").mkdir()
    for number in range(2_000):
        (source / "shards" / f"{number}").touch()
    with pytest.raises(SnapshotError) as caught:
        take(source, paths, cache)
    assert caught.value.details["ignore_lines"] == ["/shards/"]
    assert take(source, paths, cache, allow_large=True).files == 2_002


def test_missing_folder_and_file_as_folder(source, paths, cache):
    with pytest.raises(NotFoundError, match="does not exist"):
        take(source / "nowhere", paths, cache)
    with pytest.raises(UserError, match="is a file"):
        plan(source / "train.py")


@pytest.fixture
def open_folder():
    """A folder that every user may enter; then permissions apply, even to root."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.parametrize(("name", "line"), [("secret.txt", "/secret.txt"), ("secret", "/secret/")])
def test_what_cannot_be_read_is_named_with_its_line(open_folder, monkeypatch, name, line):
    monkeypatch.setenv("AML_CACHE", os.path.join(open_folder, "cache"))
    source = os.path.join(open_folder, "source")
    secret = os.path.join(source, name)
    os.mkdir(source)
    os.mkdir(secret) if line.endswith("/") else open(secret, "w").close()
    os.chmod(secret, 0)
    with pytest.raises(UserError) as caught:
        take(source, WorkspacePaths(os.path.join(open_folder, ".aml")), Cache("workspace-1"))
    assert caught.value.message.startswith(f"{name + line[len(name) + 1 :]!r} of the source folder cannot be read: Permission denied")
    assert f"{line!r} in .amlignore" in caught.value.hint
    os.chmod(secret, 0o700)


def test_an_unwritable_workspace_is_told(source, tmp_path, cache):
    (tmp_path / "ws").write_text("a file where the folder should be")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        take(source, WorkspacePaths(str(tmp_path / "ws")), cache)


def test_large_files_are_copied_while_hashed(source, paths, cache, monkeypatch):
    monkeypatch.setattr(objects, "_WHOLE", 3)
    first = take(source, paths, cache)
    assert take(source, paths, cache) == first
    assert not [name for name in os.listdir(os.path.join(paths.snapshots, "objects")) if name.startswith(".")]


def test_what_was_copied_is_what_is_named(source, paths, cache, monkeypatch):
    """A file that grows while it is read."""
    monkeypatch.setattr(objects, "_WHOLE", 3)
    path = source / "train.py"
    real = os.read

    def slow(fd, size):
        data = real(fd, 5)
        if data and os.path.exists(path) and os.fstat(fd).st_ino == os.stat(path).st_ino and os.stat(path).st_size < 30:
            with open(path, "a") as file:
                file.write("# more")
        return data

    monkeypatch.setattr(os, "read", slow)
    taken = take(source, paths, cache)
    monkeypatch.undo()
    store = objects.Objects(paths.snapshots)
    for file in read_manifest(paths, taken.id):
        data = content(store.path(file.sha256))
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)


def test_many_submitters_at_once(source, paths, cache):
    for number in range(50):
        (source / f"{number}.txt").write_text("same" if number % 2 else str(number))
    found, threads = [], []
    for _ in range(6):
        threads.append(threading.Thread(target=lambda: found.append(take(source, paths, cache))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_cache_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("AML_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert Cache("id").path("x") == str(tmp_path / "xdg" / "jupyterlab_aml" / "id" / "x")
    assert os.path.dirname(Cache("../../evil").folder) == str(tmp_path / "xdg" / "jupyterlab_aml")
    (tmp_path / "file").touch()
    monkeypatch.setenv("AML_CACHE", str(tmp_path / "file" / "below"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    folder = Cache("id").folder
    assert folder == Cache("id").folder
    assert folder.startswith(str(tmp_path))
    assert stat.S_IMODE(os.stat(os.path.dirname(folder)).st_mode) == 0o700
