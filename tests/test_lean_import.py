"""What a script pays before its first metric: modules are counted instead of milliseconds, so that a slow machine changes nothing."""

import ast
import os
import shutil

import pytest
from context_support import PACKAGE, lines, make_submitted, python, workspace_fixture  # noqa: F401

ROOMS = os.path.join(PACKAGE, "jupyterlab_aml")
FREE = {"errno", "__future__"}  # part of the interpreter, and six lines
HOT_ROOMS = {
    "jupyterlab_aml",
    "jupyterlab_aml.errors",
    "jupyterlab_aml.runfiles",
    "jupyterlab_aml.runfiles.paths",
    "jupyterlab_aml.runner",
    "jupyterlab_aml.runner.artifacts",
    "jupyterlab_aml.runner.children",
    "jupyterlab_aml.runner.context",
    "jupyterlab_aml.runner.labels",
    "jupyterlab_aml.runner.lazy",
    "jupyterlab_aml.runner.lifecycle",
    "jupyterlab_aml.runner.logging_calls",
    "jupyterlab_aml.runner.metric_reading",
    "jupyterlab_aml.runner.metric_writer",
    "jupyterlab_aml.runner.run_base",
    "jupyterlab_aml.runner.storage",
    "jupyterlab_aml.runner.surroundings",
}
FULL_PACKAGE = {"jupyterlab_aml.workspace", "jupyterlab_aml.workspace.azure_only", "jupyterlab_aml.workspace.run"}
COMPAT = {"azureml", "azureml.core"}
SCRIPT = """
import site, sys  # as every start without -S does; with it, other packages' .pth files cannot hide what we load
bare = set(sys.modules)
from {package} import Run
run = Run.get_context()
run.log("loss", 0.5)
run.log("loss", 1, step=2)
loaded = set(sys.modules) - bare
run.log("text", "needs json", "only now")
assert "json" in sys.modules
print(*sorted(loaded))
"""


@pytest.fixture(name="shipped")
def shipped_fixture(tmp_path_factory):
    """A folder for PYTHONPATH with the travelling rooms only."""
    folder = tmp_path_factory.mktemp("shipped")
    os.mkdir(folder / "jupyterlab_aml")
    for name in ("__init__.py", "errors.py"):
        shutil.copy(os.path.join(ROOMS, name), folder / "jupyterlab_aml")
    for name in ("runfiles", "runner"):
        shutil.copytree(os.path.join(ROOMS, name), folder / "jupyterlab_aml" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return str(folder)


@pytest.mark.parametrize(("package", "also"), [("jupyterlab_aml", set()), ("azureml.core", COMPAT)])
@pytest.mark.parametrize("travelled", [False, True], ids=["full", "travelled"])
def test_a_script_that_logs_numbers_loads_the_hot_rooms_only(workspace, tmp_path, shipped, package, also, travelled):
    run = make_submitted(workspace)
    path = os.pathsep.join([os.path.join(ROOMS, "compat"), shipped if travelled else PACKAGE])
    done = python(tmp_path, SCRIPT.format(package=package), flags=["-S"], AML_RUN_DIR=run.folder, AML_ATTEMPT="1", PYTHONPATH=path)
    assert done.stderr == ""
    assert set(done.stdout.split()) - FREE == HOT_ROOMS | also | (set() if travelled else FULL_PACKAGE)
    assert [line["v"] for line in lines(run.attempt(1).metrics + "/0.jsonl")] == [0.5, 1, "needs json"]


def test_every_lazy_module_can_be_loaded(tmp_path):
    """``lazy.py`` names its modules twice: for type checkers and for Python."""
    with open(os.path.join(ROOMS, "runner", "lazy.py"), encoding="utf-8") as file:
        tree = ast.parse(file.read())
    checked = {alias.asname for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names} - {None}
    code = (
        "import sys\nfrom jupyterlab_aml.runner import lazy\n"
        "for name, module in sorted(vars(lazy).items()):\n"
        "    if isinstance(module, lazy.LazyModule):\n"
        "        assert sys.modules[module.__spec__.name].__dict__ is vars(module)\n"
        "        print(name)\n"
    )
    assert python(tmp_path, code).stdout.split() == sorted(checked)


def test_a_lazy_module_is_the_module(tmp_path):
    code = (
        "from jupyterlab_aml.runner.lazy import json\nimport sys\nassert 'json' not in sys.modules\n"
        "assert json.loads('[1]') == [1]\nimport json as real\nassert json.dumps is real.dumps\nreal.extra = 1\nassert json.extra == 1\n"
        "try:\n    json.nothing\nexcept AttributeError as error:\n    print(error)\n"
    )
    assert python(tmp_path, code).stdout == "module 'json' has no attribute 'nothing'\n"
