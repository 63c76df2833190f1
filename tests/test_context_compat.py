"""Old scripts, on interpreters with and without our package, with and without the SDK."""

import os
import shutil
import subprocess

import pytest
from context_support import PACKAGE, make_submitted, python, workspace_fixture  # noqa: F401

from jupyterlab_aml.runner.context import RunContext

COMPAT = os.path.join(PACKAGE, "jupyterlab_aml", "compat")
OLD_SCRIPT = (
    "from azureml.core import Run\nfrom azureml.core.run import Run as Same\nassert Run is Same\nrun = Run.get_context()\nrun.log('m', 0.5)\n"
)
OLD_PYTHONS = [name for name in ("python3.6", "python3.7", "python3.8", "python3.9") if shutil.which(name)]


@pytest.fixture(name="rooms")
def rooms_fixture(tmp_path_factory):
    """Only what travels: a folder for PYTHONPATH."""
    folder = tmp_path_factory.mktemp("rooms")
    package = folder / "jupyterlab_aml"
    package.mkdir()
    for name in ("__init__.py", "errors.py"):
        shutil.copy(os.path.join(PACKAGE, "jupyterlab_aml", name), package)
    for name in ("runfiles", "runner", "compat"):
        shutil.copytree(os.path.join(PACKAGE, "jupyterlab_aml", name), package / name, ignore=shutil.ignore_patterns("__pycache__"))
    return str(folder)


def travelled(rooms):
    return os.pathsep.join([os.path.join(rooms, "jupyterlab_aml", "compat"), rooms])


def test_an_old_script_runs_unchanged(workspace, tmp_path):
    run = make_submitted(workspace)
    code = OLD_SCRIPT + "import azureml.core\nassert azureml.core.Experiment and azureml.core.Workspace and azureml.core.ScriptRunConfig\n"
    python(tmp_path, code, AML_RUN_DIR=run.folder, PYTHONPATH=os.pathsep.join([COMPAT, PACKAGE]))
    assert RunContext(run).get_metrics() == {"m": 0.5}


def test_the_travelling_rooms_need_the_standard_library_only(workspace, tmp_path, rooms):
    run = make_submitted(workspace)
    code = OLD_SCRIPT + (
        "import jupyterlab_aml, sys\nassert Run.__name__ == 'RunContext'\n"
        "outside = [name for name, module in sys.modules.items() if 'site-packages' in (getattr(module, '__file__', None) or '')]\n"
        "assert not outside, outside\n"
        "try:\n    jupyterlab_aml.Workspace\nexcept ImportError as error:\n    print(error)\n"
    )
    done = python(tmp_path, code, flags=["-S"], AML_RUN_DIR=run.folder, PYTHONPATH=travelled(rooms))
    assert "Workspace needs the full jupyterlab_aml package" in done.stdout
    assert RunContext(run).get_metrics() == {"m": 0.5}


@pytest.mark.parametrize("name", OLD_PYTHONS)
def test_old_interpreters(workspace, tmp_path, rooms, name):
    if subprocess.run([name, "-c", "pass"], capture_output=True, check=False).returncode:
        pytest.skip(f"{name} is there and does not start")
    run = make_submitted(workspace)
    code = OLD_SCRIPT + (
        "run.log('n', 1, step=2)\nrun.log_list('l', (x for x in range(2)))\nrun.tag('a', 1)\nrun.upload_file('outputs/x', __file__)\n"
        "with run.child_run() as child:\n    child.log('m', 1)\nassert run.get_metrics(recursive=True)[child.id] == {'m': 1}\n"
        "assert run.get_file_names() == ['outputs/x']\n"
    )
    python(tmp_path, code, executable=name, AML_RUN_DIR=run.folder, AML_RUN_ID=run.run_id, PYTHONPATH=travelled(rooms))
    assert RunContext(run).get_metrics() == {"m": 0.5, "n": 1, "l": [0, 1]}


@pytest.mark.parametrize("style", ["namespace", "regular"])
def test_an_installed_sdk_wins(tmp_path, style):
    core = tmp_path / "site" / "azureml" / "core"
    core.mkdir(parents=True)
    (core / "__init__.py").write_text("Run = 'the real one'\n")
    (core / "run.py").write_text("Run = 'the real one'\n")
    (core / "dataset.py").write_text("Dataset = 'real too'\n")
    if style == "regular":
        (core.parent / "__init__.py").write_text("")
    code = (
        "from azureml.core import Run\nfrom azureml.core.run import Run as Same\nfrom azureml.core.dataset import Dataset\nprint(Run, Same, Dataset)"
    )
    done = python(tmp_path, code, PYTHONPATH=os.pathsep.join([COMPAT, PACKAGE, str(tmp_path / "site")]))
    assert done.stdout == "the real one the real one real too\n"
