"""``aml data``, ``aml datastores``, and the data of ``aml submit``."""

import json
import os

import pytest
from cli_support import Terminal

from jupyterlab_aml.cli import fields, past_fields
from jupyterlab_aml.cli.door import run as run_line
from jupyterlab_aml.notebook.expand import split
from jupyterlab_aml.runfiles.files import read_json

CARS = "make,price\naudi,13950\nbmw,16430\n"
SHOW = "import sys\nfrom jupyterlab_aml import Run\nprint(open(sys.argv[1]).read() if len(sys.argv) > 1 else '')\n"


@pytest.fixture
def cars(ws):
    with open("cars.csv", "w") as file:
        file.write(CARS)
    return ws


@pytest.fixture
def aml(capfd):
    def run(*words):
        status = run_line(list(words))
        done = capfd.readouterr()
        return status, done.out, done.err

    return run


def test_a_dataset_from_registration_to_the_end(cars, aml):
    status, out, err = aml("data", "create", "cars", "cars.csv", "--tag", "a=b", "--description", "prices", "--json")
    assert (status, err) == (0, "")
    made = json.loads(out)
    assert (made["name"], made["version"], made["type"], made["tags"], made["description"]) == ("cars", "1", "tabular", {"a": "b"}, "prices")
    assert json.loads(aml("data", "create", "cars", "cars.csv", "--json")[1])["version"] == "1"
    assert "cars" in aml("data", "list")[1]
    page = aml("data", "show", "cars")[1]
    assert "used by      no run" in page
    assert "azureml://datastores/workspaceworkingdirectory/paths/cars.csv" in page
    assert aml("data", "preview", "cars", "-n", "1") == (0, "make  price\naudi  13950\n", "the first 1 row\n")
    assert aml("data", "download", "cars", "-o", "copy")[0] == 0
    assert os.listdir("copy") == ["cars.csv"]
    status, _, err = aml("data", "download", "cars", "-o", "copy")
    assert status == 4
    assert "--force" in err
    status, _, err = aml("data", "delete", "cars", "--yes")
    assert status == 2
    assert "does not say which version" in err
    assert aml("data", "delete", "cars:1", "--yes")[1] == "cars:1: deleted\n"
    assert os.path.exists("cars.csv")


@pytest.mark.parametrize(
    ("name", "text", "rows"),
    [
        ("cars.json", '{"make": "audi"}\n{"make": "bmw"}\n', [["audi"], ["bmw"]]),
        ("parts/1.ndjson", '{"make": "audi"}\n', [["audi"]]),
        ("parts/1.tsv", "make\naudi,1\n", [["audi,1"]]),
    ],
)
def test_the_format_of_a_table_is_that_of_its_files(cars, aml, name, text, rows):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w") as file:
        file.write(text)
    path = os.path.dirname(name) or name
    assert aml("data", "create", "cars", path, "--type", "tabular")[0] == 0
    assert json.loads(aml("data", "preview", "cars", "--json")[1])["rows"] == rows


def test_files_patterns_and_what_is_wrong(cars, aml):
    os.mkdir("p")
    for name in ("a.png", "b.png"):
        with open(f"p/{name}", "w") as file:
            file.write(name)
    assert json.loads(aml("data", "create", "p", "p/*.png", "--json")[1])["file_count"] == 2
    assert "and 1 more file" in aml("data", "preview", "p", "-n", "1")[2]
    for words, status, said in [
        (("create", "x", "crs.csv"), 3, "Did you mean"),
        (("create", "x/y", "cars.csv"), 2, "cannot be the name"),
        (("create", "x", "p", "--separator", ";"), 2, "is for tables"),
        (("show", "pp"), 3, "Did you mean 'p'"),
        (("preview", "p:7"), 3, "There is: 1"),
    ]:
        found = aml("data", *words)
        assert found[0] == status, found
        assert said in found[2]


def test_datastores(cars, aml, tmp_path):
    assert aml("datastores", "create", "raw", str(tmp_path / "raw"))[0] == 0
    assert json.loads(aml("datastores", "set-default", "raw", "--json")[1])["default"] is True
    assert [each["name"] for each in json.loads(aml("datastores", "list", "--json")[1])] == ["workspaceblobstore", "workspaceworkingdirectory", "raw"]
    assert aml("datastores", "create", "raw", "s3://other")[0] == 4
    status, _, err = aml("datastores", "create", "bad", "abfsz://bucket")
    assert (status, "no store is called 'abfsz'" in err, "'abfs'" in err) == (2, True, True), err
    status, _, err = aml("datastores", "create", "bad", "s3://key:secret@bucket")
    assert status == 2
    assert "secret@" not in err
    assert aml("datastores", "delete", "raw")[0] == 0
    assert aml("datastores", "delete", "workspaceblobstore")[0] == 4
    assert "workspaceblobstore" in [each["name"] for each in json.loads(aml("datastores", "list", "--json")[1]) if each["default"]]


def test_a_run_gets_what_the_line_names(cars, aml):
    with open("train.py", "w") as file:
        file.write(SHOW + "open(sys.argv[2] + '/made.txt', 'w').close()\n")
    aml("data", "create", "prices", "cars.csv")
    for value in ("cars.csv", "prices", "azureml:prices:1"):
        line = ["submit", "train.py", "--stream", "--input", f"cars={value}", "--output", "made=workspaceblobstore/made", "--input-mode", "download"]
        status, out, err = aml(*line, "--", "${{inputs.cars}}", "${{outputs.made}}")
        assert (status, out) == (0, CARS + "\n"), err
    assert os.listdir(".aml/data/made") == ["made.txt"]
    record = cars.list_runs(limit=1)[0]
    past = past_fields.fields_of(read_json(cars.paths.run(record.id).spec), {}, None)
    assert past["input"] == {"cars": "prices:1"}
    assert past["output"] == {"made": "workspaceblobstore/made"}
    assert past["input_mode"] == "download"
    assert record.id in aml("data", "show", "prices")[1]
    with open("prices:1", "w") as file:
        file.write("a file of the same name")
    assert past_fields.fields_of(read_json(cars.paths.run(record.id).spec), {}, None)["input"] == {"cars": "azureml:prices:1"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--input", "cars=crs.csv"], 3, "Did you mean"),
        (["--input", "a b=cars.csv"], 2, "cannot be the name of an input"),
        (["--input", "cars=azureml:nothing"], 3, "no dataset 'nothing'"),
        (["--input", "cars=both"], 4, "./both for the file"),
        (["--output", "made=blob/x"], 3, "no datastore 'blob'"),
        (["--output", "made=workspaceblobstore/../x"], 2, "leads out of its datastore"),
        (["--", "${{inputs.cars}}"], 3, "has no input 'cars'"),
        (["--input", "cars="], 2, "The input 'cars' has no value"),
        (["--input", "cars=cars.csv", "--input", "cars=both"], 2, "gives the name 'cars', which is taken"),
        (["--input", "cars=cars.csv", "--output", "cars="], 2, "gives the name 'cars', which is taken"),
        (["--input-mode", "download"], 2, "--input-mode goes with --input"),
    ],
)
def test_wrong_data_is_refused_before_there_is_a_run(cars, aml, words, status, said):
    with open("train.py", "w") as file:
        file.write(SHOW)
    with open("both", "w") as file:
        file.write("x")
    aml("data", "create", "both", "both")
    for more in ([], ["--dry-run"]):
        found = aml("submit", "train.py", *more, *words)
        assert found[0] == status, found
        assert said in found[2]
    assert not cars.list_runs()


def test_placeholders_survive_the_line_of_a_cell():
    given = {
        "script": "train.py",
        "input": {"cars": "azureml:cars:1", "x": "a b'{c}$d"},
        "output": {"made": ""},
        "arguments": ["--data", "${{inputs.cars}}", "--out=${{outputs.made}}/x"],
    }
    line = fields.line(given)
    assert split(line.removeprefix("%aml submit "), {"inputs": "wrong", "d": "wrong"}) == fields.words(given)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--environment", "mine"], "There is no environment 'mine'"),
        (["--compute", "cluster"], "There is no compute target 'cluster'"),
        (["--input", "cars=nothing.csv"], "neither a file nor a dataset"),
        (["--output", "made=store/x"], "no datastore 'store'"),
    ],
)
def test_no_workspace_is_made_for_what_is_refused(tmp_path, capsys, words, said):
    (tmp_path / "train.py").write_text("pass")
    for more in ([], ["--dry-run"]):
        found = Terminal(capsys)("submit", "train.py", *more, *words)
        assert found.status == 3
        assert said in found.err
    assert os.listdir(tmp_path) == ["train.py"]


def test_a_dry_run_tells_the_data(cars, aml):
    with open("train.py", "w") as file:
        file.write(SHOW)
    aml("data", "create", "cars", "cars.csv")
    line = ["submit", "train.py", "--input", "data=cars", "--input", "file=cars.csv", "--output", "made=workspaceblobstore/made", "--dry-run"]
    shown = aml(*line)[1]
    assert f"\ndata          data (cars), file ({os.path.abspath('cars.csv')})\nmakes data    made (workspaceblobstore/made)\n" in shown
    assert json.loads(aml(*line, "--json")[1])["inputs"]["data"]["asset"] == "cars"
