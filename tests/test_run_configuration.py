"""Run configurations: attributes, files, and what they tell a run."""

import json
import pathlib
import shutil

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jupyterlab_aml import (
    CondaDependencies,
    Environment,
    MpiConfiguration,
    PyTorchConfiguration,
    RunConfiguration,
    ScriptRunConfig,
    TensorflowConfiguration,
)
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.training.configuration.data import Data, DataLocation, DataPath, DataReferenceConfiguration, Dataset, OutputData, Uri
from jupyterlab_aml.training.configuration.distributed import Gloo, Mpi, Nccl, ParallelTaskConfiguration, ParameterServer
from jupyterlab_aml.training.configuration.run_configuration import run_configuration_schema
from jupyterlab_aml.training.configuration.spark import SparkPackage

SAMPLE = pathlib.Path(__file__).parent / "run_configurations" / "of_the_sdk.runconfig"
SCHEMA = run_configuration_schema()


def spec_of(settings=None, **given):
    return ScriptRunConfig(command=["python", "-c", "pass"], run_config=settings, **given).to_run_spec()


# -- attributes


def test_every_section_of_2019_by_attributes():
    settings = RunConfiguration(framework="python", conda_dependencies=CondaDependencies.create(conda_packages=["scikit-learn"]))
    settings.target = "cluster"
    settings.environment.docker.enabled = True
    settings.environment.docker.base_image = "image"
    settings.environment.docker.gpu_support = True
    settings.environment.spark.precache_packages = False
    settings.environment.spark.packages = [SparkPackage("group", "artifact", "1")]
    settings.auto_prepare_environment = True
    settings.node_count = 1
    settings.hdi.yarn_deploy_mode = "client"
    settings.spark.configuration["spark.app.name"] = "name"
    settings.tensorflow.worker_count = 2
    settings.mpi.process_count_per_node = 2
    settings.pytorch.process_count = 2
    settings.amlcompute.vm_size = "STANDARD_D2_V2"
    settings.history.output_collection = True
    settings.priority = 5
    settings.data_references = {"images": DataReferenceConfiguration("store", "download", "images", "/tmp/images")}
    spec = spec_of(settings)
    assert (spec.compute, spec.nodes, spec.distribution) == ("cluster", 1, None)
    assert spec.environment["requirements"] == ["scikit-learn"]
    assert spec.environment["docker"]["gpu"] is True
    assert spec.inputs["images"] == {
"type": "uri", "mode": "download", "asset": None, "datastore": "store", "path": "images", "path_on_compute": "/tmp/images", "overwrite": False,
    }  # fmt: skip


BAD_ATTRIBUTES = {
    "environment.python.interpretr_path": ("x", "PythonSection has no setting 'environment.python.interpretr_path'. Did you mean 'interpreter_path'"),
    "environment.python.interpreter_path": (2, "environment.python.interpreter_path is 2, allowed is a text"),
    "environment.python.user_managed_dependencies": ("yes", "user_managed_dependencies is 'yes', allowed is true or false"),
    "environment.python.conda_dependencies": (["numpy"], r"conda_dependencies is \['numpy'\]: allowed is a CondaDependencies"),
    "environment.docker.enabled": (None, "environment.docker.enabled is None, allowed is true or false"),
    "environment.docker.arguments": ("-it", "environment.docker.arguments is '-it', allowed is a list of texts"),
    "environment.spark.packages": ([5], "environment.spark.packages.0 is 5"),
    "environment.python": (3, "environment.python is 3"),
    "framework": ("Pyhton", "framework is 'Pyhton', allowed is one of 'Python', 'PySpark'"),
    "communicator": ("gloo2", "communicator is 'gloo2', allowed is one of 'None'"),
    "node_count": (0, "node_count is 0, allowed is a whole number from 1 up"),
    "node_cuont": (2, "has no setting 'node_cuont'. Did you mean 'node_count'"),
    "mpi.process_count_per_node": (True, "mpi.process_count_per_node is True, allowed is a whole number from 1 up"),
    "pytorch.communication_backend": ("mpi", "pytorch.communication_backend is 'mpi', allowed is one of 'Nccl', 'Gloo'"),
    "tensorflow.worker_count": ("2", "tensorflow.worker_count is '2', allowed is a whole number from 1 up"),
    "max_run_duration_seconds": (-1, "max_run_duration_seconds is -1, allowed is a number"),
    "target": (5, "compute_target is a int"),
    "environment_variables": (["A"], "environment_variables is a list; a dict is needed"),
    "data_references": ({"a": 1}, "data_references.a is 1"),
    "history.directories_to_watch": (1, "history.directories_to_watch is 1, allowed is a list of texts"),
}


@pytest.mark.parametrize("path", BAD_ATTRIBUTES)
def test_what_does_not_fit_is_refused_where_it_is_set(path):
    value, told = BAD_ATTRIBUTES[path]
    section = settings = RunConfiguration()
    *parents, name = path.split(".")
    for parent in parents:
        section = getattr(section, parent)
    with pytest.raises(UserError, match=told):
        setattr(section, name, value)
    assert settings == RunConfiguration(), "nothing is changed"


def test_keywords_are_checked_as_attributes_are():
    with pytest.raises(UserError, match=r"mpi.process_count_per_node is 0"):
        MpiConfiguration(0)
    with pytest.raises(UserError, match=r"no setting 'mpi.proces_count' \(did you mean .*process_count_per_node'"):
        MpiConfiguration(proces_count=2)
    with pytest.raises(UserError, match="run_config is a dict; a RunConfiguration is needed"):
        spec_of({})
    with pytest.raises(UserError, match="run_config is a dict; a RunConfiguration is needed"):
        ScriptRunConfig(command="true").run_config = {}


def test_shared_settings_stay_apart():
    target = type("Target", (), {"name": "vm"})()
    shared = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["numpy"]))
    shared.target = target
    one, two = (ScriptRunConfig(command="true", run_config=shared) for _ in range(2))
    one.run_config.environment.python.conda_dependencies.add_pip_package("scipy")
    one.run_config.environment.docker.arguments.append("-x")
    one.run_config.environment_variables["A"] = "1"
    one.run_config.arguments.append("--one")
    assert two.run_config == shared
    assert two.run_config.target is target
    assert one.run_config != shared


def test_plain_runs_do_not_load_what_checks_settings(tmp_path):
    from context_support import python

    code = (
        "import sys\nfrom jupyterlab_aml import ScriptRunConfig\n"
        "ScriptRunConfig(command='true', compute_target='local', max_run_duration_seconds=5).to_run_spec()\nprint('pydantic' in sys.modules)\n"
    )
    assert python(tmp_path, code).stdout == "False\n"


# -- files


def test_a_file_of_the_sdk_is_read_and_kept(tmp_path):
    shutil.copytree(SAMPLE.parent, tmp_path / ".azureml")
    settings = RunConfiguration.load(tmp_path, "of_the_sdk")
    assert settings.environment.spark.packages == [SparkPackage("com.microsoft.ml.spark", "mmlspark_2.11", "0.12")]
    spec = ScriptRunConfig(run_config=settings, source_directory=tmp_path, extra_files={"train.py": b""}).to_run_spec()
    assert (spec.environment, spec.script, spec.arguments, spec.compute, spec.timeout_s) == (None, "train.py", ("--alpha", "0.5"), "local", None)
    assert spec.environment_variables == {"EXAMPLE_ENV_VAR": "EXAMPLE_VALUE"}
    where = pathlib.Path(settings.save(tmp_path, "again"))
    assert where == tmp_path / ".azureml" / "again.runconfig"
    again = yaml.safe_load(where.read_text())
    _contains(again, yaml.safe_load(SAMPLE.read_text()))
    assert again["somebodyElses"] == {"nested": [1, {"two": 3}]}
    assert RunConfiguration.load(where) == settings


def _contains(whole, part, path=""):
    """Everything of a file is in the other; null stands for what is by default."""
    for key, value in part.items():
        if isinstance(value, dict):
            _contains(whole[key], value, f"{path}.{key}")
        elif value not in (None, ""):
            assert whole[key] == value, f"{path}.{key}"


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
names = st.text("abcdefghij_", min_size=1, max_size=8)
counts = st.integers(1, 1000)


@st.composite
def run_configurations(draw):
    settings = RunConfiguration(
        draw(st.none() | texts), draw(st.lists(texts | st.integers() | st.booleans(), max_size=3)), command=draw(texts | st.lists(texts, max_size=2))
    )
    settings.framework = draw(st.sampled_from(["Python", "PySpark", "TensorFlow", "PyTorch"]))
    settings.target = draw(st.none() | names)
    settings.node_count, settings.mpi.process_count_per_node, settings.tensorflow.worker_count = draw(counts), draw(counts), draw(counts)
    settings.max_run_duration_seconds = draw(st.none() | st.floats(0.1, 1e9))
    settings.environment.name, settings.environment.version = draw(names), draw(st.none() | texts)
    settings.environment.docker.enabled, settings.environment.docker.base_image = draw(st.booleans()), draw(st.none() | texts)
    settings.environment.docker.arguments = draw(st.lists(texts, max_size=3))
    settings.environment.python.interpreter_path = draw(st.none() | texts)
    for package in draw(st.lists(names, max_size=3)):
        settings.environment.python.conda_dependencies.add_conda_package(package)
    settings.environment.environment_variables = draw(st.dictionaries(names, texts, max_size=3))
    settings.environment_variables = draw(st.dictionaries(names, texts, max_size=3))
    settings.spark.configuration = draw(st.dictionaries(texts, texts | st.integers() | st.floats(allow_nan=False), max_size=3))
    settings.data_references = draw(
        st.dictionaries(names, st.builds(DataReferenceConfiguration, st.none() | texts, path_on_datastore=texts), max_size=2)
    )
    return settings


@hypothesis_settings(max_examples=25, deadline=None)
@given(run_configurations(), st.dictionaries(st.text("XYZ", min_size=3, max_size=5), st.integers() | texts | st.lists(texts), max_size=3))
def test_files_are_read_as_they_were_written(tmp_path_factory, settings, foreign):
    where = tmp_path_factory.mktemp("round") / "a.runconfig"
    settings.save(where)
    assert RunConfiguration.load(where) == settings
    content = yaml.safe_load(where.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(content)), SCHEMA)
    content["environment"]["python"].update(foreign)
    where.write_text(yaml.safe_dump({**content, **foreign}), encoding="utf-8")
    RunConfiguration.load(where).save(where)
    assert yaml.safe_load(where.read_text(encoding="utf-8")) == {**content, **foreign}


BAD_FILES = {
    "a: [": "cannot be read as YAML",
    "[1, 2]": "holds a list; keys with values are needed",
    "nodeCuont: 2": r"there is no setting 'nodeCuont' \(did you mean 'nodeCount'",
    "node_count: 2": r"there is no setting 'node_count' \(did you mean 'nodeCount'",
    "nodeCount: two": "nodeCount is 'two', allowed is a whole number from 1 up",
    "environment: {python: {interpretrPath: x}}": "no setting 'environment.python.interpretrPath' .did you mean 'interpreterPath'",
    "environment: {docker: {enabled: maybe}}": "environment.docker.enabled is 'maybe', allowed is true or false",
    "environment: [1]": r"environment is \[1\]",
    "environment: {python: {condaDependencies: {dependencies: numpy}}}": "dependencies is 'numpy', allowed is a list",
    "dataReferences: {a: {mode: mout}}": "dataReferences.a.mode is 'mout', allowed is one of 'mount'",
    "framework: 5": "framework is 5, allowed is one of 'Python'",
    "environment: {python: {condaDependenciesFile: gone.yml}}": "no conda file .*gone.yml",
}


@pytest.mark.parametrize("text", BAD_FILES)
def test_what_does_not_fit_in_a_file_is_told_with_its_path(tmp_path, text):
    (tmp_path / "bad.runconfig").write_text(text)
    with pytest.raises(UserError, match=BAD_FILES[text]):
        RunConfiguration.load(tmp_path / "bad.runconfig")


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path):
    (tmp_path / "bad.runconfig").write_text("nodeCount: 0\npriority: high\nmpi: {procesCountPerNode: 2}\n")
    with pytest.raises(UserError, match=r"bad\.runconfig: .*procesCountPerNode") as raised:
        RunConfiguration.load(tmp_path, "bad")
    assert [each["field"] for each in raised.value.details["problems"]] == ["nodeCount", "priority", "mpi.procesCountPerNode"]


def test_where_files_are_looked_for(tmp_path):
    settings = RunConfiguration("train.py")
    settings.save(tmp_path, "first")
    for folder, name in [("aml_config", "old"), ("aml_config", "older.runconfig"), (".azureml", "plain")]:
        (tmp_path / folder).mkdir(exist_ok=True)
        settings.save(tmp_path / folder / name)
    for name in ("first", "old", "older", "plain"):
        assert RunConfiguration.load(tmp_path, name).script == "train.py"
    with pytest.raises(NotFoundError, match=r"no run configuration 'fisrt' .*Did you mean 'first'"):
        RunConfiguration.load(tmp_path, "fisrt")
    with pytest.raises(NotFoundError, match="no run configuration file"):
        RunConfiguration.load(tmp_path / "nothing.runconfig")
    RunConfiguration.delete(tmp_path, "first")
    with pytest.raises(NotFoundError):
        RunConfiguration.delete(tmp_path, "first")
    with pytest.raises(UserError, match="cannot be the name"):
        settings.save(tmp_path, "../up")


def test_packages_in_a_file_of_their_own(tmp_path):
    settings = RunConfiguration(conda_dependencies=CondaDependencies.create(pip_packages=["numpy"]))
    where = pathlib.Path(settings.save(tmp_path, "shared", separate_environment_yaml=True))
    assert "condaDependencies" not in yaml.safe_load(where.read_text())["environment"]["python"]
    assert yaml.safe_load((tmp_path / ".azureml" / "environment.yml").read_text()) == {"dependencies": [{"pip": ["numpy"]}]}
    loaded = RunConfiguration.load(tmp_path, "shared")
    assert loaded.environment.python.conda_dependencies == settings.environment.python.conda_dependencies
    before = where.read_text()
    loaded.save(tmp_path, "shared")
    assert where.read_text() == before
    loaded.environment.python.conda_dependencies.add_pip_package("scipy")
    loaded.save(tmp_path, "shared")
    assert "scipy" in where.read_text()
    assert RunConfiguration.load(tmp_path, "shared").environment.python.conda_dependencies == loaded.environment.python.conda_dependencies


def test_what_no_file_can_hold(tmp_path):
    with pytest.raises(UserError, match="A Input cannot be written into a file"):
        RunConfiguration(arguments=[Input("images")]).save(tmp_path, "a")
    assert not (tmp_path / ".azureml").exists()


def test_a_conda_file_beside_the_script(tmp_path):
    (tmp_path / "conda.yml").write_text("dependencies: [numpy]\n")
    settings = RunConfiguration()
    settings.environment.python.conda_dependencies_file = "conda.yml"
    spec = ScriptRunConfig(tmp_path, "t.py", run_config=settings, extra_files={"t.py": b""}).to_run_spec()
    assert spec.environment["requirements"] == ["numpy"]


# -- several processes

DISTRIBUTED = [
    (MpiConfiguration(process_count_per_node=2, node_count=3), {"type": "Mpi", "process_count_per_instance": 2}, 3),
    (PyTorchConfiguration("Gloo", 4, 2), {"type": "PyTorch", "process_count_per_instance": 2, "backend": "gloo"}, 2),
    (PyTorchConfiguration(node_count=2), {"type": "PyTorch", "process_count_per_instance": 1, "backend": "nccl"}, 2),
    (TensorflowConfiguration(2, 1), {"type": "TensorFlow", "worker_count": 2, "parameter_server_count": 1}, 1),
    (Mpi(2), {"type": "Mpi", "process_count_per_instance": 2}, 1),
    (Gloo(), {"type": "PyTorch", "process_count_per_instance": 1, "backend": "gloo"}, 1),
    (Nccl(), {"type": "PyTorch", "process_count_per_instance": 1, "backend": "nccl"}, 1),
    (ParameterServer(3, 2), {"type": "TensorFlow", "worker_count": 3, "parameter_server_count": 2}, 1),
]


@pytest.mark.parametrize(("job_config", "distribution", "nodes"), DISTRIBUTED, ids=lambda value: type(value).__name__)
def test_which_processes_a_run_is(job_config, distribution, nodes):
    spec = spec_of(distributed_job_config=job_config)
    assert (spec.distribution, spec.nodes) == (distribution, nodes)


ATTRIBUTES = [
    ("Python", "IntelMpi", {"type": "Mpi", "process_count_per_instance": 2}),
    ("TensorFlow", "OpenMpi", {"type": "Mpi", "process_count_per_instance": 2}),
    ("PyTorch", "Gloo", {"type": "PyTorch", "process_count_per_instance": 1, "backend": "gloo"}),
    ("pytorch", "nccl", {"type": "PyTorch", "process_count_per_instance": 1, "backend": "nccl"}),
    ("TensorFlow", "ParameterServer", {"type": "TensorFlow", "worker_count": 1, "parameter_server_count": 1}),
    ("PySpark", "None", {"type": "PySpark", "configuration": {"spark.app.name": "a"}}),
]


@pytest.mark.parametrize(("framework", "communicator", "distribution"), ATTRIBUTES)
def test_which_processes_attributes_come_to(framework, communicator, distribution):
    settings = RunConfiguration(framework=framework, communicator=communicator)
    settings.node_count = 2
    settings.mpi.process_count_per_node = 2
    settings.spark.configuration = {"spark.app.name": "a"}
    assert (spec_of(settings).distribution, spec_of(settings).nodes) == (distribution, 2)


def test_settings_of_processes_that_conflict():
    cases = [
        ({"framework": "Python", "communicator": "Gloo"}, {}, "framework='Python' and communicator='Gloo' conflict"),
        ({"framework": "CNTK"}, {}, "framework='CNTK' cannot run here"),
        ({"communicator": "ParallelTask"}, {}, "communicator='ParallelTask' cannot run here"),
        ({}, {"node_count": 2}, "node_count is 2, but nothing says"),
        ({"communicator": "IntelMpi"}, {"node_count": 3, "mpi": MpiConfiguration(1, 2)}, "node_count is 3, but mpi.node_count is 2"),
    ]
    for words, attributes, told in cases:
        settings = RunConfiguration(**words)
        for name, value in attributes.items():
            setattr(settings, name, value)
        with pytest.raises(UserError, match=told):
            spec_of(settings)
    with pytest.raises(UserError, match="process_count=3 cannot be shared out evenly between node_count=2"):
        spec_of(distributed_job_config=PyTorchConfiguration("Gloo", 3, 2))
    with pytest.raises(UserError, match="distributed_job_config is a ParallelTaskConfiguration"):
        spec_of(distributed_job_config=ParallelTaskConfiguration())


def test_more_nodes_than_a_target_has_make_no_run(ws):
    from jupyterlab_aml import Experiment

    config = ScriptRunConfig(command="true", distributed_job_config=MpiConfiguration(node_count=2))
    with pytest.raises(UserError, match=r"takes 2 nodes, but the compute target 'local' has 1\. .*process_count_per_node=2"):
        Experiment(ws, "exp").submit(config)
    assert list(Experiment(ws, "exp").get_runs()) == []


# -- data


class Told:
    """What the classes for data are to a run configuration."""

    def __init__(self, name, **facts):
        self.name, self.facts = name, facts


class Input(Told):
    def to_input(self):
        return self.name, self.facts


class Output(Told):
    def to_output(self):
        return self.name, self.facts


def test_data_among_the_words():
    images, model = Input("images", type="file", mode="mount"), Output("model", mode="upload")
    spec = ScriptRunConfig(command=["python", "t.py", images, "--again", images], arguments=["--to", model, 3]).to_run_spec()
    assert spec.command == ("python", "t.py", "${{inputs.images}}", "--again", "${{inputs.images}}", "--to", "${{outputs.model}}", "3")
    assert (spec.inputs, spec.outputs) == ({"images": {"type": "file", "mode": "mount"}}, {"model": {"mode": "upload"}})
    with pytest.raises(UserError, match="Two inputs or outputs have the name 'images'"):
        ScriptRunConfig(command=["x", images, Input("images", type="tabular")])
    with pytest.raises(UserError, match="'a b' cannot be the name of an input"):
        ScriptRunConfig(command="x", arguments=[Input("a b")])


def test_data_of_the_run_configuration(tmp_path):
    settings = RunConfiguration()
    settings.data_references = {"ref": DataReferenceConfiguration("store", "mount", "a/b")}
    settings.data = {
        "set": Data(DataLocation(Dataset(dataset_name="digits", dataset_version=2)), mechanism="download"),
        "told": Input("told", type="file", mode="mount", asset="iris:1", path_on_compute=None),
    }
    settings.output_data = {"out": Output("out", datastore="store", path="c", mode="upload", register=None)}
    spec = spec_of(settings, arguments=["--data", "$AZUREML_DATAREFERENCE_ref", "$AZUREML_DATAREFERENCE_other"])
    assert spec.command[-2:] == ("${{inputs.ref}}", "$AZUREML_DATAREFERENCE_other")
    assert spec.inputs["set"] == {"type": "file", "asset": "digits:2", "mode": "download", "path_on_compute": None, "overwrite": False}
    assert spec.inputs["told"]["asset"] == "iris:1"
    assert spec.outputs["out"] == {"datastore": "store", "path": "c", "mode": "upload", "register": None}
    loaded = RunConfiguration.load(settings.save(tmp_path / "a.runconfig"))
    assert loaded.data["told"].data_location.dataset == Dataset(dataset_name="iris", dataset_version="1")
    assert spec_of(loaded).outputs["out"] == {**spec.outputs["out"], "overwrite": False, "path_on_compute": None}
    assert isinstance(loaded.output_data["out"], OutputData)


def test_every_place_that_data_can_be_in():
    places = {
        "id": DataLocation(Dataset(dataset_id="digits:2")),
        "both": DataLocation(Dataset(dataset_id="0a1b", dataset_name="digits")),
        "path": DataLocation(data_path=DataPath("store", "a")),
        "uri": DataLocation(uri=Uri("https://a.example/b.csv")),
        "known": DataLocation(uri=Uri("azureml://subscriptions/s/datastores/store/paths/a/b")),
    }
    settings = RunConfiguration()
    settings.data = {name: Data(place, mechanism="Download", environment_variable_name="WHERE") for name, place in places.items()}
    inputs = spec_of(settings).inputs
    assert {name: facts["asset"] for name, facts in inputs.items() if facts["type"] == "file"} == {"id": "digits:2", "both": "digits", "uri": None}
    assert {name: (facts["datastore"], facts["path"]) for name, facts in inputs.items() if facts["type"] == "uri"} == {
        "path": ("store", "a"),
        "known": ("store", "a/b"),
    }
    assert inputs["uri"]["uri"] == "https://a.example/b.csv"
    assert {(facts["mode"], facts["variable"]) for facts in inputs.values()} == {("download", "WHERE")}


def test_going_on_from_a_checkpoint():
    spec = spec_of(resume_from=Input("anything", type="uri", path="a"), arguments=["-x"])
    assert spec.command[-3:] == ("-x", "--resume-from", "${{inputs.resume_from}}")
    assert spec.inputs == {"resume_from": {"type": "uri", "path": "a"}}
    with pytest.raises(UserError, match="resume_from is a str"):
        spec_of(resume_from="a")


def test_the_schema_tells_every_key():
    assert set(SCHEMA["properties"]) >= {"nodeCount", "environment", "dataReferences", "maxRunDurationSeconds"}
    assert SCHEMA["properties"]["framework"]["enum"][0] == "Python"
    assert Environment.model_json_schema()["properties"]["environmentVariables"]["type"] == "object"
