"""Environments of runs: built once by uv, found again, failing with the resolver's words. The wheels are made here, so nothing is fetched."""

import functools
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from engine_support import ended, events_of, finish, log_of, make_run, make_workspace, marked_pids, run_here, start_runner, submit, until
from environment_support import environment, make_wheel

from jupyterlab_aml.environment_build.build import Counted, Report
from jupyterlab_aml.environment_build.cache import EnvironmentCache, spec_key
from jupyterlab_aml.runfiles.files import dumps, write_once
from jupyterlab_aml.runfiles.progress import read_progress
from jupyterlab_aml.runner import tree
from jupyterlab_aml.workspace.record import read_record

SHOWS = ["python", "-c", "import sys, tiny; print(sys.executable, tiny.VERSION)"]


@pytest.fixture(name="paths")
def paths_fixture(tmp_path):
    return make_workspace(tmp_path)


@pytest.fixture(name="wheels", autouse=True)
def wheels_fixture(tmp_path, monkeypatch):
    """The only packages there are: tiny, which needs smaller."""
    folder = str(tmp_path / "wheels")
    make_wheel(folder, "tiny", requires=["smaller>=1"])
    make_wheel(folder, "smaller")
    make_wheel(folder, "smaller", "0.9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder)
    return folder


def make(paths, number=0, command=SHOWS, asked=None, **more):
    return make_run(
        paths, f"exp_{number}_0", python=sys.executable, client="shipped", environment=asked or environment("tiny"), command=command, **more
    )


def test_the_first_run_builds_it_and_the_next_finds_it(paths):
    first, second = make(paths, 1), make(paths, 2)
    record = run_here(first)
    assert (record.status, record.progress) == ("Completed", None)
    busy = [event["reason"] for event in events_of(first) if event["status"] == "Preparing" and event.get("reason")]
    assert busy == ["building the environment env"]
    with open(first.attempt(1).environment_log) as file:
        log = file.read()
    assert " + smaller==1.0\n + tiny==1.0\nBuilt in " in log
    assert run_here(second).status == "Completed"
    assert not os.path.exists(second.attempt(1).environment_log)
    assert log_of(first) == log_of(second)
    assert log_of(first).decode().startswith(EnvironmentCache().folder)


def test_equal_resolutions_share_one_environment(paths):
    run_here(make(paths, 1))
    run_here(make(paths, 2, asked=environment("tiny==1.0", "smaller>=1")))
    assert len(EnvironmentCache().all()) == 1


def test_a_description_is_resolved_once_and_then_stays(paths, wheels):
    run_here(make(paths, 1))
    make_wheel(wheels, "tiny", "2.0")
    again = make(paths, 2)
    assert run_here(again).status == "Completed"
    assert log_of(again).endswith(b" 1.0\n")


def test_two_runs_of_two_workspaces_that_need_it_build_it_once(paths, tmp_path):
    (tmp_path / "other").mkdir()
    runs = [make(each, number) for each in (paths, make_workspace(tmp_path / "other")) for number in (1, 2)]
    runners = [start_runner(run) for run in runs]
    assert [finish(runner) for runner in runners] == [(0, "")] * 4
    assert {read_record(run).status for run in runs} == {"Completed"}
    built = [run for run in runs if os.path.exists(run.attempt(1).environment_log) and b" + tiny==1.0" in read(run.attempt(1).environment_log)]
    assert len(built) == 1
    assert len({log_of(run) for run in runs}) == 1


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            environment("scikit-laern"),
            "Because scikit-laern was not found in the provided package locations and you require scikit-laern, ",
        ),
        (environment("tiny==7"), "Because there is no version of tiny==7 and you require tiny==7"),
        (environment("tiny", "smaller<1"), "Because all versions of tiny depend on smaller>=1 and you require tiny, we can conclude"),
        (environment("tiny", python_version="2.5"), "Python 2.5 is asked for and not on this machine; there is "),
        (environment("not a requirement"), "Couldn't parse requirement"),
    ],
)
def test_a_failed_build_fails_the_run_with_the_resolvers_words_first(paths, asked, reason):
    run = make(paths, asked=asked)
    record = run_here(run)
    assert (record.status, record.error["code"]) == ("Failed", "EnvironmentBuildError")
    assert record.status_reason.startswith(reason)
    assert record.status_reason in read(run.attempt(1).environment_log).decode()
    assert ("did you mean 'scikit-learn'" in record.status_reason) == ("scikit-laern" in asked["requirements"])
    assert EnvironmentCache().all() == []


def test_a_version_of_python_is_found_and_its_last_number_is_not_insisted_on(paths):
    here = "{}.{}".format(*sys.version_info[:2])
    exact, near = (
        make(paths, 1, asked=environment("tiny", python_version=here)),
        make(paths, 2, asked=environment("tiny", python_version=here + ".99")),
    )
    assert run_here(exact).status == "Completed"
    assert run_here(near).status == "Completed"
    (warning,) = [event["warning"] for event in events_of(near) if "warning" in event]
    assert warning.startswith(f"Python {here}.99 is asked for and not on this machine: Python {here}.")


def test_the_environment_of_who_submitted_does_not_leak(paths, tmp_path):
    shell = {"VIRTUAL_ENV": sys.prefix, "CONDA_PREFIX": "/conda", "PYTHONPATH": str(tmp_path), "PATH": f"{sys.prefix}/bin:/conda/bin:/usr/bin:/bin"}
    code = "import json, os; print(json.dumps({k: os.environ.get(k) for k in ('VIRTUAL_ENV', 'CONDA_PREFIX', 'PYTHONPATH', 'PYTHONHOME', 'PATH')}))"
    run = make(paths, command=["python", "-c", code], shell=shell)
    assert run_here(run, PYTHONHOME="").status == "Completed"
    seen = json.loads(log_of(run))
    folder = os.path.dirname(EnvironmentCache().python(EnvironmentCache().all()[0]))
    assert seen["VIRTUAL_ENV"] == os.path.dirname(folder)
    assert seen["PATH"].split(":") == [folder, "/usr/bin", "/bin"]
    assert (seen["CONDA_PREFIX"], seen["PYTHONHOME"]) == (None, None)
    assert str(tmp_path) not in seen["PYTHONPATH"].split(":")


def test_variables_arrive_intact_and_our_client_works_there(paths):
    value = "two\nlines 'and' \"quotes\" $HOME \\ ünïcödé"
    code = "import os; from azureml.core import Run; run = Run.get_context(); run.log('same', os.environ['GIVEN'])"
    record = run_here(make(paths, command=["python", "-c", code], env={"GIVEN": value}))
    assert (record.status, record.metrics) == ("Completed", {"same": value})


@pytest.mark.parametrize("step", ["environment.resolved", "environment.created", "environment.installed"])
def test_a_builder_that_is_killed_leaves_nothing_that_is_taken_for_ready(paths, step):
    killed, next_ = make(paths, 1), make(paths, 2)
    record = run_here(killed, AML_FAULTS=step)
    assert (record.status, record.status_reason) == ("Failed", "the builder of the environment did not finish: killed by SIGKILL")
    cache = EnvironmentCache()
    assert [key for key in cache.all() if cache.ready(key)] == []
    assert run_here(next_).status == "Completed"
    assert log_of(next_).endswith(b" 1.0\n")


def slow_build(wheels):
    """Put a package there whose build waits until it is ended."""
    folder = os.path.join(os.path.dirname(wheels), "slow-1.0")
    os.makedirs(folder)
    with open(os.path.join(folder, "pyproject.toml"), "w") as file:
        file.write('[project]\nname = "slow"\nversion = "1.0"\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n')
    with open(os.path.join(folder, "backend.py"), "w") as file:
        file.write(f"import time\ndef build_wheel(*_args, **_more):\n    open({folder + '/begun'!r}, 'w').close()\n    time.sleep(600)\n")
    return folder


def test_a_run_is_canceled_while_its_environment_is_built(paths, wheels):
    folder = slow_build(wheels)
    run = submit(paths, "exp_1_0", python=sys.executable, client="shipped", environment=environment(f"slow @ file://{folder}"), command=["true"])
    until(lambda: read_record(run).status_reason == "building the environment env" and os.path.exists(run.attempt(1).environment_log))
    until(lambda: os.path.exists(os.path.join(folder, "begun")))
    os.makedirs(run / "request", exist_ok=True)
    write_once(run.request("cancel", 1), dumps({"t": 0, "by": "ada"}))
    record = ended(run)
    assert (record.status, record.status_reason) == ("Canceled", "canceled by ada")
    assert marked_pids(run) == []
    cache = EnvironmentCache()
    assert [key for key in cache.all() if cache.ready(key) or cache.in_use(key)] == []


def test_what_a_builder_started_ends_with_it(paths, wheels):
    folder = slow_build(wheels)
    run = submit(paths, "exp_1_0", python=sys.executable, client="shipped", environment=environment(f"slow @ file://{folder}"), command=["true"])
    until(lambda: os.path.exists(os.path.join(folder, "begun")))
    (builder,) = [pid for pid in marked_pids(run) if b"jupyterlab_aml.environment_build" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(builder, signal.SIGKILL)
    record = ended(run)
    assert record.status_reason == "the builder of the environment did not finish: killed by SIGKILL"
    until(lambda: marked_pids(run) == [])


def test_what_a_run_uses_is_not_removed(paths, tmp_path):
    flag = tmp_path / "go"
    run = make(
        paths, command=["python", "-c", f"import os, time\nprint('runs', flush=True)\nwhile not os.path.exists({str(flag)!r}): time.sleep(0.01)"]
    )
    runner = start_runner(run)
    until(lambda: read_record(run).status == "Running" and log_of(run) == b"runs\n")
    cache = EnvironmentCache()
    (key,) = cache.all()
    assert (cache.in_use(key), cache.remove(key)) == (True, False)
    flag.touch()
    finish(runner)
    assert (cache.in_use(key), cache.remove(key), cache.all()) == (False, True, [])


def test_an_environment_whose_interpreter_has_gone_is_built_again(paths):
    run_here(make(paths, 1))
    cache = EnvironmentCache()
    (key,) = cache.all()
    os.unlink(cache.python(key))
    assert run_here(make(paths, 2)).status == "Completed"


@pytest.mark.parametrize(("package", "status"), [("tiny", "Completed"), ("absent-package", "Failed")])
def test_without_a_network_what_is_here_has_to_suffice(paths, monkeypatch, package, status):
    """The index is a port that nobody listens on: the first look fails, the second is at what is on this machine."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    run = make(paths, asked=environment(package), command=["true"])
    record = run_here(run)
    assert record.status == status
    assert b"No index answers" in read(run.attempt(1).environment_log)
    assert ("is the network there?" in record.status_reason) == (status == "Failed")


@pytest.fixture(name="index")
def index_fixture(tmp_path, monkeypatch):
    """A folder that is the only index, over HTTP; all other traffic ends at a proxy that nobody is."""
    folder = str(tmp_path / "index")
    handler = functools.partial(QuietHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        for name in ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        yield folder
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


def test_torch_for_processors_comes_from_a_mirror_where_one_has_it(paths, index):
    """The first try is at PyTorch's own index, because the one that is named has torch for GPUs only."""
    make_wheel(os.path.join(index, "torch"), "torch", "2.13.0")
    asked = environment("torch==2.13.*", pip_options=["--torch-backend=cpu"])
    command = ["python", "-c", "import torch; print(torch.VERSION)"]
    record = run_here(make(paths, 1, command, asked))
    assert record.status_reason.endswith("a mirror of PyTorch's own index is named by PIP_EXTRA_INDEX_URL, a folder of its wheels by PIP_FIND_LINKS")
    make_wheel(os.path.join(index, "torch"), "torch", "2.13.0+cpu")
    run = make(paths, 2, command, asked)
    record = run_here(run)
    assert (record.status, log_of(run)) == ("Completed", b"2.13.0+cpu\n"), record.status_reason


def test_progress_tells_how_many_packages_are_there(paths, tmp_path):
    run = make(paths)
    os.makedirs(run.attempt(1).user_logs)
    command = [sys.executable, "-m", "jupyterlab_aml.environment_build", run.folder, "1"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert read_progress(run.attempt(1)) == {"done": 2, "total": 2, "what": "packages"}
    with open(run.attempt(1).progress) as file:
        assert json.loads(file.readline())["done"] == 0


UV_SAYS = """\
Downloading numpy (16.1MiB)
Downloading scipy (33.7MiB)
   Building slow==1.0
 Downloaded numpy
      Built slow==1.0
 Downloaded scipy
Prepared 10 packages in 3.27s
Installed 10 packages in 99ms"""


def test_of_what_uv_does_not_name_the_count_is_known_when_the_first_that_it_names_has_come():
    counts = []
    report = Report()
    report.progress = lambda done, total: counts.append((done, total))
    counted = Counted(report, 10)
    for line in UV_SAYS.splitlines():
        counted.line(line)
    assert counts == [(0, 10), (8, 10), (9, 10), (9, 10), (10, 10)]


def test_nobody_builds_where_uv_still_writes_for_a_builder_that_was_killed(paths, wheels):
    folder = slow_build(wheels)
    run = make(paths, asked=environment(f"slow @ file://{folder}"))
    os.makedirs(run.attempt(1).user_logs)
    builder = subprocess.Popen([sys.executable, "-m", "jupyterlab_aml.environment_build", run.folder, "1"], stdout=subprocess.DEVNULL)
    cache = EnvironmentCache()
    until(lambda: os.path.exists(os.path.join(folder, "begun")))
    (key,) = cache.all()
    working = tree.descendants(builder.pid, tree.processes())
    builder.kill()
    builder.wait()
    assert cache.in_use(key)
    until(lambda: not tree.send(working, signal.SIGKILL) and not cache.in_use(key))
    assert cache.ready(key) is None


def test_the_key_of_a_description_depends_on_what_is_asked_for_only():
    one = spec_key(environment("b", "a", name="x", version="1"), "/usr/bin/python3")
    assert one == spec_key(environment("a", "b", "a", name="y"), "/usr/bin/python3")
    others = [environment("a"), environment("a", "b", python_version="3.11"), environment("a", "b", pip_options=["--no-index"])]
    assert len({one, *(spec_key(each, "/usr/bin/python3") for each in others)}) == 4
