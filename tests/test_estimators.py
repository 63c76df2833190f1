"""Estimators: from the parameters of 2019 to a plain run configuration, without anything being run."""

import importlib.metadata
import json
import pathlib
import sys

import pytest

from jupyterlab_aml import Environment, Experiment, Mpi
from jupyterlab_aml.environment_build.resolve import for_builds, option_lines
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.configuration.distributed import Gloo, Nccl, ParameterServer
from jupyterlab_aml.training.estimators.dnn import Chainer, Keras, PyTorch
from jupyterlab_aml.training.estimators.estimator import Estimator
from jupyterlab_aml.training.estimators.interpreter import is_python_here, version_here, versions_here
from jupyterlab_aml.training.estimators.sklearn import SKLearn
from jupyterlab_aml.training.estimators.tensorflow import TensorFlow

HAVE = importlib.metadata.version("scikit-learn")
FAMILY = ".".join(HAVE.split(".")[:2])
OTHER = next(version for version in reversed(SKLearn.get_supported_versions()) if version != FAMILY)


@pytest.fixture
def folder(script):
    return script("print(1)")


def refused(kind, folder, **settings):
    with pytest.raises(UserError) as caught:
        kind(folder, **{"entry_script": "train.py", **settings})
    return str(caught.value)


# -- what it comes to


def test_parameters_become_a_run_configuration(folder):
    estimator = Estimator(
        folder,
        compute_target="local",
        entry_script="train.py",
        script_params={"--alpha": 0.5, "--fast": "", "--name": "a b", "--also": None, "--zero": 0},
        environment_variables={"A": "1"},
        max_run_duration_seconds=60,
    )
    settings = estimator.run_config
    assert (settings.script, settings.target, settings.max_run_duration_seconds) == ("train.py", "local", 60)
    assert settings.arguments == ["--alpha", 0.5, "--fast", "--name", "a b", "--also", "--zero", 0]
    spec = estimator.to_run_spec()
    assert spec.arguments == ("--alpha", "0.5", "--fast", "--name", "a b", "--also", "--zero", "0")
    assert (spec.script, spec.source_directory, spec.compute, spec.timeout_s) == ("train.py", folder, "local", 60)
    assert dict(spec.environment_variables) == {"A": "1"}
    assert (spec.environment, spec.distribution, spec.nodes, spec.warnings) == (None, None, 1, ())
    assert estimator.source_directory == folder
    assert "train.py" in repr(estimator)


def test_what_is_changed_in_the_run_configuration_holds(folder):
    estimator = SKLearn(folder, entry_script="train.py")
    estimator.run_config.arguments = ["--more"]
    estimator.conda_dependencies.add_pip_package("numpy>=1")
    spec = estimator.to_run_spec()
    assert spec.arguments == ("--more",)
    assert spec.environment["requirements"][-1] == "numpy>=1"


def test_inputs(folder):
    class Named:
        def to_input(self):
            return "cars", {"type": "file", "mode": "mount", "asset": "cars:1", "path_on_compute": None}

    estimator = Estimator(folder, entry_script="train.py", script_params={"--data": Named()}, inputs=[Named()])
    spec = estimator.to_run_spec()
    assert spec.arguments == ("--data", "${{inputs.cars}}")
    assert spec.inputs["cars"]["asset"] == "cars:1"
    assert "inputs[0] is a int" in refused(Estimator, folder, inputs=[3])
    assert "Two inputs are called 'cars'" in refused(Estimator, folder, inputs=[Named(), Named()])


# -- packages


def test_the_packages_of_all_sources_are_one_environment(folder, tmp_path):
    (tmp_path / "src/more.txt").write_text("six>=1  # a comment\n")
    estimator = SKLearn(
        folder,
        entry_script="train.py",
        framework_version=OTHER,
        conda_packages=["pandas=2"],
        pip_packages=["joblib"],
        pip_requirements_file="more.txt",
    )
    spec = estimator.to_run_spec()
    assert spec.environment["name"] == f"SKLearn-{OTHER}"
    assert sorted(spec.environment["requirements"]) == sorted([f"scikit-learn=={OTHER}.*", "pandas==2.*", "joblib", "six>=1"])


def test_a_conda_file_says_all(folder, tmp_path):
    (tmp_path / "src/env.yml").write_text("dependencies: [numpy=2, pip: [six]]\n")
    estimator = SKLearn(folder, entry_script="train.py", conda_dependencies_file="env.yml", framework_version="1.9")
    spec = estimator.to_run_spec()
    assert sorted(spec.environment["requirements"]) == ["numpy==2.*", "six"]
    assert spec.warnings == ("framework_version='1.9' has no effect: the conda file says what the run has.",)
    with pytest.raises(NotFoundError, match=r"env\.yaml"):
        SKLearn(folder, entry_script="train.py", conda_dependencies_file="env.yaml")


def test_the_own_version_of_the_framework_wins_over_the_default(folder):
    wanted = SKLearn(folder, entry_script="train.py", pip_packages=["scikit_learn==1.8.0"]).to_run_spec().environment["requirements"]
    assert wanted == ["scikit_learn==1.8.0"]
    told = refused(SKLearn, folder, framework_version="1.7", pip_packages=["scikit-learn==1.8.0"])
    assert "framework_version='1.7' stands for scikit-learn==1.7.*, but the packages name another version" in told


def test_processors_and_gpus(folder):
    def wanted(kind, **settings):
        return kind(folder, entry_script="train.py", **settings).to_run_spec().environment

    assert wanted(TensorFlow)["requirements"] == [f"tensorflow-cpu=={TensorFlow.DEFAULT_VERSION}.*"]
    assert wanted(TensorFlow, use_gpu=True)["requirements"] == [f"tensorflow[and-cuda]=={TensorFlow.DEFAULT_VERSION}.*"]
    assert wanted(PyTorch)["pip_options"] == ["--torch-backend=cpu"]
    assert wanted(PyTorch, use_gpu=True)["pip_options"] == []
    assert wanted(Keras)["requirements"] == [f"keras=={Keras.DEFAULT_VERSION}.*", "tensorflow-cpu"]
    on_torch = wanted(Keras, environment_variables={"KERAS_BACKEND": "torch"})
    assert on_torch["requirements"] == [f"keras=={Keras.DEFAULT_VERSION}.*", "torch"]
    assert on_torch["pip_options"] == ["--torch-backend=cpu"]
    assert "KERAS_BACKEND='theano' is no backend" in refused(Keras, folder, environment_variables={"KERAS_BACKEND": "theano"})


def test_a_version_newer_than_the_tested_one_is_told(folder):
    spec = SKLearn(folder, entry_script="train.py", framework_version="99.1").to_run_spec()
    assert spec.environment["requirements"] == ["scikit-learn==99.1.*"]
    assert spec.warnings == (f"SKLearn 99.1 is newer than {SKLearn.DEFAULT_VERSION}, the newest that was tested.",)


def test_old_versions_are_refused(folder):
    for kind, version in [(SKLearn, "0.20.3"), (TensorFlow, "1.13"), (PyTorch, "1.3")]:
        told = refused(kind, folder, framework_version=version)
        assert ", ".join(kind.get_supported_versions()) in told
        assert kind.DEFAULT_VERSION in kind.get_supported_versions()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there is no Chainer for this Python")
def test_chainer_gets_what_it_still_works_with(folder):
    wanted = Chainer(folder, entry_script="train.py").to_run_spec().environment["requirements"]
    assert wanted == ["chainer==7.8.*", "numpy<1.24", "setuptools<74"]


def test_an_image_is_used_only_where_one_is_named(folder):
    assert Estimator(folder, entry_script="train.py", use_docker=True).run_config.environment.docker.enabled is False
    estimator = PyTorch(folder, entry_script="train.py", custom_docker_image="mine:1", use_gpu=True, shm_size="4g")
    docker = estimator.to_run_spec().environment["docker"]
    assert (docker["image"], docker["gpu"], docker["shm_size"]) == ("mine:1", True, "4g")


def test_what_is_asked_of_setuptools_holds_for_builds_too(tmp_path):
    """Old packages are built by old setuptools; Chainer is one."""
    lines = tmp_path / "requirements.txt"
    found = for_builds(str(lines), ["chainer==7.8.*", "setuptools<74", "setuptools-scm"])
    assert found[0] == "--build-constraints"
    assert pathlib.Path(found[1]).read_text() == "setuptools<74\n"
    assert for_builds(str(lines), ["numpy", "setuptools_scm<8"]) == []
    assert option_lines(["--torch-backend=cpu", "--torch-backend cu128"]).arguments == ["--torch-backend", "cpu", "--torch-backend", "cu128"]


# -- the interpreter that submits


def submitted(ws, estimator):
    run = Experiment(ws, "x").submit(estimator)
    return json.loads(pathlib.Path(run.paths / "run.json").read_text())


def test_the_interpreter_is_taken_where_it_has_all_and_the_run_says_so(ws, no_agent, folder):
    for settings in ({}, {"framework_version": FAMILY}, {"framework_version": HAVE}):
        spec = submitted(ws, SKLearn(folder, entry_script="train.py", **settings))
        name = f"SKLearn-{settings.get('framework_version', SKLearn.DEFAULT_VERSION)}"
        assert spec["environment"] is None
        assert spec["python"] == sys.executable
        assert spec["warnings"] == [f"The environment of {name} is the interpreter that submits: it has scikit-learn {HAVE}."]
    spec = submitted(ws, Estimator(folder, entry_script="train.py", pip_packages=["six>=1", "click"]))
    click, six = importlib.metadata.version("click"), importlib.metadata.version("six")
    assert spec["warnings"] == [f"The environment of Estimator is the interpreter that submits: it has six {six}, click {click}."]


@pytest.mark.parametrize(
    "settings",
    [
        {"framework_version": OTHER},
        {"pip_packages": ["no-such-package-at-all"]},
        {"conda_packages": ["python=3.8"]},
        {"custom_docker_image": "mine:1"},
    ],
)
def test_else_the_environment_is_kept(ws, no_agent, folder, settings):
    spec = submitted(ws, SKLearn(folder, entry_script="train.py", **settings))
    assert spec["environment"]["name"].startswith("SKLearn-")
    assert not [warning for warning in spec["warnings"] if "interpreter that submits" in warning]


def test_an_own_environment_is_never_replaced(ws, no_agent, folder):
    own = Environment("own")
    own.python.conda_dependencies.add_pip_package("click")
    spec = submitted(ws, SKLearn(folder, entry_script="train.py", environment_definition=own, framework_version="1.9"))
    assert spec["environment"]["requirements"] == ["click"]
    assert spec["warnings"] == ["framework_version='1.9' has no effect: environment_definition says what the run has."]
    assert not own.environment_variables


def test_user_managed_is_the_interpreter_without_a_word(ws, no_agent, folder):
    spec = submitted(ws, SKLearn(folder, entry_script="train.py", user_managed=True))
    assert (spec["environment"], spec["warnings"]) == (None, [])


def test_what_the_interpreter_has():
    assert versions_here(["scikit-learn>=1", "Click"]) == [f"scikit-learn {HAVE}", f"Click {importlib.metadata.version('click')}"]
    assert versions_here(["click; python_version < '3'"]) == []
    assert versions_here(["jsonschema[format-nongpl]"]) == [f"jsonschema {importlib.metadata.version('jsonschema')}"]
    for lacking in ("click>=99", "no-such-package-at-all", "click @ file:///click.whl", "jsonschema[no-such-extra]", "not a requirement", "./folder"):
        assert versions_here(["click", lacking]) is None
    assert version_here("no-such-package-at-all") is None
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert [is_python_here(request) for request in (None, here, ">=3.10,<4", "3.9", "<3.10")] == [True, True, True, False, False]


# -- several processes


@pytest.mark.parametrize(
    ("kind", "settings", "distribution"),
    [
        (
            PyTorch,
            {"process_count_per_node": 2, "distributed_training": Gloo()},
            {"type": "PyTorch", "process_count_per_instance": 2, "backend": "gloo"},
        ),
        (PyTorch, {"distributed_backend": "nccl"}, {"type": "PyTorch", "process_count_per_instance": 1, "backend": "nccl"}),
        (Estimator, {"distributed_training": Mpi(process_count_per_node=3)}, {"type": "Mpi", "process_count_per_instance": 3}),
        (Estimator, {"distributed_backend": "mpi", "process_count_per_node": 3}, {"type": "Mpi", "process_count_per_instance": 3}),
        (TensorFlow, {"distributed_training": ParameterServer(2, 1)}, {"type": "TensorFlow", "worker_count": 2, "parameter_server_count": 1}),
        (
            TensorFlow,
            {"distributed_backend": "ps", "worker_count": 2, "parameter_server_count": 3},
            {"type": "TensorFlow", "worker_count": 2, "parameter_server_count": 3},
        ),
    ],
)
def test_distributed(folder, kind, settings, distribution):
    spec = kind(folder, entry_script="train.py", **settings).to_run_spec()
    assert {name: spec.distribution[name] for name in distribution} == distribution
    assert spec.nodes == 1


def test_nodes(folder):
    spec = PyTorch(folder, entry_script="train.py", node_count=2, process_count_per_node=2, distributed_training=Nccl()).to_run_spec()
    assert (spec.nodes, spec.distribution["process_count_per_instance"]) == (2, 2)


# -- what contradicts itself


@pytest.mark.parametrize(
    ("kind", "settings", "says"),
    [
        (
            Estimator,
            {"environment_definition": Environment("a"), "pip_packages": ["b"]},
            "environment_definition says what the environment is, but pip_packages",
        ),
        (SKLearn, {"environment_definition": Environment("a"), "user_managed": True}, "but user_managed too"),
        (SKLearn, {"environment_definition": "AzureML-Tutorial"}, "environment_definition is a str; an Environment is needed"),
        (Estimator, {"user_managed": True, "conda_packages": ["b"]}, "user_managed=True takes the interpreter as it is, but conda_packages"),
        (Estimator, {"use_docker": False, "custom_docker_image": "a"}, "use_docker=False, but the image 'a' is given"),
        (Estimator, {"node_count": 2}, "node_count=2 without distributed_training (Mpi(), ParameterServer(), Gloo(), Nccl())"),
        (Chainer, {"process_count_per_node": 2}, "process_count_per_node=2 without distributed_training (Mpi())"),
        (Estimator, {"node_count": 0}, "node_count=0, which is no positive whole number"),
        (
            PyTorch,
            {"distributed_backend": "gloo", "distributed_training": Gloo()},
            "distributed_training and distributed_backend, its old name, are both",
        ),
        (TensorFlow, {"distributed_training": Gloo()}, "distributed_training is a Gloo, but allowed are Mpi(), ParameterServer()"),
        (TensorFlow, {"distributed_backend": "gloo"}, "distributed_backend='gloo', but allowed are 'mpi', 'ps'"),
        (Estimator, {"distributed_training": Mpi(2), "process_count_per_node": 3}, "process_count_per_node=3, but distributed_training says 2"),
        (Estimator, {"pip_requirements_file": "a", "pip_requirements_file_path": "b"}, "pip_requirements_file and pip_requirements_file_path"),
        (Estimator, {"script_params": ["--a"]}, "script_params is a list, but a dict is needed"),
        (Estimator, {"script_params": {1: 2}}, "script_params has the key 1"),
        (Estimator, {"pip_packages": "numpy"}, "pip_packages is a str, but a list is needed"),
        (Estimator, {"entry_script": None}, "entry_script is missing"),
        (Estimator, {"entri_script": "a"}, "Estimator has no parameter 'entri_script'. Did you mean 'entry_script'?"),
        (SKLearn, {"node_count": 2}, "SKLearn has no parameter 'node_count'."),
    ],
)
def test_conflicts(folder, kind, settings, says):
    assert says in refused(kind, folder, **settings)


def test_all_conflicts_are_told_at_once(folder):
    told = refused(Estimator, folder, user_managed=True, pip_packages=["a"], node_count=2, entry_script=None)
    for part in ("user_managed=True", "node_count=2", "entry_script is missing"):
        assert part in told


def test_what_has_no_effect_is_told(folder):
    spec = Estimator(folder, entry_script="train.py", vm_size="STANDARD_D2_V2", vm_priority="lowpriority").to_run_spec()
    assert [warning.split("=")[0] for warning in spec.warnings] == ["vm_size", "vm_priority"]


def test_a_script_that_is_not_there(folder):
    with pytest.raises(NotFoundError, match=r"train\.py"):
        Estimator(folder, entry_script="trian.py").to_run_spec()
