"""Notebooks as they were written for the Azure ML SDK, run for real; and how azureml.core comes to be importable there."""

import os
import pathlib
import subprocess
import sys

import pytest
from context_support import PACKAGE, python

import jupyterlab_aml

NOTEBOOKS = sorted((pathlib.Path(__file__).parent / "v1_notebooks").glob("*.py"))
INSTALL = "import jupyterlab_aml.compat\nprint(jupyterlab_aml.compat.install())\n"
MODULES = "experiment run runconfig script_run_config workspace environment"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_unchanged(ws, notebook):
    if "to_pandas_dataframe" in notebook.read_text():
        pytest.importorskip("pandas")
    code = INSTALL + f"exec(compile(open({str(notebook)!r}).read(), {str(notebook)!r}, 'exec'))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ws.folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "PYTHONPATH": PACKAGE},
    )
    assert done.returncode == 0, done.stderr
    assert {record.status for record in ws.list_runs() if record.type == "azureml.scriptrun"} <= {"Completed", "Canceled"}
    assert all(record.problems == () for record in ws.list_runs())


def test_nothing_is_there_unasked(tmp_path):
    done = python(tmp_path, "import jupyterlab_aml\nimport azureml.core", check=False)
    assert "No module named 'azureml'" in done.stderr


def test_every_module_has_its_name(tmp_path):
    code = INSTALL + INSTALL + "import importlib, sys, azureml.core\nassert sys.path.count(jupyterlab_aml.compat._FOLDER) == 1\n"
    for module in MODULES.split():
        code += f"module = importlib.import_module('azureml.core.{module}')\nfor name in module.__all__:\n"
        code += "    if module.__name__ + name == 'azureml.core.runconfigDataset': continue  # there are two of that name\n"
        code += "    assert getattr(azureml.core, name, None) in (getattr(module, name), None)\n"
    assert python(tmp_path, code).stdout == "True\nTrue\n"


@pytest.mark.parametrize("style", ["namespace", "regular"])
def test_an_installed_sdk_is_left_alone(tmp_path, style):
    core = tmp_path / "site" / "azureml" / "core"
    core.mkdir(parents=True)
    (core / "__init__.py").write_text("Run = 'the real one'\n")
    if style == "regular":
        (core.parent / "__init__.py").write_text("")
    code = INSTALL + "import sys\nassert jupyterlab_aml.compat._FOLDER not in sys.path\nfrom azureml.core import Run\nprint(Run)"
    done = python(tmp_path, code, PYTHONPATH=os.pathsep.join([PACKAGE, str(tmp_path / "site")]))
    assert done.stdout == "False\nthe real one\n"


def test_the_version_that_notebooks_print_first(tmp_path):
    printed = python(tmp_path, INSTALL + "import azureml.core\nprint(azureml.core.VERSION, azureml.core.__version__)").stdout
    assert printed == f"True\n{jupyterlab_aml.__version__} {jupyterlab_aml.__version__}\n"


def test_an_sdk_that_is_installed_later_goes_first(tmp_path):
    code = INSTALL + (
        "import os, importlib, sys\nos.makedirs('site/azureml/core')\nopen('site/azureml/core/__init__.py', 'w').write('Run = 5')\n"
        "sys.path.insert(1, os.path.abspath('site'))\nimportlib.invalidate_caches()\nfrom azureml.core import Run\nprint(Run)"
    )
    assert python(tmp_path, code).stdout == "True\n5\n"


def test_in_a_run_the_portion_is_there_already(ws, script):
    from jupyterlab_aml import Experiment, ScriptRunConfig

    code = INSTALL + "from azureml.core import Run, RunConfiguration\nRun.get_context().log('m', 1)\n"
    run = Experiment(ws, "e").submit(ScriptRunConfig(script(code), script="train.py"))
    assert run.wait(timeout_s=60).metrics == {"m": 1}
