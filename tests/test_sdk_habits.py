"""What notebooks of the SDK take for granted without saying it, and what they are told of the parts that are not here."""

import os
import pathlib

import pytest
from context_support import python

from jupyterlab_aml import ComputeTarget, Environment, Experiment, ScriptRunConfig
from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig
from jupyterlab_aml.environment_build.explain import explanation
from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runner.partitions import values_of
from jupyterlab_aml.training.conda_map import sort_pip_lines
from jupyterlab_aml.training.configuration.distributed import PyTorchConfiguration

INSTALL = "import jupyterlab_aml.compat\nprint(jupyterlab_aml.compat.install())\n"


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


# -- ./outputs of a run in a notebook


def test_what_is_written_to_outputs_while_the_run_goes_on_is_collected(ws, tmp_path):
    outputs = tmp_path / "project" / "outputs"
    write(outputs / "old.txt", "of another run")
    write(outputs / "again.txt", "of another run")
    run = Experiment(ws, "e").start_logging()
    write(outputs / "new.txt", "new")
    write(outputs / "again.txt", "written again")
    write(outputs / "deep" / "model.bin", "model")
    write(outputs / "mine.txt", "first")
    run.upload_file("outputs/mine.txt", str(outputs / "mine.txt"))
    write(outputs / "mine.txt", "changed since it was uploaded")
    run.complete()
    assert run.get_file_names() == ["outputs/again.txt", "outputs/deep/model.bin", "outputs/mine.txt", "outputs/new.txt"]
    run.download_file("outputs/mine.txt", str(tmp_path / "mine.txt"))
    assert (tmp_path / "mine.txt").read_text() == "first"


def test_outputs_may_be_another_folder_and_is_there_from_the_beginning(ws, tmp_path):
    run = Experiment(ws, "e").start_logging(outputs="results")
    os.chdir("/")  # a notebook may go elsewhere meanwhile
    write(tmp_path / "project" / "results" / "a.txt", "a")
    run.fail("enough")
    assert run.get_file_names() == ["outputs/a.txt"]


def test_where_nothing_can_be_written_a_run_can_be_logged(ws, tmp_path):
    (tmp_path / "project" / "outputs").write_text("a file is in the way")
    with Experiment(ws, "e").start_logging() as run:
        run.log("m", 1)
    assert (run.status, run.get_file_names()) == ("Completed", [])


# -- names


def test_a_dataset_may_have_spaces_in_its_name(ws, tmp_path):
    write(tmp_path / "project" / "a.csv", "n\n1\n")
    dataset = Dataset.File.from_files("a.csv").register(ws, "mnist dataset", create_new_version=True)
    assert (dataset.name, dataset.id) == ("mnist dataset", "mnist dataset:1")
    assert [*ws.datasets] == ["mnist dataset"]
    assert OutputFileDatasetConfig().register_on_complete("a b") is not None
    for name in (" a", "a ", "a\tb", "a\n", ""):
        with pytest.raises(UserError, match="with spaces between them"):
            dataset.register(ws, name)
    with pytest.raises(UserError, match=r"name of an environment. Allowed are 1 to 255 letters \(a-z\), digits, '_', '-' and '\.', beginning"):
        Environment("my env").register(ws)


def test_azures_own_environments_are_known_in_small_letters_too(ws):
    assert Environment.get(ws, name="azureml-sklearn-1.5").name == "azureml-sklearn-1.5"
    Environment("azureml-mine").register(ws)
    assert Environment.get(ws, "azureml-mine").version == "1"


@pytest.mark.parametrize("partition_format", ["/weather/florida/{year}/a.csv", "florida/{year}/a.csv", "{year}/a.csv"])
def test_a_partition_format_may_begin_at_the_datastore(partition_format):
    assert values_of(partition_format, "2019/a.csv") == {"year": "2019"}


def test_a_partition_format_that_does_not_fit_is_told():
    with pytest.raises(UserError, match=r"The path '2019/a.csv' does not fit partition_format 'x/\{year\}/b/\{month\}'"):
        values_of("x/{year}/b/{month}", "2019/a.csv")


def test_the_status_of_a_target_can_be_written_out(ws):
    target = ComputeTarget(ws, "local")
    status = target.get_status()
    assert (status, status.serialize()["slots"], status.serialize()["used"]) == ("idle", target.slots, 0)


# -- what is not here


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("from azureml.core.compute import AmlCompute", "jupyterlab_aml has no azureml.core.compute.AmlCompute: runs execute on this machine."),
        ("from azureml.core.model import InferenceConfig", "azureml.core.model.InferenceConfig: models are kept and loaded here, not served."),
        ("from azureml.core import Webservice", "jupyterlab_aml has no azureml.core.Webservice: models are kept"),
        ("from azureml.core.webservice import AciWebservice", "jupyterlab_aml has no azureml.core.webservice: models are kept"),
        (
            "from azureml.train.hyperdrive.policy import BanditPolicy",
            "azureml.train.hyperdrive: sweeps over hyperparameters are not there",
        ),
        ("from azureml.train.automl import AutoMLConfig", "jupyterlab_aml has no azureml.train.automl: automated machine learning is not there"),
        ("from azureml.pipeline.core import Pipeline", "jupyterlab_aml has no azureml.pipeline: pipelines are not there yet"),
        ("from azureml.tensorboard import Tensorboard", "jupyterlab_aml has no azureml.tensorboard: `tensorboard --logdir` shows the folder logs/"),
        ("from azureml.core.model import Modell", "cannot import name 'Modell'"),
        ("import azureml.moon", "No module named 'azureml.moon'"),
    ],
)
def test_a_part_that_is_not_here_is_told_in_one_sentence(tmp_path, line, told):
    done = python(tmp_path, INSTALL + line, check=False)
    assert told in done.stderr.splitlines()[-1]
    assert done.returncode == 1


def test_what_is_installed_later_is_found_before_that(tmp_path):
    folder = tmp_path / "site" / "azureml" / "mlflow"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("HERE = 'installed'")
    code = INSTALL + "import importlib, sys\nsys.path.insert(1, 'site')\nimportlib.invalidate_caches()\nfrom azureml.mlflow import HERE\nprint(HERE)"
    assert python(tmp_path, code).stdout == "True\ninstalled\n"


def test_diagnostics_are_not_collected(tmp_path):
    code = INSTALL + "from azureml.telemetry import set_diagnostics_collection as collect\ncollect(send_diagnostics=True)\ncollect(False)"
    assert python(tmp_path, code).stdout == "True\njupyterlab_aml collects no diagnostics and sends nothing.\n"


# -- what is shown


def test_a_section_shows_what_was_set_and_no_value_of_a_variable():
    environment = Environment("train")
    assert repr(environment) == "Environment(name='train')"
    environment.python.conda_dependencies.add_pip_package("tiny")
    environment.docker.enabled = True
    environment.environment_variables = {"KEY": "hunter2"}
    python = "PythonSection(conda_dependencies=CondaDependencies({'dependencies': [{'pip': ['tiny']}]}))"
    assert repr(environment) == f"Environment(name='train', python={python}, docker=DockerSection(enabled=True))"


NO_WHEEL = "There is no wheel of it for this Python: name {} version of {}, or a Python that has one."
PARSER = 'Traceback (most recent call last):\n  File "<string>", line 14, in <module>\n    exec(code)\n    ^^^^\n'


@pytest.mark.parametrize(
    ("package", "said", "told"),
    [
        (
            "old==0.22.1",
            PARSER + "ModuleNotFoundError: No module named 'pkg_resources'",
            "Failed to build `old==0.22.1`: ModuleNotFoundError: No module named 'pkg_resources'. " + NO_WHEEL.format("another", "old"),
        ),
        (
            "odd",
            "no compiler",
            "Failed to build `odd`: no compiler. " + NO_WHEEL.format("a", "odd"),
        ),
        ("tensorflow-gpu==2.12.0", PARSER, "Failed to build `tensorflow-gpu==2.12.0`: tensorflow has taken its place. Name tensorflow instead."),
        ("sklearn==0.0.post12", "", "Failed to build `sklearn==0.0.post12`: scikit-learn has taken its place. Name scikit-learn instead."),
    ],
)
def test_what_cannot_be_built_is_told_without_the_way_there(package, said, told):
    lines = "".join(f"         {line}\n" for line in ["[stderr]", *said.splitlines()])
    hint = "hint: This usually indicates a problem: add `x` to [tool.uv.extra-build-dependencies]\n"
    printed = f"error: Failed to build `{package}`\n  cause: The build backend returned an error\n  cause: Call to `x:y` failed (exit status: 1)\n\n"
    assert explanation(printed + lines + hint, set()) == told
    assert "is the network there?" in explanation(printed + "  cause: dns error\n", set())


def test_a_package_that_let_notebooks_run_becomes_what_does_so_here():
    assert sort_pip_lines(["azureml-contrib-notebook", "tiny"]) == (["ipykernel", "nbclient", "nbformat", "tiny"], [], [])


def test_processes_of_2019_find_each_other_by_arguments(ws, script):
    code = "import os, sys\nprint(sys.argv[1:], os.environ['MASTER_PORT'])"
    found = PyTorchConfiguration("Gloo", process_count=2)
    arguments = ["--dist-url", "$AZ_BATCHAI_PYTORCH_INIT_METHOD", "--rank", "$RANK", "--home", "$HOME"]
    run = Experiment(ws, "e").submit(ScriptRunConfig(script(code), "train.py", arguments, distributed_job_config=found))
    assert run.wait(timeout_s=60).status == "Completed"
    for rank in range(2):
        text = pathlib.Path(run.paths.attempt(1).rank_log(rank)).read_text().strip()
        port = text.split()[-1]
        assert text == f"['--dist-url', 'tcp://127.0.0.1:{port}', '--rank', '{rank}', '--home', '$HOME'] {port}"
