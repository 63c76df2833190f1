"""The names, parameters and defaults of the SDK's estimators (1.62), as facts."""

import inspect
import subprocess
import sys

import pytest

from jupyterlab_aml import Chainer, Estimator, Keras, PyTorch, SKLearn, TensorFlow

WHERE = "compute_target=None, vm_size=None, vm_priority=None, entry_script=None, script_params=None"
NODES = "node_count=1, process_count_per_node=1"
DISTRIBUTED = "distributed_backend=None, distributed_training=None, use_gpu=False"
PACKAGES = """custom_docker_image=None, image_registry_details=None, user_managed=False, conda_packages=None, pip_packages=None,
    conda_dependencies_file_path=None, pip_requirements_file_path=None, conda_dependencies_file=None, pip_requirements_file=None,
    environment_variables=None, environment_definition=None, inputs=None"""
REST = "shm_size=None, resume_from=None, max_run_duration_seconds=None"
VERSION = "framework_version=None, _enable_optimized_mode=False"
END = "_disable_validation=True, _show_lint_warnings=False, _show_package_warnings=False"
IMAGE, STORE, DOCKER = "custom_docker_base_image=None", "source_directory_data_store=None", "use_docker=True"
NETWORK = [WHERE, NODES, DISTRIBUTED, DOCKER, IMAGE, PACKAGES, STORE, REST, VERSION, END]
SIGNATURES = {
    Estimator: [WHERE, NODES, DISTRIBUTED, DOCKER, IMAGE, PACKAGES, STORE, REST, END],
    SKLearn: [WHERE, DOCKER, PACKAGES, REST, VERSION, END],
    TensorFlow: [WHERE, NODES, "worker_count=1, parameter_server_count=1", DISTRIBUTED, DOCKER, IMAGE, PACKAGES, STORE, REST, VERSION, END],
    PyTorch: NETWORK,
    Chainer: NETWORK,
    Keras: NETWORK,  # ours
}


@pytest.mark.parametrize("kind", SIGNATURES, ids=lambda kind: kind.__name__)
def test_parameters_and_defaults(kind):
    parameters = inspect.signature(kind.__init__).parameters.values()
    assert [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD] == ["self", "source_directory"]
    there = [f"{each.name}={each.default!r}" for each in parameters if each.kind is each.KEYWORD_ONLY]
    assert there == [each.strip() for part in SIGNATURES[kind] for each in part.split(",")]


def test_names_of_the_frameworks():
    assert [kind.FRAMEWORK_NAME for kind in (SKLearn, TensorFlow, PyTorch, Chainer)] == ["SKLearn", "TensorFlow", "PyTorch", "Chainer"]
    assert not hasattr(Estimator, "get_supported_versions")


IMPORTS = """
import jupyterlab_aml.compat
jupyterlab_aml.compat.install()
from azureml.train.estimator import Estimator
from azureml.train.sklearn import SKLearn
from azureml.train.dnn import Chainer, Gloo, Mpi, Nccl, ParameterServer, PyTorch, TensorFlow
print(Estimator.__module__.partition('.')[0], SKLearn.__module__.partition('.')[0], PyTorch.__module__.partition('.')[0])
"""


def imported(*path):
    code = f"import sys; sys.path[:0] = {[str(each) for each in path]!r}\n{IMPORTS}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_modules_of_the_sdk():
    assert imported() == ["jupyterlab_aml"] * 3


def test_an_installed_sdk_takes_their_place(tmp_path):
    """Also where our folder comes first on the path, as it does in submitted scripts."""
    train = tmp_path / "site/azureml/train"
    (train / "estimator").mkdir(parents=True)
    (train / "estimator/__init__.py").write_text("class Estimator:\n    __module__ = 'theirs'\n")
    (train / "sklearn.py").write_text("class SKLearn:\n    __module__ = 'theirs'\n")
    import jupyterlab_aml.compat

    ours = jupyterlab_aml.compat.__path__[0]
    assert imported(ours, tmp_path / "site") == ["theirs", "theirs", "jupyterlab_aml"]
