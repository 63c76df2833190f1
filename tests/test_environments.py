"""Environments of a workspace: registered, shown, built, pruned; conda and containers; what uv is told of pip's settings."""

import json
import os
import stat
import subprocess
import sys
import time
import zipfile

import pytest
from cli_support import Terminal
from click.shell_completion import BashComplete
from engine_support import events_of, log_of, make_run, make_workspace, run_here
from environment_support import environment, make_wheel

from jupyterlab_aml import Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.cli.fields import words
from jupyterlab_aml.cli.past_fields import fields_of
from jupyterlab_aml.cli.root import aml as grammar
from jupyterlab_aml.environment_build import conda
from jupyterlab_aml.environment_build.build import Report, build
from jupyterlab_aml.environment_build.cache import EnvironmentCache
from jupyterlab_aml.environment_build.pip_settings import uv_arguments, uv_variables
from jupyterlab_aml.environment_build.upgrade import upgrade
from jupyterlab_aml.errors import EnvironmentBuildError, NotFoundError, UserError
from jupyterlab_aml.runfiles.files import read_json

CONDA = "dependencies:\n  - python={}.{}\n  - pip\n  - pip:\n    - tiny\n".format(*sys.version_info[:2])


@pytest.fixture(name="wheels", autouse=True)
def wheels_fixture(tmp_path, monkeypatch):
    """One package, and nothing else."""
    make_wheel(str(tmp_path / "wheels"), "tiny")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))


@pytest.fixture(name="aml")
def aml_fixture(ws, capsys):
    return Terminal(capsys)


def answer(result):
    assert result.status == 0, result.err
    return json.loads(result.out)


def test_an_environment_from_its_making_to_its_end(ws, aml, tmp_path):
    (tmp_path / "conda.yml").write_text(CONDA)
    made = answer(aml("environments", "create", "mine", "--file", tmp_path / "conda.yml", "--description", "small", "--tag", "a=1", "--json"))
    assert (made["version"], made["requirements"], made["built"], made["description"], made["tags"]) == ("1", ["tiny"], False, "small", {"a": "1"})
    assert answer(aml("environments", "create", "mine", "--file", tmp_path / "conda.yml", "--json"))["version"] == "1"
    built = aml("environments", "build", "mine", "--json")
    assert "Installed 1 package" in built.err
    found = json.loads(built.out)
    assert (found["built"], found["packages"]) == (True, ["tiny==1.0"])
    assert found["built_size_bytes"] > 0
    assert os.access(found["python"], os.X_OK)
    assert aml("environments", "list").out.splitlines()[1].split()[:5] == ["mine", "1", "{}.{}".format(*sys.version_info[:2]), "1", "yes"]
    shown = aml("environments", "show", "mine:1").out
    assert "used by      no run" in shown
    assert "  tiny==1.0\n" in shown
    (tmp_path / "requirements.txt").write_text("tiny==1.0\n")
    assert answer(aml("environments", "create", "mine", "--file", tmp_path / "requirements.txt", "--python", "3.11", "--json"))["version"] == "2"
    assert "mine:1" in [item.value for item in BashComplete(grammar, {}, "aml", "_AML_COMPLETE").get_completions(["environments", "show"], "mi")]
    assert aml("environments", "delete", "mine", "--yes").status == 2
    assert answer(aml("environments", "delete", "mine:2", "--yes", "--json")) == {"deleted": ["mine:2"]}
    assert aml("environments", "show", "mien").status == 3
    assert list(ws.environments) == ["mine"]


def test_a_run_uses_what_was_registered_and_that_is_noted_and_comes_back(ws, script, aml, capsys):
    registered = Environment("mine")
    registered.python.conda_dependencies.add_pip_package("tiny")
    registered = registered.register(ws)
    config = ScriptRunConfig(script("import tiny; print(tiny.VERSION)"), script="train.py", environment=registered)
    run = Experiment(ws, "exp").submit(config)
    run.wait_for_completion(show_output=True)
    build, _, script_output = capsys.readouterr().out.partition("Built in")
    assert "Building the environment:\nPython 3" in build
    assert "tiny==1.0\n" in build
    assert script_output.endswith("\n1.0\n\nCompleted\n")
    assert ws.environment_store.get("mine").used_by() == [run.id]
    past = fields_of(read_json(ws.paths.run(run.id).spec), {}, None)
    assert (past["environment"], past.get("python")) == ("mine:1", None)
    assert answer(aml("submit", "--dry-run", "--json", *words(past)))["environment"] == "mine:1"


def test_a_build_that_fails_says_why_and_leaves_nothing(aml, tmp_path):
    (tmp_path / "requirements.txt").write_text("tiny==2\n")
    answer(aml("environments", "create", "mine", "--file", tmp_path / "requirements.txt", "--json"))
    failed = aml("environments", "build", "mine")
    assert (failed.status, failed.out) == (1, "")
    assert "The environment mine:1 cannot be built: Because there is no version of tiny==2" in failed.err
    assert EnvironmentCache().all() == []


def test_an_upgrade_tells_what_changed_and_leaves_runs_what_they_have(ws, aml, script, tmp_path):
    wheels, cache = str(tmp_path / "wheels"), EnvironmentCache()
    make_wheel(wheels, "tiny", requires=["goes"])
    make_wheel(wheels, "goes")
    (tmp_path / "requirements.txt").write_text("tiny\n")
    aml("environments", "create", "mine", "--file", tmp_path / "requirements.txt")
    assert answer(aml("environments", "build", "mine", "--upgrade", "--json"))["changes"] is None
    config = ScriptRunConfig(script("import tiny; print(tiny.VERSION)"), script="train.py", environment=Environment.get(ws, "mine"))
    before = Experiment(ws, "exp").submit(config)
    before.wait_for_completion(show_output=False)
    (old,) = cache.all()
    assert aml("environments", "build", "mine", "--upgrade").out.endswith("Nothing changed: it comes to the same packages as before.\n")
    make_wheel(wheels, "tiny", "2.0", requires=["comes"])
    make_wheel(wheels, "comes")
    told = aml("environments", "build", "mine", "--upgrade").out
    assert told.endswith("Changed:\n  comes (not there) -> 1.0\n  goes 1.0 -> (not there)\n  tiny 1.0 -> 2.0\n")
    assert cache.ready(old)
    assert len(cache.all()) == 2
    after = Experiment(ws, "exp").submit(config)
    after.wait_for_completion(show_output=False)
    assert [log_of(ws.paths.run(run.id)) for run in (before, after)] == [b"1.0\n", b"2.0\n"]
    packages = [run.get_details()["runDefinition"]["packages"] for run in (before, after)]
    assert packages == [["goes==1.0", "tiny==1.0"], ["comes==1.0", "tiny==2.0"]]
    assert "packages     goes==1.0, tiny==1.0\n" in aml("runs", "show", before.id).out
    assert ws.environment_store.get("mine").used_by() == sorted([before.id, after.id])


def test_an_upgrade_that_fails_leaves_what_there_was(aml, tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text("tiny\n")
    aml("environments", "create", "mine", "--file", tmp_path / "requirements.txt")
    built = answer(aml("environments", "build", "mine", "--json"))
    with zipfile.ZipFile(tmp_path / "wheels" / "tiny-2.0-py3-none-any.whl", "w") as broken:  # it can be chosen, and not be installed
        broken.writestr("tiny-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 2.0\n")
    refused = aml("environments", "build", "mine", "--upgrade")
    assert (refused.status, refused.out) == (1, "")
    assert "The environment mine:1 cannot be built: " in refused.err
    assert "tiny==2.0" in refused.err
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    refused = aml("environments", "build", "mine", "--upgrade")
    assert "is the network there?" in refused.err
    assert answer(aml("environments", "build", "mine", "--json")) == {**built, "last_used": pytest.approx(built["last_used"], abs=60)}


def test_an_environment_is_built_and_upgraded_from_python(ws, tmp_path, capsys):
    environment = Environment("mine")
    environment.python.conda_dependencies.add_pip_package("tiny")
    first = environment.build_local(ws)
    assert (first.packages, first.changes) == (["tiny==1.0"], None)
    assert os.access(first.python, os.X_OK)
    make_wheel(str(tmp_path / "wheels"), "tiny", "2.0")
    assert environment.build_local(ws) == first
    later = environment.build_local(ws, useDocker=False, upgrade=True)
    assert later.changes == [("tiny", "1.0", "2.0")]
    assert capsys.readouterr().out.endswith("Changed:\n  tiny 1.0 -> 2.0\n")
    assert Environment("as-it-is").build_local(ws, upgrade=True) == (sys.executable, [], None)
    environment.python.conda_dependencies.add_pip_package("absent")
    with pytest.raises(EnvironmentBuildError, match="'mine' cannot be built: Because absent was not found"):
        environment.build_local(ws)
    with pytest.raises(UserError, match="no image to build"):
        environment.build_local(ws, useDocker=True)
    with pytest.raises(UserError, match="no parameter 'upgrad'"):
        environment.build_local(ws, upgrad=True)


def test_prune_removes_what_is_unused_and_tells_the_bytes(aml, tmp_path):
    (tmp_path / "requirements.txt").write_text("tiny\n")
    aml("environments", "create", "mine", "--file", tmp_path / "requirements.txt")
    aml("environments", "build", "mine")
    assert answer(aml("environments", "prune", "--json"))["removed"] == []
    cache = EnvironmentCache()
    (key,) = cache.all()
    long_ago = time.time() - 31 * 86400
    os.utime(cache.path(key, "ready"), (long_ago, long_ago))
    with open(os.open(cache.path("locks", key), os.O_RDWR), "w") as lock:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_SH)
        assert answer(aml("environments", "prune", "--json"))["kept"][0]["why"] == "in use"
    would = answer(aml("environments", "prune", "--dry-run", "--json"))
    assert cache.all() == [key]
    found = answer(aml("environments", "prune", "--json"))
    assert found == would
    assert found["freed_bytes"] > 0
    assert cache.all() == []
    os.makedirs(cache.path(key, "env"))  # as a builder leaves it that was killed
    assert answer(aml("environments", "prune", "--json"))["removed"][0]["why"] == "unfinished"


def test_what_only_conda_has_is_refused_with_its_line(ws, aml, tmp_path, script, monkeypatch):
    monkeypatch.setattr(conda, "TOOLS", ())
    monkeypatch.setattr("jupyterlab_aml.environment_build.conda.find_tool", lambda _env: None)
    monkeypatch.setattr("jupyterlab_aml.workspace.run_environment.find_tool", lambda _env: None)
    monkeypatch.setattr("jupyterlab_aml.cli.environments_change.find_tool", lambda _env: None)
    (tmp_path / "conda.yml").write_text("dependencies:\n  - numpy\n  - mkl=2020\n")
    refused = aml("environments", "create", "mine", "--file", tmp_path / "conda.yml")
    assert (refused.status, ws.environment_store.names()) == (2, [])
    assert "Only conda can install 'mkl=2020' (line 3)" in refused.err
    asked = Environment.from_conda_specification("mine", tmp_path / "conda.yml")
    with pytest.raises(UserError, match="Only conda can install 'mkl=2020'"):
        Experiment(ws, "exp").submit(ScriptRunConfig(script("print(1)"), script="train.py", environment=asked))
    assert list(ws.paths.run_ids()) == []


STAND_IN = """#!{python}
import json, os, subprocess, sys
with open({log!r}, "w") as file:
    json.dump(sys.argv[1:], file)
prefix, path = (sys.argv[sys.argv.index(word) + 1] for word in ("--prefix", "--file"))
with open(path) as file, open({log!r} + ".yml", "w") as copy:
    copy.write(file.read())
subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
os.mkdir(os.path.join(prefix, "conda-meta"))
"""
NEWEST = """
with open({newest!r}) as file:
    open(prefix + "/conda-meta/" + file.read() + ".json", "w").close()
"""


def test_conda_installs_what_only_it_has_where_it_is(tmp_path):
    """No conda channel can be reached by a test: a stand-in notes how it is called and makes a virtual environment."""
    tools = tmp_path / "bin"
    tools.mkdir()
    tool = tools / "micromamba"
    tool.write_text(STAND_IN.format(python=sys.executable, log=str(tmp_path / "argv.json")))
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    asked = environment("tiny", conda={"channels": ["conda-forge"], "packages": ["python=3.11", "mkl"], "unmapped": ["mkl"]})
    code = "import os, sys, tiny; print(sys.prefix == os.environ['CONDA_PREFIX'], tiny.VERSION)"
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    run = make_run(
        make_workspace(tmp_path), python=sys.executable, client="shipped", environment=asked, command=["python", "-c", code], shell={"PATH": path}
    )
    record = run_here(run)
    assert (record.status, log_of(run)) == ("Completed", b"True 1.0\n"), record.status_reason
    argv = json.loads((tmp_path / "argv.json").read_text())
    assert argv[:3] == ["create", "--yes", "--prefix"]
    assert json.loads((tmp_path / "argv.json.yml").read_text()) == {"channels": ["conda-forge"], "dependencies": ["python=3.11", "mkl"]}


def test_what_conda_installs_is_upgraded_by_making_it_again(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    tool = tools / "micromamba"
    tool.write_text(STAND_IN.format(python=sys.executable, log=str(tmp_path / "argv.json")) + NEWEST.format(newest=str(tmp_path / "newest")))
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    asked = environment("tiny", conda={"channels": [], "packages": ["mkl"], "unmapped": ["mkl"]})
    (tmp_path / "newest").write_text("mkl-2020.1-h0")
    first = build(asked, sys.executable, env, Report())
    assert upgrade(asked, sys.executable, env, Report()) == (first, [])
    (tmp_path / "newest").write_text("mkl-2021.4-h1_0")
    make_wheel(str(tmp_path / "wheels"), "tiny", "2.0")
    upgraded = upgrade(asked, sys.executable, env, Report())
    assert upgraded.changes == [("mkl", "2020.1", "2021.4"), ("tiny", "1.0", "2.0")]
    assert build(asked, sys.executable, env, Report()) == upgraded.built
    assert sorted(EnvironmentCache().all()) == sorted([first.key, upgraded.built.key])


@pytest.fixture(name="conda_home")
def conda_home_fixture(tmp_path, monkeypatch):
    """A conda environment ``old`` that exists, as conda lists it."""
    prefix = tmp_path / "conda" / "envs" / "old"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(prefix)], check=True)
    (prefix / "conda-meta").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".conda").mkdir()
    (tmp_path / ".conda" / "environments.txt").write_text(f"{prefix}\n")
    return str(prefix)


@pytest.mark.parametrize("by", ["name", "path"])
def test_a_conda_environment_that_exists_is_used_as_it_is(ws, script, conda_home, by):
    asked = Environment.from_existing_conda_environment("mine", "old" if by == "name" else conda_home)
    code = "import os, sys; print(sys.prefix, os.environ['CONDA_PREFIX'])"
    run = Experiment(ws, "exp").submit(ScriptRunConfig(script(code), script="train.py", environment=asked))
    run.wait_for_completion(show_output=False)
    assert log_of(ws.paths.run(run.id)).decode().split() == [conda_home, conda_home]


def test_a_conda_environment_that_is_not_there_is_refused_with_those_that_are(ws, script, conda_home):
    asked = Environment.from_existing_conda_environment("mine", "odl")
    with pytest.raises(NotFoundError, match=r"There is no conda environment 'odl'; there is: .*old"):
        Experiment(ws, "exp").submit(ScriptRunConfig(script("print(1)"), script="train.py", environment=asked))
    assert list(ws.paths.run_ids()) == []


def test_without_an_engine_the_run_goes_on_with_a_warning(tmp_path):
    asked = environment(docker={"image": "some/image:1"})
    command = [sys.executable, "-c", "print('here')"]
    run = make_run(make_workspace(tmp_path), python=sys.executable, client="shipped", environment=asked, command=command, shell={"PATH": "/nowhere"})
    record = run_here(run)
    assert (record.status, log_of(run)) == ("Completed", b"here\n")
    (warning,) = [event["warning"] for event in events_of(run) if "warning" in event]
    assert warning.startswith("not run in the image some/image:1: neither docker nor podman answers")
    assert warning in record.warnings


def test_uv_is_told_what_pip_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://one/simple\nextra-index-url = https://two/simple\n  https://three/simple\n")
    env = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_CERT": "/ca.pem", "PIP_FIND_LINKS": "/a /b", "XDG_CONFIG_DIRS": str(tmp_path)}
    told = uv_variables({**env, "PIP_TRUSTED_HOST": "one"})
    assert told["UV_DEFAULT_INDEX"] == "https://one/simple"
    assert told["UV_INDEX"] == "https://two/simple https://three/simple"
    assert (told["UV_INDEX_STRATEGY"], told["UV_FIND_LINKS"], told["SSL_CERT_FILE"]) == ("unsafe-best-match", "/a,/b", "/ca.pem")
    assert told["UV_INSECURE_HOST"] == "one"
    assert uv_arguments({**env, "PIP_NO_INDEX": "1"}) == ["--no-index"]
    own = uv_variables({**env, "UV_DEFAULT_INDEX": "https://own/simple", "SSL_CERT_FILE": "/own.pem"})
    assert not {"UV_DEFAULT_INDEX", "UV_INDEX", "SSL_CERT_FILE"} & set(own)


def test_numpy_really(tmp_path, monkeypatch):
    """The one test that may fetch: where neither an index nor uv's cache has numpy, it is skipped."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    code = "import numpy; print(numpy.ones(3).sum())"
    asked = environment("numpy")
    run = make_run(make_workspace(tmp_path), python=sys.executable, client="shipped", environment=asked, command=["python", "-c", code])
    record = run_here(run)
    if "is the network there?" in record.status_reason:
        pytest.skip("no index answers")
    assert (record.status, log_of(run)) == ("Completed", b"3.0\n"), record.status_reason
