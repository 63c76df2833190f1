"""Runs in containers of a real podman, in images that are there and in images that are built for them."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import pytest
from cli_support import Terminal
from container_support import IMAGE, put_open_mpi, roomy_memory, usable_podman
from engine_support import add_snapshot, events_of, finish, log_of, make_run, make_workspace, marked_pids, run_here, start_runner, until, write_once
from environment_support import environment, make_wheel

from jupyterlab_aml import Environment, Experiment, MpiConfiguration, ScriptRunConfig
from jupyterlab_aml.assets.environment_prune import prune
from jupyterlab_aml.errors import SnapshotError, UserError
from jupyterlab_aml.runfiles.files import read_json
from jupyterlab_aml.runner.image_build import why
from jupyterlab_aml.runner.images import ImageCache
from jupyterlab_aml.training.configuration.docker import DockerBuildContext
from jupyterlab_aml.workspace.manifest import read_manifest
from jupyterlab_aml.workspace.record import read_record
from jupyterlab_aml.workspace.sweep import sweep


@pytest.fixture(name="engine", scope="module")
def engine_fixture():
    """The variables for a podman that has the image of the tests."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="podman-", dir=roomy_memory()))
    variables = usable_podman(folder)
    yield variables
    subprocess.run(["podman", "rm", "--all", "--force", "--time=0"], env={**os.environ, **variables}, capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(name="podman")
def podman_fixture(engine, monkeypatch):
    for name, value in engine.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(name="paths")
def paths_fixture(tmp_path, podman):
    return make_workspace(tmp_path)


def from_text(*lines, base=IMAGE):
    """What an image is built from: a Dockerfile of these lines."""
    return {"dockerfile": "\n".join([f"FROM {base}", *lines]), "context": None, "dockerfile_path": None}


def in_image(paths, build, code="", run_id="exp_1_0", **spec):
    """Make a run of some Python in a container; without anything to build, of the image of the tests."""
    docker = {"image": None if build else IMAGE, "build": build, "arguments": []}
    asked = environment(*spec.pop("requirements", ()), pip_options=spec.pop("pip_options", []), docker=docker)
    return make_run(paths, run_id, python=sys.executable, client="shipped", environment=asked, command=["python", "-c", code], **spec)


def said(run):
    with open(run.attempt(1).environment_log) as file:
        return file.read()


def test_a_run_in_a_container_of_podman(paths, tmp_path):
    wheels = os.path.join(paths.root, "wheels")
    make_wheel(wheels, "tiny")
    docker = {"image": IMAGE, "arguments": [], "shm_size": "64m"}
    value = "two\nlines 'and' \"quotes\" ünïcödé"
    code = "import os, sys, tiny; from azureml.core import Run; Run.get_context().log('same', os.environ['GIVEN'])"
    asked = environment("tiny", docker=docker, pip_options=["--no-index", f"--find-links {wheels}"])
    run = make_run(paths, python=sys.executable, client="shipped", environment=asked, command=["python", "-c", code], env={"GIVEN": value})
    record = run_here(run)
    assert (record.status, record.metrics, record.warnings) == ("Completed", {"same": value}, ()), record.status_reason
    assert "Installed 1 package" in said(run)
    assert read_json(run.attempt(1).environment)["packages"] == ["tiny==1.0"]
    again = make_run(paths, "exp_2_0", python=sys.executable, client="shipped", environment={**asked, "requirements": ["absent"]}, command=["true"])
    record = run_here(again)
    assert (record.status, record.error["code"]) == ("Failed", "EnvironmentBuildError")
    assert record.status_reason.startswith("Because absent was not found")
    absent = {**asked, "docker": {**docker, "image": "localhost/NobodyHasThis:1"}}
    record = run_here(make_run(paths, "exp_3_0", python=sys.executable, client="shipped", environment=absent, command=["true"]))
    assert (record.status, record.error["code"]) == ("Failed", "EnvironmentBuildError")
    assert record.status_reason.startswith("the image localhost/NobodyHasThis:1 cannot be fetched: ")


def test_two_runs_that_need_an_image_build_it_once(paths):
    wheels = os.path.join(paths.root, "wheels")
    make_wheel(wheels, "tiny")
    files = {"Dockerfile": b"ARG BASE=" + IMAGE.encode() + b"\nFROM $BASE\nCOPY a.txt /made/\nRUN echo from the step\n", "a.txt": b"in the image"}
    build = {"dockerfile": None, "context": add_snapshot(paths, files), "dockerfile_path": "Dockerfile"}
    code = "import tiny; print(tiny.VERSION, open('/made/a.txt').read())"
    more = {"requirements": ["tiny"], "pip_options": ["--no-index", f"--find-links {wheels}"]}
    runs = [in_image(paths, build, code, f"exp_{number}_0", **more) for number in (1, 2)]
    for runner in [start_runner(run) for run in runs]:
        assert finish(runner) == (0, "")
    for run in runs:
        record = read_record(run)
        assert (record.status, record.warnings, log_of(run)) == ("Completed", (), b"1.0 in the image\n"), record.status_reason
        assert "building the image" in [event.get("reason") for event in events_of(run)]
    assert sorted("\nfrom the step\n" in said(run) for run in runs) == [False, True]
    assert any("Another run is building this image: waiting for it." in said(run) for run in runs)
    later = in_image(paths, build, code, "exp_3_0", **more)
    assert run_here(later).status == "Completed"
    assert not os.path.exists(later.attempt(1).environment_log)


def test_a_build_that_fails_says_why_first_and_leaves_nothing(paths):
    run = in_image(paths, from_text("RUN echo no such thing >&2; exit 3"))
    record = run_here(run)
    assert (record.status, record.error["code"]) == ("Failed", "EnvironmentBuildError")
    assert record.status_reason.startswith('building at STEP "RUN echo no such thing >&2; exit 3": ')
    assert record.status_reason.endswith("exit status 3; the step said: no such thing")
    assert ImageCache("podman", os.environ).all() == []
    damaged = in_image(paths, {"dockerfile": None, "context": "0" * 64, "dockerfile_path": "Dockerfile"}, run_id="exp_2_0")
    assert run_here(damaged).status_reason == "snapshot 000000000000 is missing"


SLOW = from_text("""RUN python3 -c "import time; print('in the step', flush=True); time.sleep(300)" """)


@pytest.mark.parametrize("killed", [False, True], ids=["canceled", "killed"])
def test_a_build_ends_with_its_run_and_leaves_nothing_that_looks_ready(paths, killed):
    run = in_image(paths, SLOW)
    runner = start_runner(run)
    until(lambda: os.path.exists(run.attempt(1).environment_log) and "\nin the step\n" in said(run))
    with open(run.attempt(1).progress) as file:
        assert [json.loads(line)["done"] for line in file] == [0, 1]
    if killed:
        (builder,) = [pid for pid in marked_pids(run) if b"image_build" in command_of(pid)]
        os.kill(builder, signal.SIGKILL)
    else:
        os.makedirs(run / "request")
        write_once(run.request("cancel", 1), b'{"by": "me"}')
    finish(runner)
    record = read_record(run)
    wanted = ("Failed", "the builder of the image did not finish: killed by SIGKILL") if killed else ("Canceled", "canceled by me")
    assert (record.status, record.status_reason) == wanted
    assert marked_pids(run) == []
    cache = ImageCache("podman", os.environ)
    key = cache.key(SLOW)
    assert (cache.use(key), cache.is_there(key), cache.in_use(key)) == (None, False, False)


def command_of(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()


MEETING = """
import os, socket, time
from azureml.core import Run
place, rank = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])), int(os.environ["RANK"])
if rank == 0:
    with socket.create_server(place) as server:
        print(server.accept()[0].recv(100).decode())
else:
    while True:
        try:
            peer = socket.create_connection(place)
            break
        except ConnectionRefusedError:
            time.sleep(0.01)
    peer.send(b"%d of %s" % (rank, os.environ["WORLD_SIZE"].encode()))
Run.get_context().log("rank", rank)
"""


def test_the_processes_of_a_run_meet_each_in_a_container(paths):
    two = {"type": "PyTorch", "process_count_per_instance": 2, "backend": "gloo"}
    run = in_image(paths, None, MEETING, distribution=two)
    record = run_here(run)
    assert (record.status, record.metrics) == ("Completed", {"rank": 0, "rank [rank 1]": 1}), record.status_reason
    assert log_of(run) == b"1 of 2\n"


def test_a_container_ends_with_its_run_also_if_its_program_does_not_want_to(paths):
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('in it', flush=True); time.sleep(300)"
    run = in_image(paths, None, code, grace_s=0.2)
    runner = start_runner(run)
    until(lambda: os.path.exists(run.attempt(1).log) and log_of(run) == b"in it\n")
    os.makedirs(run / "request")
    write_once(run.request("cancel", 1), b'{"by": "me"}')
    finish(runner)
    assert read_record(run).status == "Canceled"
    assert marked_pids(run) == []
    left = subprocess.run(["podman", "ps", "--all", "--quiet", "--external"], check=True, capture_output=True, text=True).stdout.split()
    with open(os.path.join(run.attempt(1).containers, "0")) as file:
        assert file.read()[:12] not in left


def test_mpi_starts_its_ranks_in_a_container(ws, podman, tmp_path, script):
    """Its image has neither ssh nor a program that is called python."""
    folder = tmp_path / "image"
    put_open_mpi(folder / "root")
    (folder / "Dockerfile").write_text(f"FROM {IMAGE}\nCOPY root /\n")
    mpi = Environment.from_docker_build_context("mpi", DockerBuildContext.from_local_directory(ws, str(folder)))
    source = script("import os; print(*(os.environ['OMPI_COMM_WORLD_' + name] for name in ('RANK', 'SIZE')))")
    run = Experiment(ws, "exp").submit(ScriptRunConfig(source, script="train.py", environment=mpi, distributed_job_config=MpiConfiguration(2)))
    run.wait_for_completion(show_output=False)
    attempt = ws.paths.run(run.id).attempt(1)
    assert [pathlib.Path(attempt.rank_log(rank)).read_text() for rank in (0, 1)] == ["0 2\n", "1 2\n"]


# -- from the outside


@pytest.fixture(name="folder")
def folder_fixture(tmp_path):
    """A build context."""
    folder = tmp_path / "image"
    folder.mkdir()
    (folder / "Dockerfile").write_text(f"FROM {IMAGE}\nCOPY . /made\n")
    (folder / "a.txt").write_text("as it was")
    (folder / "big.bin").write_text("not needed")
    (folder / ".dockerignore").write_text("*.bin\n")
    return folder


def test_a_registered_environment_stays_what_it_was_when_its_folder_changes_and_goes(ws, podman, folder, script):
    context = DockerBuildContext("localdirectory", str(folder))
    first = Environment.from_docker_build_context("mine", context).register(ws)
    assert Environment.from_docker_build_context("mine", context).register(ws).version == first.version == "1"
    (folder / "a.txt").write_text("changed")
    changed = DockerBuildContext.from_local_directory(ws, str(folder))
    assert Environment.from_docker_build_context("mine", changed).register(ws).version == "2"
    shutil.rmtree(folder)
    assert sweep(ws.paths).snapshots == 0  # which no run names
    config = ScriptRunConfig(
        script("import os; print(open('/made/a.txt').read(), sorted(os.listdir('/made')))"), script="train.py", environment="mine:1"
    )
    run = Experiment(ws, "exp").submit(config)
    run.wait_for_completion(show_output=False)
    assert log_of(ws.paths.run(run.id)).decode() == "as it was ['.dockerignore', 'Dockerfile', 'a.txt']\n"
    assert ws.environment_store.get("mine", "1").used_by() == [run.id]
    assert run.get_environment() == first
    ws.environment_store.delete(ws.environment_store.get("mine", "1"))
    assert sweep(ws.paths).snapshots == 0  # the run names it, and the other version
    again = run.get_environment().to_spec().environment  # which the run has in full
    assert again["docker"]["build"] == first.to_spec().environment["docker"]["build"]


def test_images_are_built_listed_shown_and_pruned(ws, podman, capsys, tmp_path):
    aml = Terminal(capsys)
    (tmp_path / "Dockerfile").write_text(f"FROM {IMAGE}\nRUN echo from the step\n")
    made = aml("environments", "create", "mine", "--dockerfile", tmp_path / "Dockerfile")
    assert "image     built from a Dockerfile\nbuilt     no\n" in made.out
    built = aml("environments", "build", "mine", "--json")
    assert "\nfrom the step\n" in built.err
    found = json.loads(built.out)
    assert (found["built"], found["in_use"], found["built_size_bytes"] > 0) == (True, False, True)
    assert aml("environments", "list").out.splitlines()[1].split()[3] == "yes"
    assert f"built as   {found['image']}" in aml("environments", "show", "mine").out
    cache = ImageCache("podman", os.environ)
    (key,) = cache.all()
    assert [each["why"] for each in prune()["kept"]] == ["used lately"]
    subprocess.run(["podman", "create", "--name", "holder", found["image"], "true"], check=True, capture_output=True)
    assert [each["why"] for each in prune(everything=True)["kept"]] == ["in use"]
    subprocess.run(["podman", "rm", "holder"], check=True, capture_output=True)
    with_lock = cache.use(key)
    assert [each["why"] for each in prune(everything=True, dry_run=True)["kept"]] == ["in use"]
    os.close(with_lock)
    subprocess.run(["podman", "tag", IMAGE, "localhost/jupyterlab-aml:not-of-this-cache"], check=True)
    (removed,) = prune(everything=True)["removed"]
    assert (removed["name"], removed["folder"], removed["why"]) == ("mine", found["image"], "unused")
    assert (cache.all(), cache.is_there(key), cache.is_there("not-of-this-cache")) == ([], False, True)
    assert json.loads(aml("environments", "show", "mine", "--json").out)["built"] is False


def test_a_build_that_nobody_waits_for_fails_with_the_engines_words(ws, podman, capsys, tmp_path, monkeypatch):
    aml = Terminal(capsys)
    (tmp_path / "Dockerfile").write_text(f"FROM {IMAGE}\nCOPY absent /\n")
    assert aml("environments", "create", "mine", "--dockerfile", tmp_path / "Dockerfile").status == 0
    failed = aml("environments", "build", "mine")
    assert failed.status == 1
    assert 'The environment mine:1 cannot be built: building at STEP "COPY absent /": ' in failed.err
    monkeypatch.setenv("PATH", "/nowhere")
    assert "cannot be built: neither docker nor podman answers." in aml("environments", "build", "mine").err
    assert aml("environments", "create", "other").status == 2


def test_what_is_too_large_or_of_another_workspace_is_refused(ws, tmp_path, folder):
    (folder / "data").mkdir()
    for number in range(2001):
        (folder / "data" / str(number)).touch()
    with pytest.raises(SnapshotError, match=r"The build context .* holds 2,00. files") as refused:
        Environment.from_docker_build_context("mine", DockerBuildContext("localdirectory", str(folder))).register(ws)
    assert f"in {folder}/.dockerignore:\n  /data/\n" in refused.value.hint
    elsewhere = Environment.from_docker_build_context("mine", DockerBuildContext("storageaccount", "snapshot:" + "0" * 64))
    with pytest.raises(UserError, match="build context of the environment 'mine' is not in this workspace"):
        Experiment(ws, "exp").submit(ScriptRunConfig(command=["true"], environment=elsewhere))
    assert list(ws.paths.run_ids()) == []


RULES = """\
# a comment
*.log
!keep.log
/top
**/deep
a?c
docs/*
!docs/in
odd[0-9]
  spaced/
lib/**/x
Dockerfile
"""
FILES = """\
a.log keep.log sub/keep.log sub/a.log top/file sub/top/file deep/a b/deep/a b/c/deep abc abbc sub/abc docs/in/a docs/out docs/in.md odd1 oddx spaced/a
sub/spaced/a lib/x lib/a/x lib/a/b/x/y lib/y .git/config node_modules/a env/pyvenv.cfg Dockerfile .dockerignore
"""


def test_of_a_folder_just_that_is_kept_which_the_engine_sees(ws, podman, tmp_path):
    folder = tmp_path / "image"
    for name in FILES.split():
        os.makedirs(os.path.dirname(folder / name), exist_ok=True)
        (folder / name).write_text(f"FROM {IMAGE}\nCOPY . /seen\n" if name == "Dockerfile" else name)
    (folder / ".dockerignore").write_text(RULES)
    with ws.keeping_build_context(str(folder)) as context:
        kept = {file.path for file in read_manifest(ws.paths, context)}
    subprocess.run(["podman", "build", "--quiet", "--tag", "localhost/seen:1", str(folder)], check=True, capture_output=True)
    lists = "import os; print(*(os.path.relpath(os.path.join(at, file), '/seen') for at, _, files in os.walk('/seen') for file in files), sep='\\n')"
    listed = subprocess.run(["podman", "run", "--rm", "localhost/seen:1", "python3", "-c", lists], check=True, capture_output=True, text=True)
    assert kept - {"Dockerfile"} == set(listed.stdout.split())
    assert "Dockerfile" in kept


BUILDKIT = """\
#5 [1/2] FROM localhost/x
#6 [2/2] RUN pip install absent
#6 0.412 Collecting absent
#6 0.900 ERROR: No matching distribution found for absent
#6 ERROR: process "/bin/sh -c pip install absent" did not complete successfully: exit code: 1
------
 > [2/2] RUN pip install absent:
0.900 ERROR: No matching distribution found for absent
------
Dockerfile:2
--------------------
   2 | >>> RUN pip install absent
--------------------
ERROR: failed to solve: process "/bin/sh -c pip install absent" did not complete successfully: exit code: 1
"""


def test_why_a_build_failed_is_found_in_what_engines_print():
    reason = 'failed to solve: process "/bin/sh -c pip install absent" did not complete successfully: exit code: 1'
    assert why(BUILDKIT) == reason + "; the step said: ERROR: No matching distribution found for absent"
    assert why("STEP 1/2: FROM x\nError: no such image") == "no such image"
    assert why("Error response from daemon: dockerfile parse error line 1: unknown instruction: FRM") == (
        "dockerfile parse error line 1: unknown instruction: FRM"
    )
    assert why("it ended") == "it ended"
