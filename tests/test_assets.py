"""Versions of assets: kept whole, never changed, never half there."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from engine_support import make_workspace

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.run_assets import MADE, USED, marked
from jupyterlab_aml.workspace.asset_changes import AssetChanges


@pytest.fixture
def store(tmp_path):
    return AssetStore(make_workspace(tmp_path), "models")


def put(name="model.bin", data=b"weights"):
    def files(folder):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)

    return files


def test_versions_count_and_say_who_made_them(store):
    first = store.add("diabetes", {"framework": "ScikitLearn"}, files=put(), run="exp_1_0", tags={"a": 1}, description="first")
    second = store.add("diabetes", {})
    assert (first.ref, second.ref) == ("diabetes:1", "diabetes:2")
    assert store.get("diabetes") == second
    found = store.find("diabetes:1")
    assert (found.run, found.tags, found.description, found.size_bytes) == ("exp_1_0", {"a": "1"}, "first", 7)
    found.check_files()


def test_labels_and_uses_are_beside_it(store):
    asset = store.add("diabetes", {})
    store.mark_used(asset, "exp_1_0")
    store.mark_used(asset, "exp_1_0")
    assert asset.used_by() == ["exp_1_0"]
    assert store.label(asset, tags={"stage": "production"}).tags == {"stage": "production"}
    assert store.get("diabetes").content == {}


def test_a_given_version_is_taken_once(store):
    store.add("env", {}, version="2024.1")
    with pytest.raises(ConflictError, match=r"There is a version '2024.1'"):
        store.add("env", {}, version="2024.1")
    assert store.add("env", {}).version == "1"
    with pytest.raises(UserError, match="'latest' cannot be a version"):
        store.add("env", {}, version="latest")
    assert sorted(os.listdir(os.path.join(store.folder, "env"))) == ["1", "2024.1"]


def test_registered_at_once_each_gets_its_own_version(store):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: store.add("model", {}).version, range(40)))
    assert sorted(map(int, made)) == list(range(1, 41))


def test_nothing_is_left_of_one_that_failed(store):
    def fail(folder):
        put()(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(WorkspaceError, match="cannot be registered"):
        store.add("model", {}, files=fail)
    assert store.names() == []
    assert os.listdir(store.folder) == []


def test_the_number_of_a_deleted_version_is_not_given_again(store):
    store.add("model", {})
    store.delete(store.add("model", {}))
    assert store.versions("model") == ["1"]
    assert store.add("model", {}).version == "3"
    with pytest.raises(ConflictError, match="There was a version '2'"):
        store.add("model", {}, version="2")


def test_stored_files_are_read_only_and_links_stay_as_they_are(store, tmp_path):
    (tmp_path / "outside").write_text("mine")
    (tmp_path / "outside").chmod(0o644)
    asset = store.add("model", {}, files=lambda folder: os.symlink(tmp_path / "outside", os.path.join(folder, "link")))
    assert store.add("model", {}, files=put()).path("model.bin")
    assert (tmp_path / "outside").stat().st_mode & 0o777 == 0o644
    assert os.stat(store.get("model").path("model.bin")).st_mode & 0o222 == 0
    assert asset.files[0][1] == 4


def test_what_a_run_made_and_used_is_marked_in_its_folder(store, tmp_path):
    paths = WorkspacePaths(os.path.dirname(store.folder))
    run = paths.run("exp_1_0")
    os.makedirs(run.folder)
    first = store.add("model", {}, run="exp_1_0")
    store.mark_used(first, "exp_1_0")
    store.mark_used(first, "exp_1_gone")
    assert marked(run, MADE, "models") == marked(run, USED, "models") == ["model:1"]
    assert os.listdir(paths.runs) == ["exp_1_0"]
    with pytest.raises(UserError):
        store.mark_used(first, "../x")


def test_labels_that_are_changed_at_once_are_all_kept(store):
    asset = store.add("model", {})
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.edit(asset, lambda labels: {**labels, "tags": {**labels["tags"], str(key): ""}}), range(24)))
    assert len(store.get("model").tags) == 24


def test_versions_that_come_and_go_are_seen_and_nothing_else(store):
    changes = AssetChanges(WorkspacePaths(os.path.dirname(store.folder)))
    assert changes.look() == []
    asset = store.add("model", {})
    assert changes.look() == ["models"]
    ages_ago(store)
    changes.look()
    assert changes.look() == []
    store.label(asset, tags={"a": "1"})
    store.mark_used(asset, "exp_1_0")
    assert changes.look() == []
    store.delete(asset)
    assert changes.look() == ["models"]


def ages_ago(store):
    """Make the folders of the names old enough that their times tell every change."""
    for name in store.names():
        os.utime(os.path.join(store.folder, name), (1.0, 1.0))


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a" * 256, None])
def test_a_bad_name_is_refused(store, name):
    with pytest.raises(UserError, match="cannot be the name of a model"):
        store.add(name, {})


def test_what_is_not_there_has_a_nearest(store):
    store.add("diabetes", {})
    with pytest.raises(NotFoundError, match="Did you mean 'diabetes'"):
        store.get("diabets")
    with pytest.raises(NotFoundError, match="There is: 1"):
        store.get("diabetes", 7)
    with pytest.raises(NotFoundError):
        store.get("../runs")


def test_a_changed_record_or_file_is_said_so(store):
    asset = store.add("model", {"a": 1}, files=put())
    os.chmod(asset.path("model.bin"), 0o644)
    with open(asset.path("model.bin"), "wb") as file:
        file.write(b"other!!")
    with pytest.raises(WorkspaceError, match=r"'model.bin' of model model:1 is not what was registered"):
        asset.check_files()
    os.unlink(asset.path("model.bin"))
    with pytest.raises(WorkspaceError, match="is missing"):
        asset.check_files()
    path = os.path.join(asset.folder, "asset.json")
    with open(path) as file:
        record = json.load(file)
    record["content"]["a"] = 2
    with open(path, "w") as file:
        json.dump(record, file)
    with pytest.raises(WorkspaceError, match="its checksum differs"):
        store.get("model")
    assert store.all("model") == []


MAKER = """
import sys, time
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset_store import AssetStore

def files(folder):
    open(folder + "/model.bin", "w").close()
    print("here", flush=True)
    sys.stdin.read()

AssetStore(WorkspacePaths(sys.argv[1]), "models").add("slow", {}, files=files)
"""


def maker(store):
    """A process in the middle of registering a version; it goes on when its standard input ends."""
    argv = [sys.executable, "-c", MAKER, os.path.dirname(store.folder)]
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"here\n"
    return process


def in_the_making(store):
    return [name for name in os.listdir(store.folder) if name.startswith(".")]


def test_the_next_registration_sweeps_what_a_killed_one_left_and_nothing_that_is_being_made(store):
    with maker(store) as killed, maker(store) as alive:
        killed.kill()
        killed.wait()
        assert len(in_the_making(store)) == 2
        store.add("other", {})
        assert len(in_the_making(store)) == 1
        alive.stdin.close()
        assert alive.wait() == 0
    assert in_the_making(store) == []
    assert store.get("slow").files[0][0] == "model.bin"


@pytest.mark.parametrize("step", ["client.registering", "client.unregistering"])
def test_killed_at_a_step_the_next_registration_finishes_it(store, step):
    asset = store.add("model", {}, files=put())
    pid = os.fork()
    if pid == 0:
        faults._FAULTS[step] = 1.0
        store.add("other", {}) if step == "client.registering" else store.delete(asset)
        os._exit(1)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert len(in_the_making(store)) == 1
    store.add("third", {})
    assert in_the_making(store) == []
    assert store.names() == (["model", "third"] if step == "client.registering" else ["third"])


def test_registrations_that_sweep_at_once_lose_nothing_of_each_other(store):
    pids = []
    for worker in range(4):
        pid = os.fork()
        if pid == 0:
            for _ in range(25):
                store.add(f"model{worker % 2}", {}, files=put())
            os._exit(0)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 4
    assert [len(store.versions(name)) for name in store.names()] == [50, 50]
    assert in_the_making(store) == []
