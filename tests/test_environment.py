"""What an environment says, is kept as, and tells a run."""

import json
import pathlib
import sys

import pytest

from jupyterlab_aml import CondaDependencies, DockerConfiguration, Environment, Experiment, RunConfiguration, ScriptRunConfig
from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.training.configuration.docker import ContainerRegistry, DockerBuildContext

CONDA = """
name: project
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy=1.26
  - pip:
      - --extra-index-url https://example.org/simple
      - torch==2.2.0
      - azureml-defaults
prefix: /somewhere
"""


def spec_of(environment, **settings):
    return ScriptRunConfig(command="true", environment=environment, **settings).to_run_spec()


# -- from files


def test_a_conda_file_is_what_the_run_needs(tmp_path):
    (tmp_path / "conda.yml").write_text(CONDA)
    spec = spec_of(Environment.from_conda_specification("project", tmp_path / "conda.yml"))
    assert spec.environment == {
        "name": "project",
        "version": None,
        "python_version": "3.11",
        "requirements": ["numpy==1.26.*", "torch==2.2.0"],
        "pip_options": ["--extra-index-url https://example.org/simple"],
        "conda": None,
        "conda_environment": None,
        "docker": None,
    }
    assert spec.warnings == ()  # azureml-defaults is not installed, and nobody misses it


def test_a_requirements_file_with_options_comments_and_another_file(tmp_path):
    (tmp_path / "base.txt").write_text("numpy>=1.26  # fast\n")
    (tmp_path / "requirements.txt").write_text("# what we need\n-r base.txt\n--pre\nscikit-learn==1.5 \\\n  ; python_version > '3.8'\n\n")
    spec = spec_of(Environment.from_pip_requirements("sk", str(tmp_path / "requirements.txt")))
    assert spec.environment["requirements"] == ["numpy>=1.26", "scikit-learn==1.5   ; python_version > '3.8'"]
    assert spec.environment["pip_options"] == ["--pre"]


def test_files_that_are_missing_or_something_else(tmp_path):
    (tmp_path / "conda_env.yml").write_text(CONDA)
    with pytest.raises(NotFoundError, match=r"'conda_env.yml'"):
        Environment.from_conda_specification("e", tmp_path / "conda_evn.yml")
    (tmp_path / "requirements.txt").write_text("-r requirements.txt\n")
    with pytest.raises(NotFoundError, match=r"'requirements\.txt'"):
        Environment.from_pip_requirements("e", tmp_path / "requirement.txt")
    with pytest.raises(UserError, match="includes itself"):
        Environment.from_pip_requirements("e", tmp_path / "requirements.txt")
    for text, told in [("[1]", "a list is no conda file"), ("a: [", "cannot be read"), ("dependencies: numpy", "dependencies is 'numpy'")]:
        (tmp_path / "bad.yml").write_text(text)
        with pytest.raises(UserError, match=told):
            Environment.from_conda_specification("e", tmp_path / "bad.yml")
    (tmp_path / "bad.yml").write_text("dependencies: [{pip: numpy}]")
    with pytest.raises(UserError, match=r"dependencies\[0\] is .*allowed are texts"):
        Environment.from_conda_specification("e", tmp_path / "bad.yml")


def test_an_existing_conda_environment():
    assert spec_of(Environment.from_existing_conda_environment("mine", "ml")).environment["conda_environment"] == "ml"


def test_a_folder_holds_an_environment(tmp_path):
    (tmp_path / "conda.yml").write_text(CONDA)
    environment = Environment.from_conda_specification("project", tmp_path / "conda.yml")
    environment.environment_variables = {"A": "1\n'2\""}
    environment.save_to_directory(tmp_path / "saved")
    assert json.loads((tmp_path / "saved" / "azureml_environment.json").read_text())["python"]["userManagedDependencies"] is False
    assert Environment.load_from_directory(tmp_path / "saved") == environment
    (tmp_path / "saved" / "conda_dependencies.yml").write_text("dependencies: [scipy]\n")
    assert list(Environment.load_from_directory(tmp_path / "saved").python.conda_dependencies.conda_packages) == ["scipy"]
    with pytest.raises(ConflictError, match="exists"):
        environment.save_to_directory(tmp_path / "saved")
    environment.save_to_directory(tmp_path / "saved", overwrite=True)
    with pytest.raises(NotFoundError, match="'saved'"):
        Environment.load_from_directory(tmp_path / "savde")
    (tmp_path / "saved" / "azureml_environment.json").write_text('{"name": "x", "pyton": {}, "docker": {"enabled": 3}}')
    with pytest.raises(UserError, match=r"azureml_environment.json: .*environment.docker.enabled is 3.*'environment.pyton' \(did you mean 'python'"):
        Environment.load_from_directory(tmp_path / "saved")


# -- an interpreter as it is


@pytest.mark.parametrize("environment", [Environment("empty"), Environment("user"), None])
def test_nothing_asked_for_is_the_interpreter_that_submits(environment):
    if environment is not None and environment.name == "user":
        environment.python.user_managed_dependencies = True
    spec = spec_of(environment)
    assert (spec.environment, spec.python, spec.warnings) == (None, None, ())


def test_a_user_managed_interpreter_takes_no_packages():
    environment = Environment("mine")
    environment.python.user_managed_dependencies = True
    environment.python.interpreter_path = "/opt/python"
    environment.python.conda_dependencies = CondaDependencies.create(python_version="3.8", pip_packages=["azureml-defaults"])
    assert (spec_of(environment).environment, spec_of(environment).python) == (None, "/opt/python")  # as the SDK writes it into every file
    environment.python.conda_dependencies.add_pip_package("torch")
    with pytest.raises(UserError, match=r"user_managed_dependencies is true.* asks for torch"):
        spec_of(environment)
    environment.python.base_conda_environment = "ml"
    with pytest.raises(UserError, match=r"user_managed.*base_conda_environment is 'ml', which .*interpreter_path is '/opt/python', but"):
        spec_of(environment)


def test_environment_variables_arrive_as_they_are():
    environment = Environment("e")
    environment.environment_variables = {"A": "one\ntwo 'three' \"four\" $five", "N": 3}
    assert spec_of(environment).environment_variables == {"A": "one\ntwo 'three' \"four\" $five", "N": "3"}
    with pytest.raises(UserError, match="cannot be the name") as raised:
        environment.environment_variables = {"A=B": "secret"}
    assert "secret" not in str(raised.value.to_dict())


# -- docker


def test_docker_is_kept_and_what_does_not_happen_is_said():
    environment = Environment.from_docker_image("image", "ubuntu:24.04", ContainerRegistry(address="r.example", password="hunter2"))
    environment.docker.arguments = ["--ipc=host"]
    environment.docker.gpu_support = True
    spec = spec_of(environment)
    assert spec.environment["docker"] == {
        "image": "ubuntu:24.04",
        "build": None,
        "registry": "r.example",
        "arguments": ["--ipc=host"],
        "shm_size": "2g",
        "shared_volumes": True,
        "gpu": True,
    }
    assert "hunter2" not in repr(spec) + repr(environment)
    assert "password is not sent along" in spec.warnings[0]


def test_docker_is_started_where_the_run_says_so():
    environment = Environment("image")
    environment.docker.base_image = "ubuntu:24.04"
    assert "enabled is false" in spec_of(environment).warnings[0]
    spec = spec_of(environment, docker_runtime_config=DockerConfiguration(use_docker=True, arguments=["-i"], shm_size="8g"))
    assert (spec.environment["docker"]["arguments"], spec.environment["docker"]["shm_size"], spec.warnings) == (["-i"], "8g", ())
    with pytest.raises(UserError, match="docker_runtime_config is a bool"):
        spec_of(environment, docker_runtime_config=True)


def test_an_image_is_built_from_a_dockerfile_or_a_folder(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM x\n")
    environment = Environment.from_dockerfile("built", str(tmp_path / "Dockerfile"))
    assert environment.docker.base_dockerfile == "FROM x\n"
    docker = spec_of(environment).environment["docker"]
    assert (docker["image"], docker["build"]) == (None, {"dockerfile": "FROM x\n", "context": None, "dockerfile_path": None})
    environment.docker.base_dockerfile = "Dockerfile"  # of the current folder
    assert spec_of(environment).environment["docker"] == docker
    context = DockerBuildContext.from_local_directory(None, str(tmp_path))
    spec = spec_of(Environment.from_docker_build_context("b", context))
    assert spec.environment["docker"]["build"] == {"dockerfile": None, "folder": str(tmp_path), "dockerfile_path": "Dockerfile"}
    assert spec.warnings == ()


def test_an_image_that_cannot_be_built_is_refused(tmp_path):
    with pytest.raises(NotFoundError, match="no Dockerfile 'Dockerfle'"):
        Environment.from_dockerfile("built", "Dockerfle")
    context = DockerBuildContext("localdirectory", str(tmp_path / "gone"))
    with pytest.raises(NotFoundError, match="gone' is not a folder"):
        spec_of(Environment.from_docker_build_context("b", context))
    (tmp_path / "Dockerfile.gpu").write_text("FROM x\n")
    context = DockerBuildContext("localdirectory", str(tmp_path))
    with pytest.raises(NotFoundError, match=r"no 'Dockerfile' in the build context .*mean 'Dockerfile.gpu'"):
        spec_of(Environment.from_docker_build_context("b", context))
    with pytest.raises(UserError, match=r"'../Dockerfile' is outside"):
        spec_of(Environment.from_docker_build_context("b", DockerBuildContext("localdirectory", str(tmp_path), "../Dockerfile")))
    environment = Environment.from_dockerfile("b", "FROM x")
    environment.docker.base_image = "y"
    with pytest.raises(UserError, match=r"conflict: environment\.docker has base_image and base_dockerfile"):
        spec_of(environment)
    secret = Environment.from_dockerfile("b", "FROM x\nRUN pip install --index-url https://me:hunter2@host/simple y")
    with pytest.raises(UserError, match="has a password or token in https://host") as refused:
        spec_of(secret)
    assert "hunter2" not in str(refused.value.to_dict())


def test_what_docker_asks_for_in_vain_is_said(tmp_path):
    git = Environment.from_docker_build_context("b", DockerBuildContext("git", "https://host/x.git"))
    assert "of the type 'git', which is not fetched here" in spec_of(git).warnings[0]
    disabled = Environment.from_dockerfile("b", "FROM x")
    disabled.docker.enabled = False
    assert "base_dockerfile has no effect: environment.docker.enabled is false" in spec_of(disabled).warnings[0]
    environment = Environment("e")
    environment.docker.enabled = True
    assert "names no image" in spec_of(environment).warnings[0]
    for ask in (environment.build, environment.build_local, environment.get_image_details):
        with pytest.raises(UserError, match="no image to build"):
            ask(None)


# -- in a workspace


def test_versions_never_change(ws):
    environment = Environment("sk")
    environment.python.conda_dependencies.add_pip_package("scikit-learn")
    first = environment.register(ws)
    assert (first.name, first.version) == ("sk", "1")
    assert environment.register(ws).version == "1"
    environment.python.conda_dependencies.add_pip_package("pandas")
    assert environment.register(workspace=ws).version == "2"
    assert Environment.get(ws, "sk") == Environment.get(ws, "sk", version=2) == Environment.list(ws)["sk"]
    assert list(Environment.get(ws, "sk", "1").python.conda_dependencies.pip_packages) == ["scikit-learn"]
    with pytest.raises(NotFoundError, match="'sk'"):
        Environment.get(ws, "skl")
    with pytest.raises(NotFoundError, match="There is: 1, 2"):
        Environment.get(ws, "sk", "3")


def test_labels_find_versions(ws):
    Environment("a").register(ws)
    changed = Environment("a")
    changed.environment_variables = {"A": "1"}
    changed.register(ws)
    Environment.label(ws, "a", "1", ["stable"])
    assert Environment.get(ws, "a", label="stable").version == "1"
    Environment.label(ws, "a", "2", ["stable", "new"])
    assert Environment.get(ws, "a", label="stable").version == "2"
    assert Environment.get(ws, "a", label="Latest").version == "2"
    with pytest.raises(NotFoundError, match="There is: new, stable"):
        Environment.get(ws, "a", label="old")
    with pytest.raises(UserError, match="Both version and label"):
        Environment.get(ws, "a", "1", "old")


def test_a_clone_and_a_copy_share_nothing(ws):
    environment = Environment("a").register(ws)
    clone = environment.clone("b")
    clone.python.conda_dependencies.add_pip_package("numpy")
    clone.environment_variables["A"] = "1"
    assert (clone.name, clone.version, environment.environment_variables) == ("b", None, {})
    assert environment.python.conda_dependencies.is_empty


def test_names_of_azure_are_the_interpreter_that_submits(ws):
    curated = Environment.get(ws, "AzureML-sklearn-1.5")
    spec = spec_of(curated)
    assert spec.environment is None
    assert "AzureML-sklearn-1.5 is an environment of Azure's own" in spec.warnings[0]
    with pytest.raises(UserError, match="for Azure's own"):
        curated.register(ws)
    mine = curated.clone("mine").register(ws)
    assert spec_of(mine).warnings == spec.warnings


def test_packages_added_to_a_clone_of_one_of_azures_are_all_it_has(ws):
    mine = Environment.get(ws, "AzureML-sklearn-1.5").clone("mine")
    mine.python.conda_dependencies.add_pip_package("joblib")
    for environment in (mine, mine.register(ws)):
        spec = spec_of(environment)
        assert spec.environment["requirements"] == ["joblib"]
        assert "packages of AzureML-sklearn-1.5, an environment of Azure's own, are not known here" in spec.warnings[0]


def test_passwords_are_not_registered(ws):
    Environment.from_docker_image("i", "image", ContainerRegistry(address="r.example", password="hunter2")).register(ws)
    kept = [path.read_bytes() for path in pathlib.Path(ws.paths.root).rglob("*") if path.is_file()]
    assert kept
    assert not any(b"hunter2" in each for each in kept)


def test_conflicts_are_not_registered(ws):
    environment = Environment("e")
    environment.python.user_managed_dependencies = True
    environment.python.conda_dependencies.add_pip_package("numpy")
    with pytest.raises(UserError, match="conflict"):
        environment.register(ws)
    assert Environment.list(ws) == {}


def test_a_run_finds_its_environment_by_name_and_is_noted_there(ws):
    environment = Environment("vars")
    environment.environment_variables = {"A": "registered", "B": "registered"}
    environment.python.base_conda_environment = sys.prefix
    environment.register(ws)
    config = ScriptRunConfig(command="true", environment="vars:1", environment_variables={"B": "given"})
    run = Experiment(ws, "exp").submit(config)
    spec = run.get_details()["runDefinition"]
    assert spec["environment"]["conda_environment"] == sys.prefix
    assert spec["environment"]["version"] == "1"
    assert ws.environment_store.get("vars").used_by() == [run.id]
    run.wait_for_completion(raise_on_error=False)


def test_an_environment_that_was_changed_has_no_version(ws):
    environment = Environment("e")
    environment.python.base_conda_environment = "/nowhere"
    registered = environment.register(ws)
    registered.python.base_conda_environment = sys.prefix
    run = Experiment(ws, "exp").submit(ScriptRunConfig(command="true", environment=registered))
    assert run.get_details()["runDefinition"]["environment"]["version"] is None
    assert ws.environment_store.get("e").used_by() == []
    run.wait_for_completion(raise_on_error=False)


@pytest.mark.parametrize(("name", "told"), [("skl", "no environment 'skl'. Did you mean 'sk'"), ("sk:7", "no version '7'")])
def test_a_name_that_is_not_registered_makes_no_run(ws, name, told):
    Environment("sk").register(ws)
    with pytest.raises(NotFoundError, match=told):
        Experiment(ws, "exp").submit(ScriptRunConfig(command="true", environment=name))
    assert list(Experiment(ws, "exp").get_runs()) == []


def test_environments_of_other_types_are_refused():
    with pytest.raises(UserError, match="environment is a dict; an Environment"):
        ScriptRunConfig(command="true", environment={"name": "x"})
    settings = RunConfiguration()
    with pytest.raises(UserError, match="environment is 'sk'"):
        settings.environment = "sk"
