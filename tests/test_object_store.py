"""Data in an object store: a real server that speaks S3, on this machine, and the runs that read and write there."""

import socket
import subprocess
import sys
import urllib.request

import pytest
from engine_support import until

from jupyterlab_aml import Experiment, ScriptRunConfig
from jupyterlab_aml.assets.data_view import describe_dataset, preview_dataset
from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.assets.datastores import Datastore
from jupyterlab_aml.assets.output_config import OutputFileDatasetConfig
from jupyterlab_aml.errors import WorkspaceError

pytest.importorskip("s3fs")
SCRIPT = """
import os, sys
source, target = sys.argv[1:]
text = open(source).read() if os.path.isfile(source) else "".join(open(os.path.join(source, name)).read() for name in sorted(os.listdir(source)))
with open(os.path.join(target, "upper.csv"), "w") as file:
    file.write(text.upper())
"""
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def address():
    """The address of the store."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def answers():
        assert server.poll() is None
        try:
            with urllib.request.urlopen(url + "/moto-api/", timeout=5):
                return True
        except OSError:
            return False

    until(answers, timeout=60)
    yield url
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def store(ws, address, monkeypatch):
    """A datastore in a bucket of its own, and the credentials where fsspec looks for them."""
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": address}.items():
        monkeypatch.setenv(name, value)
    with urllib.request.urlopen(urllib.request.Request(address + "/bucket", method="PUT"), timeout=20):
        pass
    yield Datastore.register(ws, "cloud", "s3://bucket/team")
    with urllib.request.urlopen(urllib.request.Request(address + "/moto-api/reset", method="POST"), timeout=20):
        pass


def test_a_run_reads_from_the_store_and_leaves_what_it_made_there(ws, store, script, tmp_path, address):
    (tmp_path / "cars.csv").write_text("make,price\naudi,13950\n")
    store.upload_files([str(tmp_path / "cars.csv")], target_path="raw", show_progress=False)
    cars = Dataset.Tabular.from_delimited_files((store, "raw/*.csv")).register(ws, "cars")
    assert preview_dataset(ws, "cars")["rows"] == [["audi", "13950"]]
    made = OutputFileDatasetConfig("made", destination=(store, "made/{run-id}")).as_upload().register_on_complete("upper")
    arguments = [cars.as_named_input("cars").as_download(), made]
    config = ScriptRunConfig(script(SCRIPT), "train.py", arguments, environment_variables={**CREDENTIALS, "AWS_ENDPOINT_URL": address})
    run = Experiment(ws, "data").submit(config)
    record = run.wait(100)
    assert record.status == "Completed", record.status_reason
    upper = describe_dataset(ws, "upper")
    assert upper["run"] == run.id
    assert [file["path"] for file in upper["files"]] == ["upper.csv"]
    Dataset.get_by_name(ws, "upper").download(str(tmp_path / "back"))
    assert (tmp_path / "back" / "upper.csv").read_text() == "MAKE,PRICE\nAUDI,13950\n"


def test_what_has_changed_in_the_store_since_it_was_registered_is_said_so(ws, store, tmp_path):
    (tmp_path / "cars.csv").write_text("make,price\naudi,13950\n")
    store.upload_files([str(tmp_path / "cars.csv")], target_path="raw", show_progress=False)
    cars = Dataset.Tabular.from_delimited_files((store, "raw/cars.csv")).register(ws, "cars")
    (tmp_path / "cars.csv").write_text("make,price\naudi,99999\n")
    store.upload_files([str(tmp_path / "cars.csv")], target_path="raw", overwrite=True, show_progress=False)
    with pytest.raises(WorkspaceError, match=r"cars:1 is not what was registered: 'cars\.csv' was written to since"):
        cars.to_pandas_dataframe()
