import io
import os
import pathlib

import pytest
from context_support import run_fixture, workspace_fixture  # noqa: F401

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.pkl"
    path.write_bytes(b"model")
    return path


def content(run, name):
    target = os.path.join(os.path.dirname(run.paths.workspace.root), "downloaded")
    run.download_file(name, target)
    return pathlib.Path(target).read_bytes()


def test_each_name_has_its_place(run, file):
    for name in ("outputs/m.pkl", "logs/a/b.txt", "model.pkl", "plots//./x", "outputs"):
        run.upload_file(name, file)
    os.makedirs(run.paths.attempt(1).user_logs, exist_ok=True)
    pathlib.Path(run.paths.attempt(1).log).write_text("hello")
    pathlib.Path(run.paths.attempt(1).system).write_text("{}\n")
    assert run.get_file_names() == [
        "logs/a/b.txt",
        "model.pkl",
        "outputs",
        "outputs/m.pkl",
        "plots/x",
        "system_logs/system.jsonl",
        "user_logs/std_log.txt",
    ]
    assert os.path.exists(run.paths / "outputs/m.pkl")
    assert os.path.exists(run.paths / "logs/a/b.txt")
    assert os.path.exists(run.paths / "uploads/plots/x")
    assert content(run, "user_logs/std_log.txt") == b"hello"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "", ".", "a\0b", "..", 7, None])
def test_names_never_leave_the_run(run, file, name):
    for call in (run.upload_file, run.upload_folder):
        with pytest.raises(UserError, match="artifact name"):
            call(name, file)
    with pytest.raises(UserError, match="artifact name"):
        run.download_file(name)
    assert run.get_file_names() == []


def test_links_do_not_lead_out_either(run, file, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    os.makedirs(run.paths / "outputs")
    os.symlink(outside, run.paths / "outputs/link")
    os.symlink(file, run.paths / "outputs/file")
    with pytest.raises(UserError, match="through a link"):
        run.upload_file("outputs/link/x", file)
    assert run.get_file_names() == []
    assert list(outside.iterdir()) == []


def test_logs_of_the_runner_cannot_be_uploaded(run, file):
    with pytest.raises(UserError, match="written by the runner"):
        run.upload_file("user_logs/x.txt", file)


def test_streams_of_bytes_and_text(run):
    run.upload_file("b", io.BytesIO(b"\0\xff"))
    run.upload_file("t", io.StringIO("text \u20ac"))
    assert content(run, "b") == b"\0\xff"
    assert content(run, "t") == "text \u20ac".encode()


def test_a_name_never_changes_its_content(run, file, tmp_path):
    run.upload_file("outputs/m", file)
    with pytest.raises(ConflictError, match="outputs/m"):
        run.upload_file("outputs/m", io.BytesIO(b"other"))
    with pytest.raises(ConflictError):
        run.upload_files(["new", "outputs/m"], [file, file])
    with pytest.raises(ConflictError, match="twice"):
        run.upload_files(["a", "./a"], [file, file])
    assert run.get_file_names() == ["outputs/m"]
    assert content(run, "outputs/m") == b"model"


def test_a_file_the_script_wrote_into_outputs_may_be_uploaded_as_itself(run):
    os.makedirs(run.paths / "outputs")
    path = run.paths / "outputs/m.pkl"
    pathlib.Path(path).write_bytes(b"m")
    run.upload_file("outputs/m.pkl", path)
    assert content(run, "outputs/m.pkl") == b"m"


def test_missing_files_suggest_the_nearest(run, file, tmp_path):
    with pytest.raises(NotFoundError, match=r"model\.pkl"):
        run.upload_file("m", tmp_path / "modle.pkl")
    with pytest.raises(NotFoundError):
        run.upload_files(["a", "b"], [file, tmp_path / "no"])
    with pytest.raises(NotFoundError):
        run.upload_folder("a", tmp_path / "no")
    run.upload_file("outputs/model.pkl", file)
    with pytest.raises(NotFoundError, match=r"outputs/model\.pkl"):
        run.download_file("outputs/model.pickle")
    assert run.get_file_names() == ["outputs/model.pkl"]


def test_files_and_folders_are_not_mixed_up(run, file, tmp_path):
    with pytest.raises(UserError, match="upload_folder"):
        run.upload_file("a", tmp_path)
    with pytest.raises(UserError, match="upload_file"):
        run.upload_folder("a", file)
    with pytest.raises(UserError, match="not int 3"):
        run.upload_file("a", 3)


def test_upload_files_and_folder(run, file, tmp_path):
    folder = tmp_path / "deep"
    (folder / "er").mkdir(parents=True)
    (folder / "er" / "x y").write_text("1")
    (folder / "z").write_text("2")
    run.upload_folder("outputs/all", folder)
    found = run.upload_files(["a", "b"], [file, file], return_artifacts=True)
    assert sorted(found) == ["a", "b"]
    assert run.get_file_names() == ["a", "b", "outputs/all/er/x y", "outputs/all/z"]
    with pytest.raises(UserError, match="2 names and 1 paths"):
        run.upload_files(["a", "b"], [file])


def test_download_file_to_name_folder_and_current_folder(run, file, tmp_path):
    run.upload_file("outputs/m.pkl", io.BytesIO(b"up"))
    run.download_file("outputs/m.pkl")
    run.download_file("outputs/m.pkl", tmp_path / "new" / "name")
    (tmp_path / "folder").mkdir()
    run.download_file("outputs/m.pkl", str(tmp_path / "folder"))
    for path in ("m.pkl", "new/name", "folder/m.pkl"):
        assert (tmp_path / path).read_bytes() == b"up"


def test_download_files(run, file, tmp_path):
    for name in ("outputs/a", "outputs/b/c", "x"):
        run.upload_file(name, file)
    run.download_files(output_directory=tmp_path / "all")
    run.download_files("outputs/", output_directory=tmp_path / "short", append_prefix=False)
    run.download_files("outputs/", tmp_path / "named", ["1", "2"])
    assert sorted(
        str(path.relative_to(tmp_path)) for name in ("all", "short", "named") for path in (tmp_path / name).rglob("*") if path.is_file()
    ) == [
        "all/outputs/a",
        "all/outputs/b/c",
        "all/x",
        "named/1",
        "named/2",
        "short/a",
        "short/b/c",
    ]
    with pytest.raises(UserError, match="1 different output paths are given for 2 files"):
        run.download_files("outputs/", tmp_path, ["1"])


def test_downloads_never_leave_the_output_directory(run, file, tmp_path):
    run.upload_file("link/x", file)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    os.symlink(tmp_path / "elsewhere", tmp_path / "out" / "link")
    with pytest.raises(UserError, match="leads out of the output directory"):
        run.download_files(output_directory=tmp_path / "out")
    with pytest.raises(UserError, match="leads out of the output directory"):
        run.download_files(output_directory=tmp_path / "out", output_paths=["../x"])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_is_left_behind_by_a_stream_that_fails(run):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run.upload_file("x", Broken())
    assert not [name for name in os.listdir(run.paths.folder) if name.startswith(".new")]
    assert run.get_file_names() == []
