"""Models: registered from files and from runs, listed, loaded and fetched; never half there, never changed."""

import datetime as dt
import errno
import os
import pathlib
import resource
import signal
import subprocess
import sys
import threading

import pytest
from context_support import enter, make_submitted

from jupyterlab_aml import Experiment, Model, Workspace
from jupyterlab_aml.errors import AmlError, ConflictError, NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runner import placing
from jupyterlab_aml.runner.run_assets import MADE, USED, marked


@pytest.fixture
def ws(tmp_path, monkeypatch):
    monkeypatch.delenv("AML_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    workspace = Workspace.create("test", path=tmp_path, show_output=False)
    yield workspace
    workspace.index.close()


@pytest.fixture
def folder(tmp_path):
    """A folder that is a model."""
    net = tmp_path / "net"
    (net / "variables").mkdir(parents=True)
    (net / "graph.pb").write_bytes(b"graph")
    (net / "variables" / "weights.bin").write_bytes(bytes(1000))
    return net


def test_a_file_is_registered_and_found_by_everything_that_is_known_of_it(ws, folder):
    made = Model.register(
        ws,
        "net/graph.pb",
        "graph",
        tags={"area": "diabetes"},
        properties={"mse": 0.5},
        description="ridge",
        model_framework=Model.Framework.SCIKITLEARN,
        model_framework_version="1.5",
        datasets=[("training data", type("Dataset", (), {"name": "iris", "version": 3})), ("other", object())],
    )
    again = Model.register(ws, model_path=folder / "graph.pb", model_name="graph")
    assert (made.id, made.version, again.version) == ("graph:1", 1, 2)
    for found in (Model(ws, "graph", version=1), Model(ws, id="graph:1"), Model(ws, "graph", tags=["area"]), Model(ws, properties=[["mse", "0.5"]])):
        assert found == made
    assert Model(ws, "graph") == again
    assert (made.tags, made.properties, made.description) == ({"area": "diabetes"}, {"mse": "0.5"}, "ridge")
    assert (made.model_framework, made.model_framework_version) == ("ScikitLearn", "1.5")
    assert made.datasets == {"training data": ["iris:3"], "other": [None]}
    assert made.created_time.tzinfo is dt.timezone.utc
    assert made.serialize()["id"] == "graph:1"
    assert Model.deserialize(ws, made.serialize()) == made
    assert pathlib.Path(made.url.removeprefix("file://")).read_bytes() == b"graph"
    assert repr(again) == "Model(name=graph, id=graph:2, version=2)"
    assert (made.run, made.run_id, made.experiment_name) == (None, None, None)


def test_lists_are_filtered_and_newest_first(ws, folder):
    for name, tags in (("a", {"x": "1"}), ("b", {}), ("a", {"x": "2"})):
        Model.register(ws, folder, name, tags=tags, datasets=[("d", type("D", (), {"name": name, "version": 1}))])
    ids = lambda **wanted: [model.id for model in Model.list(ws, **wanted)]  # noqa: E731
    assert ids() == ["a:2", "b:1", "a:1"]
    assert ids(latest=True) == ["a:2", "b:1"]
    assert ids(name="a") == ["a:2", "a:1"]
    assert ids(tags=["x"]) == ["a:2", "a:1"]
    assert ids(tags=[["x", "1"]]) == ids(tags={"x": "1"}) == ["a:1"]
    assert ids(run_id="none") == ids(model_framework="Onnx") == []
    assert ids(dataset_id="b") == ids(dataset_id="b:1") == ["b:1"]
    assert {name: model.id for name, model in ws.models.items()} == {"a": "a:2", "b": "b:1"}
    with pytest.raises(UserError, match="is no filter"):
        ids(tags=[["x", "1", "2"]])


def test_a_folder_comes_back_as_it_was(ws, folder, tmp_path):
    model = Model.register(ws, str(folder), "net")
    path = model.download(tmp_path / "there")
    assert path == str(tmp_path / "there" / "net")
    assert sorted(str(file.relative_to(path)) for file in pathlib.Path(path).rglob("*.*")) == ["graph.pb", "variables/weights.bin"]
    with pytest.raises(ConflictError, match="already"):
        model.download(tmp_path / "there")
    (tmp_path / "there" / "net" / "graph.pb").write_bytes(b"mine")
    model.download(tmp_path / "there", exist_ok=True)
    assert (tmp_path / "there" / "net" / "graph.pb").read_bytes() == b"graph"
    part = Model.register(ws, folder, "part", child_paths=["variables"])
    assert [name for name, _, _ in part.asset.files] == ["net/variables/weights.bin"]


def test_what_cannot_be_a_model_is_refused_before_anything_is_there(ws, folder, tmp_path):
    with pytest.raises(NotFoundError, match=r"There is no 'nett'.*'net'"):
        Model.register(ws, "nett", "x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="holds no file"):
        Model.register(ws, "empty", "x")
    (tmp_path / "secret").write_text("s")
    os.symlink(tmp_path / "secret", folder / "out")
    os.symlink(tmp_path, folder / "up")
    os.symlink("nowhere", folder / "gone")
    os.mkfifo(folder / "pipe")
    with pytest.raises(UserError) as refused:
        Model.register(ws, folder, "x", child_paths=["graph.pb", "no"])
    for told in ("'out' leads out", "'up' leads out", "'gone' is neither", "'pipe' is neither", "there is no 'no'"):
        assert told in str(refused.value)
    for name in ("", "../x", "a/b", "a:b", ".x", "x" * 300, "\0", None):
        with pytest.raises(UserError, match="cannot be the name of a model"):
            Model.register(ws, tmp_path / "secret", name)
    with pytest.raises(UserError, match="is no pair"):
        Model.register(ws, tmp_path / "secret", "x", datasets=["iris"])
    assert not os.path.exists(ws.paths.assets("models"))


def test_a_link_to_a_file_beside_it_is_stored_as_a_file(ws, folder):
    os.symlink("graph.pb", folder / "latest.pb")
    model = Model.register(ws, folder, "net")
    assert not os.path.islink(model.asset.path("net/latest.pb"))
    assert pathlib.Path(model.asset.path("net/latest.pb")).read_bytes() == b"graph"


def test_labels_change_properties_do_not(ws, folder):
    model = Model.register(ws, folder, "net", tags={"a": "1", "b": "2"}, properties={"p": "1"})
    model.add_tags({"c": 3})
    model.remove_tags(["a", "z"])
    model.add_properties({"q": "2", "p": "1"})
    model.update(description="good")
    model.add_dataset_references([("more", type("D", (), {"name": "d", "version": 1}))])
    for each in (model, Model(ws, "net")):
        assert (each.tags, each.properties, each.description) == ({"b": "2", "c": "3"}, {"p": "1", "q": "2"}, "good")
        assert each.datasets == {"more": ["d:1"]}
    with pytest.raises(ConflictError, match=r"'p' is '1', not '2'"):
        model.update_tags_properties(add_tags={"n": ""}, add_properties={"p": "2"})
    assert "n" not in Model(ws, "net").tags
    model.update(tags={})
    assert Model(ws, "net").tags == {}
    with pytest.raises(UserError, match="only tags and description"):
        model.update(resource_configuration=1)


def test_what_is_not_there_is_said_with_the_nearest(ws, folder):
    Model.register(ws, folder, "diabetes")
    with pytest.raises(NotFoundError, match="Did you mean 'diabetes'"):
        Model(ws, "diabets")
    with pytest.raises(NotFoundError, match="There is: 1"):
        Model(ws, "diabetes", version=2)
    with pytest.raises(NotFoundError, match="fits"):
        Model(ws, "diabetes", tags=["x"])
    with pytest.raises(UserError, match="No model is named"):
        Model(ws)


@pytest.mark.parametrize("name", ["deploy", "package", "profile", "print_configuration", "get_sas_urls"])
def test_serving_is_refused_with_the_reason(name):
    with pytest.raises(AmlError, match="not served"):
        getattr(Model, name)()


def test_a_run_registers_what_it_stored(ws, folder):
    run = Experiment(ws, "train").start_logging()
    run.upload_file("outputs/model.pkl", folder / "graph.pb")
    run.upload_folder("outputs/net", str(folder))
    one = run.register_model("one", "outputs/model.pkl", tags={"a": 1}, properties={"p": 1}, description="d", model_framework="Onnx")
    whole = run.register_model(model_name="net", model_path="outputs/net/")
    assert (one.run_id, one.run, one.experiment_name) == (run.id, run, "train")
    assert [name for name, _, _ in whole.asset.files] == ["net/graph.pb", "net/variables/weights.bin"]
    assert [model.id for model in Model.list(ws, run_id=run.id)] == ["net:1", "one:1"]
    assert marked(run.paths, MADE, "models") == ["net:1", "one:1"]
    with pytest.raises(NotFoundError, match=r"Did you mean 'outputs/model.pkl'"):
        run.register_model("x", "outputs/modell.pkl")
    with pytest.raises(NotFoundError, match=r"upload_file\('outputs/graph.pb', 'net/graph.pb'\)"):
        run.register_model("x", "net/graph.pb")
    for hostile in ("../run.json", "/etc/passwd", "outputs/../run.json"):
        with pytest.raises(UserError):
            run.register_model("x", hostile)
    run.complete()
    run.delete()
    assert Model(ws, "one").run_id == run.id
    with pytest.raises(NotFoundError):
        Model(ws, "one").run  # noqa: B018


def test_a_script_loads_a_model_and_that_is_remembered(ws, folder, monkeypatch, tmp_path):
    Model.register(ws, folder, "net")
    Model.register(ws, folder / "graph.pb", "graph")
    run = enter(monkeypatch, make_submitted(ws.paths))
    monkeypatch.chdir("/")
    assert sorted(os.listdir(Model.get_model_path("net"))) == ["graph.pb", "variables"]
    assert pathlib.Path(Model.get_model_path("graph", version=1)).read_bytes() == b"graph"
    assert Model(ws, "net").asset.used_by() == [run.id]
    assert marked(run.paths, USED, "models") == ["graph:1", "net:1"]
    assert Model.register(ws, folder, "child").run_id == run.id
    (tmp_path / "elsewhere").mkdir()
    other = Workspace.create("other", path=tmp_path / "elsewhere", show_output=False)
    model = Model.register(other, folder, "net")
    model.download(tmp_path / "copy")
    assert (model.run_id, model.asset.used_by()) == (None, [])


def test_outside_of_a_run_the_nearest_workspace_is_meant_and_then_what_is_beside_it(ws, folder, monkeypatch, tmp_path):
    Model.register(ws, folder, "kept")
    assert Model.get_model_path("kept", _workspace=ws) == Model.get_model_path("kept:1") == Model.get_model_path("kept")
    with pytest.raises(NotFoundError, match="'kept'"):
        Model.get_model_path("kep")
    assert Model.get_model_path("net") == str(folder)
    served = tmp_path / "served" / "deployed" / "3"
    served.mkdir(parents=True)
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(tmp_path / "served"))
    assert Model.get_model_path("deployed") == str(served.parent)
    assert Model.get_model_path("deployed", version=3) == str(served)
    monkeypatch.setenv("AML_WORKSPACE", "/")
    with pytest.raises(NotFoundError):
        Model.get_model_path("kept")


def test_a_changed_file_is_neither_loaded_nor_fetched(ws, folder, tmp_path):
    model = Model.register(ws, folder, "net")
    file = pathlib.Path(model.asset.path("net/graph.pb"))
    assert file.stat().st_mode & 0o222 == 0
    file.chmod(0o644)
    file.write_bytes(b"grap!")
    for act in (lambda: Model.get_model_path("net"), lambda: model.download(tmp_path / "there")):
        with pytest.raises(WorkspaceError, match=r"'net/graph.pb' of model net:1 is not what was registered"):
            act()
    file.unlink()
    with pytest.raises(WorkspaceError, match="is missing"):
        model.download(tmp_path / "there")
    assert os.listdir(tmp_path / "there") == []


def test_a_full_disk_leaves_nothing(ws, folder, tmp_path, monkeypatch):
    """The limit of the size of files stands for the end of the disk: the same error at the same place."""
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(3 << 20))
    model = Model.register(ws, big, "kept")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, old[1]))
    try:
        with pytest.raises(WorkspaceError, match="cannot be registered") as refused:
            Model.register(ws, big, "other")
        with pytest.raises(WorkspaceError, match="cannot be downloaded"):
            model.download(tmp_path / "there")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.details["errno"] == errno.EFBIG
    assert os.listdir(ws.paths.assets("models")) == ["kept"]
    assert os.listdir(tmp_path / "there") == []


def test_one_that_is_killed_in_the_middle_leaves_nothing_that_is_read(ws, tmp_path):
    """The source is a pipe that never ends, so the registration is certainly not over."""
    code = (
        "import os, sys, threading\nfrom jupyterlab_aml import Workspace\nfrom jupyterlab_aml.runner import model_store\n"
        "from jupyterlab_aml.runner.model_source import ModelSource\nread, write = os.pipe()\n"
        "def feed():\n    os.write(write, bytes(100_000))  # more than a pipe holds: some of it was read\n    print('begun', flush=True)\n"
        "threading.Thread(target=feed, daemon=True).start()\n"
        "source = ModelSource('m', {'m': '/proc/self/fd/{}'.format(read)})\n"
        "model_store.register(Workspace.open(sys.argv[1]).paths, 'net', source, {})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"begun\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert Model.list(ws) == []
    assert ws.model_store.names() == []
    (tmp_path / "m").write_text("m")
    assert Model.register(ws, tmp_path / "m", "net").version == 1


def test_two_hundred_megabytes_are_not_read_into_memory(ws, tmp_path):
    with open(tmp_path / "big.bin", "wb") as file:
        file.truncate(200 << 20)
    code = (
        "import resource, sys\nfrom jupyterlab_aml import Model, Workspace\nws = Workspace.open(sys.argv[1])\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nmodel = Model.register(ws, 'big.bin', 'big')\nmodel.download('there')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000  # kilobytes


def test_registered_at_once_by_many_each_is_whole(ws, folder):
    made = []
    threads = [threading.Thread(target=lambda: made.append(Model.register(ws, folder, "net"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(model.version for model in made) == list(range(1, 13))
    for model in made:
        model.asset.check_files()


def test_a_failed_copy_takes_the_others_with_it(ws, folder, monkeypatch):
    copied = []

    def fail_at_the_second(source, path):
        copied.append(path)
        if len(copied) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        placing.copy_to_new(source, path)

    monkeypatch.setattr("jupyterlab_aml.runner.model_source.copy_to_new", fail_at_the_second)
    with pytest.raises(WorkspaceError, match="Free some space"):
        Model.register(ws, folder, "net")
    assert os.listdir(ws.paths.assets("models")) == []
