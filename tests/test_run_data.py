"""Inputs and outputs of runs: real runs, from the submission to what is left of them."""

import http.server
import json
import os
import re
import threading

import pytest
from engine_support import finish, run_here, start_runner, until

from jupyterlab_aml import Experiment, RunConfiguration, ScriptRunConfig
from jupyterlab_aml.assets.data_reference import DataPath, DataPathComputeBinding, DataReference
from jupyterlab_aml.assets.data_view import describe_dataset
from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.assets.datastores import Datastore
from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig
from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.errors import NotFoundError, UserError, WorkspaceError
from jupyterlab_aml.runfiles.files import names
from jupyterlab_aml.training.configuration.data import Data, DataLocation

CARS = "make,price\naudi,13950\nbmw,16430\n"
READ = """
import json, os, sys
from jupyterlab_aml import Run
run = Run.get_context()
told = {"arguments": sys.argv[1:], "variables": {k: v for k, v in os.environ.items() if k.startswith(("AZURE_ML_", "AZUREML_DATAREF"))}, "read": {}}
for name, value in run.input_datasets.items():
    if isinstance(value, str):
        told["read"][name] = open(value).read() if os.path.isfile(value) else sorted(os.listdir(value))
    else:
        told["read"][name] = value.to_pandas_dataframe().to_dict("records") if hasattr(value, "to_pandas_dataframe") else value.to_path()
for folder in run.output_datasets.values():
    with open(os.path.join(folder, "made.csv"), "w") as file:
        file.write("a\\n1\\n")
json.dump(told, open("outputs/told.json", "w"))
"""


@pytest.fixture
def cars(ws):
    with open("cars.csv", "w") as file:
        file.write(CARS)
    return Dataset.Tabular.from_delimited_files("cars.csv").register(ws, "cars")


def submit(ws, folder, arguments=(), **more):
    run = Experiment(ws, "data").submit(ScriptRunConfig(folder, "train.py", arguments=list(arguments), **more))
    record = run.wait(60)
    return run, record


def told(run):
    with open(run.paths / "outputs/told.json") as file:
        return json.load(file)


def failure(run, record):
    assert record.status == "Failed", record
    return record.status_reason


def test_tables_and_files_get_to_the_script(ws, cars, script, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a b.png").write_text("a")
    (folder / "n\nö.png").write_text("b")
    files = Dataset.File.from_files(str(folder))
    one = Dataset.File.from_files("cars.csv")
    run, record = submit(
        ws,
        script(READ),
        [
            cars.as_named_input("cars"),
            files.as_named_input("pictures").as_mount(),
            "--one",
            one.as_named_input("one").as_download(),
            files.as_named_input("raw"),
        ],
    )
    assert record.status == "Completed", record
    found = told(run)
    records = [{"make": "audi", "price": 13950}, {"make": "bmw", "price": 16430}]
    assert found["read"] == {"cars": records, "one": CARS, "pictures": ["a b.png", "n\nö.png"], "raw": ["/a b.png", "/n\nö.png"]}
    data = run.paths.attempt(1).data
    assert found["arguments"] == ["cars:1", os.path.join(data, "pictures"), "--one", os.path.join(data, "one", "cars.csv"), f"{run.id}/inputs/raw"]
    assert found["variables"]["AZUREML_DATAREFERENCE_one"] == found["variables"]["AZURE_ML_INPUT_one"] == found["arguments"][3]
    until(lambda: not os.path.exists(data))  # neither copies nor links stay; the runner removes them once it has said that the run has ended
    assert describe_dataset(ws, "cars")["used_by"] == [run.id]
    assert run.input_datasets["cars"].id == "cars:1"
    assert Dataset.get_by_id(ws, f"{run.id}/inputs/raw").to_path() == ["/a b.png", "/n\nö.png"]


def test_outputs_are_stored_and_registered_if_the_run_succeeds(ws, script):
    place = ws.get_default_datastore()
    plain = OutputFileDatasetConfig("plain")
    made = OutputFileDatasetConfig("made", (place, "made/{run-id}")).as_upload().register_on_complete("made", "of a run", {"kind": "test"})
    table = OutputFileDatasetConfig("table").read_delimited_files(path_glob="*.csv").register_on_complete("table")
    run, record = submit(ws, script(READ), [plain, made, table])
    assert record.status == "Completed", record
    assert names(os.path.join(ws.paths.data, "dataset", run.id, "plain")) == ["made.csv"]
    found = ws.datasets["made"]
    assert (found.version, found.description, found.tags) == (1, "of a run", {"kind": "test"})
    assert describe_dataset(ws, "made")["run"] == run.id
    assert found.to_path() == ["/made.csv"]
    assert ws.datasets["table"].to_pandas_dataframe()["a"].tolist() == [1]
    assert run.output_datasets["made"] == os.path.join(ws.paths.data, "made", run.id)
    until(lambda: not os.path.exists(run.paths.attempt(1).data))
    with open(run.paths.attempt(1).data_log) as log:
        assert "registered as made:1" in log.read()


def test_a_run_that_fails_keeps_and_registers_nothing(ws, script):
    output = OutputFileDatasetConfig("made", (ws.get_default_datastore(), "made")).as_upload().register_on_complete("made")
    run, record = submit(ws, script(READ + "sys.exit(3)"), [output])
    assert "exit code 3" in failure(run, record)
    assert not ws.datasets
    assert names(ws.paths.data) == []
    assert names(os.path.join(run.paths.attempt(1).data, "made")) == ["made.csv"]


def test_what_is_there_is_not_written_over(ws, script):
    os.makedirs(os.path.join(ws.paths.data, "made"))
    with open(os.path.join(ws.paths.data, "made", "made.csv"), "w") as file:
        file.write("precious")
    output = OutputFileDatasetConfig("made", (ws.get_default_datastore(), "made"))
    run, record = submit(ws, script(READ), [output.as_upload().register_on_complete("made")])
    assert "There is a file" in failure(run, record)
    assert not ws.datasets
    run, record = submit(ws, script(READ), [output.as_upload(overwrite=True)])
    assert record.status == "Completed"
    with open(os.path.join(ws.paths.data, "made", "made.csv")) as file:
        assert file.read() == "a\n1\n"


def test_data_that_changed_after_the_submission_fails_the_run(ws, cars, script, no_agent):
    run = Experiment(ws, "data").submit(ScriptRunConfig(script(READ), "train.py", arguments=[cars.as_named_input("cars").as_download()]))
    with open("cars.csv", "w") as file:
        file.write(CARS.replace("audi", "opel"))
    record = run_here(run.paths)
    assert "'cars.csv' has other content: its checksum differs" in failure(run, record)
    assert "new version" in record.status_reason
    assert not os.path.exists(run.paths.attempt(1).data)


def test_what_a_lost_attempt_fetched_and_linked_does_not_keep_the_next_from_it(ws, cars, script, no_agent, tmp_path):
    given = cars.as_named_input("cars").as_download(str(tmp_path / "link"))
    run = Experiment(ws, "data").submit(ScriptRunConfig(script(READ), "train.py", arguments=[given]))
    finish(start_runner(run.paths, AML_FAULTS="runner.staged"))
    assert os.path.isdir(run.paths.attempt(1).data)
    assert run_here(run.paths, attempt=2).status == "Completed"
    assert not os.path.exists(run.paths.attempt(1).data)
    assert not os.path.lexists(tmp_path / "link")


def test_what_cannot_be_is_refused_before_there_is_a_run(ws, cars, script):
    os.unlink("cars.csv")
    folder = script(READ)
    with pytest.raises(WorkspaceError, match="is gone"):
        submit(ws, folder, [cars.as_named_input("cars")])
    with pytest.raises(UserError, match="path_on_compute"):
        submit(ws, folder, [OutputFileDatasetConfig("x", source="../x")])
    with pytest.raises(UserError, match="cannot be the name"):
        cars.as_named_input("a b")
    elsewhere = Datastore.register(ws, "elsewhere", str(ws.folder))
    elsewhere.unregister()
    with pytest.raises(NotFoundError, match="no datastore 'elsewhere'"):
        submit(ws, folder, [DataReference(elsewhere, "x")])
    Datastore.register(ws, "gone", "disk")
    with pytest.raises(NotFoundError, match="The folder of the datastore 'gone' is gone"):
        submit(ws, folder, [Datastore(ws, "gone").path("x").as_mount()])
    assert not os.path.exists("disk")
    assert not ws.list_runs()


def test_a_run_says_which_folder_it_cannot_make(ws, script, no_agent):
    os.makedirs("disk")
    store = Datastore.register(ws, "disk", "disk")
    given, made = store.path("x").as_mount(), OutputFileDatasetConfig("made", (store, "y"))
    reads, writes = (Experiment(ws, "data").submit(ScriptRunConfig(script(READ), "train.py", arguments=[each])) for each in (given, made))
    os.rmdir("disk")
    with open("disk", "w"):
        pass
    assert "The folder of the datastore 'disk' is gone" in failure(reads, run_here(reads.paths))
    assert failure(writes, run_here(writes.paths)).startswith("the folder of the output 'made' cannot be made: Not a directory")


def test_references_to_data(ws, script):
    store = ws.get_default_datastore()
    os.makedirs("up")
    with open("up/a.txt", "w") as file:
        file.write("1")
    there = store.upload("up", "in", show_progress=False)
    code = (
        READ
        + """
with open(os.path.join(sys.argv[3], "out.txt"), "w") as file:
    file.write("x")
assert os.listdir("mine") == ["a.txt"]
"""
    )
    run, record = submit(
        ws,
        script(code),
        [there, store.path("in", "copy").as_download("mine"), store.path("out", "out").as_upload()],
    )
    assert record.status == "Completed", record
    assert told(run)["arguments"][0] == os.path.join(ws.paths.data, "in")
    assert told(run)["variables"]["AZUREML_DATAREFERENCE_copy"].endswith("code/mine")
    assert names(os.path.join(ws.paths.data, "out")) == ["out.txt"]


@pytest.fixture
def web(tmp_path):
    folder = tmp_path / "web"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_data_of_the_web(ws, script, web):
    folder, address = web
    (folder / "cars.csv").write_text(CARS)
    cars = Dataset.Tabular.from_delimited_files(f"{address}/cars.csv?raw=true").register(ws, "cars")
    assert len(cars.to_pandas_dataframe()) == 2
    run, record = submit(ws, script(READ), [cars.as_named_input("cars").as_mount(), cars.take(1).as_named_input("one")])
    assert record.status == "Completed", record
    assert told(run)["read"] == {
        "cars": [{"make": "audi", "price": 13950}, {"make": "bmw", "price": 16430}],
        "one": [{"make": "audi", "price": 13950}],
    }
    assert told(run)["arguments"][0].endswith("/cars/cars.csv")
    with pytest.raises(NotFoundError, match="no file at"):
        Dataset.File.from_files(f"{address}/nothing.csv")
    (folder / "cars.csv").write_text(CARS + "vw,1\n")
    with pytest.raises(WorkspaceError, match=f"has {len(CARS) + 5} bytes"):
        cars.to_pandas_dataframe()
    run, record = submit(ws, script(READ), [cars.as_named_input("cars")])
    assert f"has {len(CARS) + 5} bytes" in failure(run, record)


def test_a_script_started_by_hand_is_told_where_inputs_come_from(ws, capsys):
    run = Experiment(ws, "data").start_logging()
    with pytest.raises(NotFoundError, match="has no input 'cars'"):
        run.input_datasets["cars"]
    assert run.input_datasets.get("cars") is None
    run.complete()


def test_a_checkpoint_is_a_path_of_a_datastore(ws, script, tmp_path):
    os.makedirs("checkpoint")
    with open("checkpoint/weights", "w") as file:
        file.write("w")
    store = ws.get_default_datastore()
    store.upload("checkpoint", "checkpoint")
    run, record = submit(ws, script(READ), resume_from=DataPath(store, "checkpoint"))
    assert record.status == "Completed", record.status_reason
    flag, path = told(run)["arguments"]
    assert (flag, path) == ("--resume-from", told(run)["variables"]["AZURE_ML_INPUT_resume_from"])
    assert told(run)["read"] == {"resume_from": ["weights"]}


def test_a_run_goes_on_from_the_outputs_of_another(ws, script):
    first, _ = submit(ws, script("import os\nos.makedirs('outputs/model')\nopen('outputs/model/weights', 'w').write('w')"))
    path = first._get_outputs_datapath()
    assert first.get_file_names()[0] == "outputs/model/weights"
    run, record = submit(ws, script(READ), resume_from=path)
    assert record.status == "Completed", record.status_reason
    assert told(run)["read"] == {"resume_from": ["model"]}
    reference = path.create_data_reference(datapath_compute_binding=DataPathComputeBinding(mode="download"))
    settings = RunConfiguration()
    settings.data_references = {reference.data_reference_name: reference.to_config()}
    run, record = submit(ws, script(READ), ["--resume-from", str(reference)], run_config=settings)
    assert record.status == "Completed", record.status_reason
    assert told(run)["read"] == {"workspaceworkingdirectory": ["model"]}


def test_details_name_what_a_run_takes_and_makes(ws, cars, script):
    output = OutputFileDatasetConfig("made").register_on_complete("made-cars")
    run, _ = submit(ws, script(READ), [cars.as_named_input("cars").as_download(), output])
    details = run.get_details()
    assert details["runDefinition"]["arguments"] == ["${{inputs.cars}}", "${{outputs.made}}"]
    source, target = told(run)["arguments"]
    used = {"type": "RunInput", "inputName": "cars", "mechanism": "Download", "pathOnCompute": source}
    assert details["inputDatasets"] == [{"dataset": {"id": "cars:1"}, "consumptionDetails": used}]
    made = {"outputName": "made", "pathOnCompute": target}
    assert details["outputDatasets"] == [{"identifier": {"savedId": "made-cars"}, "outputType": "RunOutput", "outputDetails": made}]


def test_the_page_shows_arguments_as_given_and_what_they_became(ws, cars, script, capfd):
    table = cars.as_named_input("table")  # handed over by its id
    run, _ = submit(ws, script(READ), [table, DataReference(ws.get_default_datastore(), "x", path_on_datastore="x"), OutputFileDatasetConfig("made")])
    assert run_line(["runs", "show", run.id]) == 0
    page = capfd.readouterr().out
    assert "train.py '${{inputs.table}}' '${{inputs.x}}' '${{outputs.made}}'\n" in page
    words = dict(zip(("inputs.table", "inputs.x", "outputs.made"), told(run)["arguments"], strict=True))
    for name, word in words.items():
        assert re.search(rf"^  \$\{{\{{{name}\}}\}} +{re.escape(word)}$", page, re.MULTILINE), page
    with open(run.paths.attempt(1).inputs, "w") as file:
        file.write("{")
    assert run.get_details()["inputDatasets"][0]["consumptionDetails"]["pathOnCompute"] is None


def test_data_of_a_file_of_settings(ws, cars, script, tmp_path):
    settings = tmp_path / "with-data.yml"
    settings.write_text(
        f"data:\n  table:\n    dataLocation:\n      dataset: {{id: 'cars:1'}}\n  copy:\n    dataLocation:\n      dataset: {{name: cars}}\n"
        f"    mechanism: Download\n    environmentVariableName: AZURE_ML_MINE\n  file:\n    dataLocation:\n      uri: {{path: {tmp_path}/x.txt}}\n"
        "    mechanism: mount\n"
    )
    with pytest.raises(NotFoundError, match="There is no file"):
        submit(ws, script(READ), run_config=RunConfiguration.load(settings))
    (tmp_path / "x.txt").write_text("x")
    run, record = submit(ws, script(READ), run_config=RunConfiguration.load(settings))
    assert record.status == "Completed", record.status_reason
    assert told(run)["read"] == {
        "table": [{"make": "audi", "price": 13950}, {"make": "bmw", "price": 16430}],
        "copy": [{"make": "audi", "price": 13950}, {"make": "bmw", "price": 16430}],
        "file": "x",
    }
    assert told(run)["variables"]["AZURE_ML_MINE"] == told(run)["variables"]["AZURE_ML_INPUT_copy"]


def test_data_that_is_nowhere_is_refused(ws, script):
    settings = RunConfiguration()
    settings.data = {"none": Data(DataLocation())}
    with pytest.raises(UserError, match="'none' says neither which dataset nor which path it is"):
        submit(ws, script(READ), run_config=settings)
