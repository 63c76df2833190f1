"""Opening the files of a run, and nothing else."""

import os
import threading

import pytest

from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.workspace.run_files import list_files, open_file


@pytest.fixture
def run(tmp_path):
    paths = WorkspacePaths(str(tmp_path / "my folder" / ".aml")).run("exp_1_abc")
    for name, text in {
        "outputs/model.txt": "model",
        "outputs/deep/er/x.txt": "x",
        "logs/a.log": "a",
        "uploads/plain.txt": "plain",
        "attempt-1/user_logs/std_log.txt": "one",
        "attempt-2/user_logs/std_log.txt": "two",
        "attempt-2/system.jsonl": "{}",
        "env.json": "secret",
        "run.json": "{}",
        "attempt-2/events.jsonl": "{}",
    }.items():
        os.makedirs(os.path.dirname(paths / name), exist_ok=True)
        with open(paths / name, "w") as file:
            file.write(text)
    (tmp_path / "outside.txt").write_text("outside")
    return paths


def read(run, name):
    fd = open_file(run, 2, name)
    with os.fdopen(fd) as file:
        return file.read()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("outputs/model.txt", "model"),
        ("outputs/deep/er/x.txt", "x"),
        ("logs/a.log", "a"),
        ("plain.txt", "plain"),
        ("user_logs/std_log.txt", "two"),
        ("attempt-1/user_logs/std_log.txt", "one"),
        ("system_logs/system.jsonl", "{}"),
    ],
)
def test_every_file_by_its_name(run, name, text):
    assert read(run, name) == text


def test_the_list_has_what_can_be_opened(run):
    names = list(list_files(run, 2))
    assert names == sorted(
        ["logs/a.log", "outputs/deep/er/x.txt", "outputs/model.txt", "plain.txt", "system_logs/system.jsonl", "user_logs/std_log.txt"]
    )
    for name in names:
        read(run, name)


@pytest.mark.parametrize(
    "name",
    [
        "../env.json",
        "outputs/../../env.json",
        "/etc/passwd",
        "outputs//model.txt",
        "outputs/./model.txt",
        "outputs/model.txt\0.png",
        "",
        ".",
        "..",
        "outputs/..",
        "%2e%2e%2fenv.json",
        "..\\env.json",
        "env.json",
        "run.json",
        "attempt-2/events.jsonl",
        "attempt-2/system.jsonl",
        "outputs",
        "outputs/deep",
        "logs/" + "x" * 300,
        "outputs/model.txt/more",
        "user_logs/../events.jsonl",
    ],
)
def test_no_name_leads_out(run, name):
    with pytest.raises(UserError):
        read(run, name)


def test_links_inside_are_followed_and_others_refused(run, tmp_path):
    os.symlink("model.txt", run / "outputs/latest.txt")
    os.symlink("deep", run / "outputs/folder")
    os.symlink(tmp_path / "outside.txt", run / "outputs/out.txt")
    os.symlink(run / "env.json", run / "outputs/env.txt")
    os.symlink("/", run / "outputs/top")
    os.symlink("loop", run / "outputs/loop")
    assert read(run, "outputs/latest.txt") == "model"
    assert read(run, "outputs/folder/er/x.txt") == "x"
    for name in ("outputs/out.txt", "outputs/env.txt", "outputs/top/etc/passwd", "outputs/loop"):
        with pytest.raises(UserError):
            read(run, name)
    assert not {"outputs/out.txt", "outputs/env.txt", "outputs/loop"} & set(list_files(run, 2))


def test_a_folder_of_artifacts_that_became_a_link_gives_nothing(run, tmp_path):
    os.rename(run / "outputs", tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", run / "outputs")
    with pytest.raises(UserError, match="leads out"):
        read(run, "outputs/model.txt")
    assert not [name for name in list_files(run, 2) if name.startswith("outputs/")]


def test_a_pipe_holds_nobody_up(run):
    os.mkfifo(run / "outputs/pipe")
    with pytest.raises(UserError, match="not a regular file"):
        read(run, "outputs/pipe")


def test_a_missing_file_names_the_nearest(run):
    with pytest.raises(NotFoundError, match=r"Did you mean 'outputs/model\.txt'"):
        read(run, "outputs/modle.txt")


def test_a_link_that_is_swapped_in_meanwhile_never_wins(run, tmp_path):
    """Somebody changes a file into a link and back while it is opened: the file comes, or an error."""
    name = run / "outputs/model.txt"
    os.rename(name, run / "outputs/real")
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            for target in (run / "outputs/real", tmp_path / "outside.txt"):
                os.symlink(target, name + ".new")
                os.replace(name + ".new", name)

    thread = threading.Thread(target=swap)
    os.symlink(run / "outputs/real", name)
    thread.start()
    seen = set()
    try:
        for _ in range(300):
            try:
                seen.add(read(run, "outputs/model.txt"))
            except UserError:
                continue
    finally:
        stop.set()
        thread.join()
    assert seen <= {"model"}
