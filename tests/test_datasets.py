"""Datasets: made from files of every kind, kept as they were, and read only as long as they are that."""

# ruff: noqa: DTZ001 columns of times have no zone

import os
from datetime import datetime, timedelta, timezone

import pytest

from jupyterlab_aml.assets.data_view import describe_data, describe_dataset, describe_datastores, preview_dataset
from jupyterlab_aml.assets.dataset import Dataset
from jupyterlab_aml.assets.dataset_factory import DataType
from jupyterlab_aml.errors import ConflictError, DatasetTimestampMissingError, NotFoundError, RunEnvironmentError, UserError, WorkspaceError

pd = pytest.importorskip("pandas")
CARS = "make,price,sold\naudi,13950,2020-01-31\nbmw,16430,2020-02-01\nmazda,,2020-02-02\n"


@pytest.fixture
def cars(ws, tmp_path):
    (tmp_path / "project" / "cars.csv").write_text(CARS)
    return Dataset.Tabular.from_delimited_files("cars.csv")


def test_a_table_is_read_as_pandas_reads_it(cars):
    frame = cars.to_pandas_dataframe()
    assert list(frame.columns) == cars.columns() == ["make", "price", "sold"]
    assert frame["price"].tolist()[:2] == [13950.0, 16430.0]
    assert cars.to_path() == ["/cars.csv"]


def test_steps_are_kept_and_done_when_it_is_read(cars, ws):
    some = cars.drop_columns("sold").skip(1).take(1)
    assert some.to_pandas_dataframe().to_dict("records") == [{"make": "bmw", "price": 16430.0}]
    some.register(ws, "some")
    assert Dataset.get_by_name(ws, "some").to_pandas_dataframe()["make"].tolist() == ["bmw"]
    assert preview_dataset(ws, "some") == {"columns": ["make", "price"], "rows": [["bmw", "16430"]], "total": 1}
    assert cars.drop_columns(["sold", "colour"]).columns() == ["make", "price"]
    with pytest.raises(UserError, match="no column 'colour'"):
        cars.keep_columns(["colour"], validate=True)


def test_a_split_is_the_same_each_time_and_loses_nothing(ws, tmp_path):
    (tmp_path / "n.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(200)))
    one, other = Dataset.Tabular.from_delimited_files(str(tmp_path / "n.csv")).random_split(0.7, seed=1)
    first, second = one.to_pandas_dataframe()["n"].tolist(), other.to_pandas_dataframe()["n"].tolist()
    assert sorted(first + second) == list(range(200))
    assert 110 < len(first) < 170
    assert first == one.to_pandas_dataframe()["n"].tolist()
    one.register(ws, "train")
    assert [int(row[0]) for row in preview_dataset(ws, "train", rows=500)["rows"]] == first


def test_types_headers_encodings_and_paths(tmp_path):
    (tmp_path / "de" / "2020" / "01").mkdir(parents=True)
    (tmp_path / "de" / "2020" / "01" / "a.csv").write_bytes("größe;ja;tag\n1,5;true;31.01.2020\n".encode("iso-8859-1"))
    table = Dataset.Tabular.from_delimited_files(
        str(tmp_path / "**" / "*.csv"),
        separator=";",
        encoding="iso88591",
        include_path=True,
        partition_format="/{land}/{monat:yyyy/MM}/a.csv",
        set_column_types={"größe": DataType.to_float(","), "ja": DataType.to_bool(), "tag": DataType.to_datetime("%d.%m.%Y")},
    )
    row = table.to_pandas_dataframe().to_dict("records")[0]
    assert row == {
        "Path": "/de/2020/01/a.csv",
        "land": "de",
        "monat": pd.Timestamp(2020, 1, 1),
        "größe": 1.5,
        "ja": True,
        "tag": pd.Timestamp(2020, 1, 31),
    }
    assert table.columns() == list(row)
    bare = Dataset.Tabular.from_delimited_files(
        str(tmp_path / "de" / "2020" / "01"), header=False, separator=";", encoding="latin1", infer_column_types=False
    )
    assert bare.to_pandas_dataframe().to_dict("list")["Column1"] == ["größe", "1,5"]


def test_json_lines(tmp_path, ws):
    (tmp_path / "a.jsonl").write_text('{"a": 1, "b": "x"}\n\n{"a": 2}\n')
    table = Dataset.Tabular.from_json_lines_files(str(tmp_path / "a.jsonl"))
    assert table.to_pandas_dataframe()["a"].tolist() == [1, 2]
    table.register(ws, "lines")
    assert preview_dataset(ws, "lines")["rows"] == [[1, "x"], [2, None]]
    (tmp_path / "a.jsonl").write_text('{"a": 1}\nnonsense\n')
    with pytest.raises(UserError, match="line 2"):
        Dataset.Tabular.from_json_lines_files(str(tmp_path / "a.jsonl"))
    assert len(Dataset.Tabular.from_json_lines_files(str(tmp_path / "a.jsonl"), invalid_lines="drop").to_pandas_dataframe()) == 1


def test_parquet_keeps_the_types_of_its_columns(ws, tmp_path):
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None], "day": pd.to_datetime(["2024-01-01"] * 3), "f": [0.5, None, 2.0]})
    frame.to_parquet(tmp_path / "a.parquet")
    table = Dataset.Tabular.from_parquet_files(str(tmp_path / "a.parquet")).register(ws, "columns")
    assert table.to_pandas_dataframe().equals(frame)
    assert table.take(1).keep_columns(["day"]).to_pandas_dataframe().dtypes["day"] == frame.dtypes["day"]
    assert preview_dataset(ws, "columns")["columns"] == ["a", "b", "day", "f"]
    assert preview_dataset(ws, "columns")["total"] == 3


def test_parquet_without_its_library_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    table = Dataset.Tabular.from_parquet_files(str(tmp_path / "a.parquet"))
    with pytest.raises(RunEnvironmentError, match="pyarrow"):
        table.to_pandas_dataframe()


def test_versions_say_who_made_them_and_never_change(cars, ws, tmp_path):
    first = cars.register(ws, "cars", description="prices", tags={"source": "uci"})
    assert (first.id, first.name, first.version, first.description, first.tags) == ("cars:1", "cars", 1, "prices", {"source": "uci"})
    assert cars.register(ws, "cars").version == 1  # a notebook that is run again
    (tmp_path / "project" / "cars.csv").write_text(CARS + "vw,9990,2021-01-01\n")
    with pytest.raises(ConflictError, match="'cars' with other content"):
        cars.register(ws, "cars")
    second = cars.register(ws, "cars", create_new_version=True)
    assert second.version == 2
    assert len(second.to_pandas_dataframe()) == 4
    assert [each.version for each in ws.datasets.registrations["cars"]] == [1, 2]
    assert ws.datasets["cars"].version == Dataset.get_by_id(ws, "cars:2").version == 2
    with pytest.raises(NotFoundError, match="Did you mean 'cars'"):
        Dataset.get_by_name(ws, "car")
    second.unregister_all_versions()
    assert not ws.datasets


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.write_text(CARS.replace("audi", "opel")), "'cars.csv' has other content: its checksum differs"),
        (lambda file: file.write_text(CARS + "x,1,\n"), f"'cars.csv' has {len(CARS) + 5} bytes, not {len(CARS)}"),
        (lambda file: file.unlink(), "'cars.csv' is gone"),
    ],
)
def test_a_file_that_changed_is_never_read(cars, ws, tmp_path, harm, said):
    found = cars.register(ws, "cars")
    times = os.stat("cars.csv")
    harm(tmp_path / "project" / "cars.csv")
    if os.path.exists("cars.csv"):
        os.utime("cars.csv", ns=(times.st_atime_ns, times.st_mtime_ns))
    for read in (found.to_pandas_dataframe, lambda: Dataset.get_by_name(ws, "cars").columns(), lambda: preview_dataset(ws, "cars")):
        with pytest.raises(WorkspaceError, match="new version") as error:
            read()
        assert said in str(error.value)


def test_a_version_is_its_files_and_none_that_came_later(ws, tmp_path):
    folder = tmp_path / "project" / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"a")
    found = Dataset.File.from_files("pictures").register(ws, "pictures")
    (folder / "b.png").write_bytes(b"b")
    assert found.to_path() == ["/a.png"]
    assert describe_dataset(ws, "pictures")["problem"] == ""
    assert [os.path.basename(path) for path in found.download(tmp_path / "copy")] == ["a.png"]
    with pytest.raises(ConflictError, match="already"):
        found.download(tmp_path / "copy")


def test_a_moved_workspace_finds_the_data_that_moved_with_it(cars, ws, tmp_path):
    cars.register(ws, "cars")
    moved = tmp_path / "moved"
    os.rename(ws.folder, moved)
    from jupyterlab_aml import Workspace

    assert len(Workspace.open(moved).datasets["cars"].to_pandas_dataframe()) == 3
    os.rename(moved, ws.folder)


def test_files_are_mounted_as_links(ws, tmp_path):
    folder = tmp_path / "raw"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "nötig\nein.txt").write_text("1")
    (folder / ".hidden").write_text("2")
    files = Dataset.File.from_files(str(folder))
    with files.mount() as mounted:
        assert [(where, names) for where, _, names in os.walk(mounted.mount_point) if names] == [
            (os.path.join(mounted.mount_point, "deep"), ["nötig\nein.txt"])
        ]
    assert not os.path.exists(mounted.mount_point)
    assert (folder / "deep" / "nötig\nein.txt").read_text() == "1"
    with pytest.raises(ConflictError, match="something at"):
        files.mount(str(folder)).start()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("crs.csv", "Did you mean"),
        ("nowhere/cars.csv", "Nor is there a folder"),
        ("*.txt", "No file matches"),
        ("", "is no path"),
        ([], "path is empty"),
        (3, "path is a int"),
        ("azureml://datastores/workspaceblobstore/paths/../x", "leads out of its datastore"),
        ("https://user:word@host/x.csv", "holds a secret"),
        ("https://host/x.csv?sv=1&sig=abc", "holds a secret"),
        ("nothing://host/x.csv", "cannot be read"),
    ],
)
def test_a_wrong_path_is_refused_with_what_mends_it(cars, path, said):
    with pytest.raises(UserError) as error:
        Dataset.File.from_files(path)
    assert said in str(error.value)
    assert "word" not in str(error.value)


def test_wrong_parameters_are_refused(cars, tmp_path):
    for given, said in [
        ({"separator": ";;"}, "separator"),
        ({"encoding": "klingon"}, "encoding"),
        ({"partition_format": "/x"}, "names no column"),
        ({"set_column_types": {"a": "float"}}, "no DataType"),
    ]:
        with pytest.raises(UserError, match=said):
            Dataset.Tabular.from_delimited_files("cars.csv", **given)
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="cannot be read as a table"):
        Dataset.Tabular.from_delimited_files(str(tmp_path / "binary.csv"))
    with pytest.raises(UserError, match="percentage is 3"):
        cars.random_split(3)


def test_facts_for_pages(cars, ws):
    cars.register(ws, "cars", tags={"a": "b"})
    (line,) = describe_data(ws)
    assert (line["name"], line["version"], line["type"], line["file_count"], line["size_bytes"]) == ("cars", "1", "tabular", 1, len(CARS))
    assert line["paths"] == ["azureml://datastores/workspaceworkingdirectory/paths/cars.csv"]
    page = describe_dataset(ws, "cars")
    assert page["files"][0]["path"] == "cars.csv"
    assert preview_dataset(ws, "cars", rows=1) == {"columns": ["make", "price", "sold"], "rows": [["audi", "13950", "2020-01-31"]], "total": None}
    assert [store["name"] for store in describe_datastores(ws)] == ["workspaceblobstore", "workspaceworkingdirectory"]


def test_a_frame_is_stored_and_registered(ws):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    found = Dataset.Tabular.register_pandas_dataframe(frame, ws.get_default_datastore(), "frame", show_progress=False)
    assert found.to_pandas_dataframe().equals(frame)
    assert Dataset.Tabular.register_pandas_dataframe(frame, (ws.get_default_datastore(), "x"), "frame", show_progress=False).version == 2


# -- rows of a time


@pytest.fixture
def weather(ws, tmp_path):
    for month in ("01", "02"):
        folder = tmp_path / "project" / ".aml" / "data" / "weather" / "2019" / month
        folder.mkdir(parents=True)
        rows = "".join(f"{day},2019-{month}-{day:02}T06:00:00\n" for day in (1, 10, 20))
        (folder / "data.csv").write_text("day,time\n" + rows + "0,\n")
    path = [(ws.get_default_datastore(), "weather/*/*/data.csv")]
    return Dataset.Tabular.from_delimited_files(path, partition_format="weather/{month:yyyy/MM}/data.csv")


def days(table):
    return table.to_pandas_dataframe()["day"].tolist()


def test_rows_of_a_time(ws, weather):
    series = weather.with_timestamp_columns(timestamp="time", partition_timestamp="month", validate=True).register(ws, "weather")
    series = Dataset.get_by_name(ws, "weather")
    assert series.timestamp_columns == ("time", "month")
    edge = datetime(2019, 1, 20, 6)
    assert days(series.time_before(edge)) == [1, 10, 20]
    assert days(series.time_before(edge, include_boundary=False)) == [1, 10]
    assert days(series.time_after(edge)) == [20, 1, 10, 20]
    assert days(series.time_after(edge).skip(1).time_before(datetime(2019, 2, 10, 23))) == [1, 10]
    assert days(series.time_between(datetime(2019, 1, 5), datetime(2019, 2, 5))) == [10, 20, 1]
    assert days(series.time_after(datetime(2019, 2, 10, 8, tzinfo=timezone(timedelta(hours=2))))) == [10, 20]
    assert days(series.time_recent(timedelta(days=2))) == []
    assert series.time_after(edge).columns() == ["month", "day", "time"]
    series.time_after(edge).register(ws, "late")
    assert [row[1] for row in preview_dataset(ws, "late")["rows"]] == ["20", "1", "10", "20"]


def test_a_table_whose_column_of_times_is_gone_has_no_times(weather):
    series = weather.with_timestamp_columns(fine_grain_timestamp="time", coarse_grain_timestamp="month")
    assert series.drop_columns("day").timestamp_columns == ("time", "month")
    assert series.keep_columns(["day", "time"]).timestamp_columns == ("time", None)
    assert series.with_timestamp_columns(None, None).timestamp_columns == (None, None)
    for without in (weather, series.drop_columns(["time"]), series.keep_columns("day")):
        with pytest.raises(DatasetTimestampMissingError, match=r"has no column of times. Name one: dataset.with_timestamp_columns"):
            without.time_before(datetime(2019, 1, 1))


def test_columns_of_times_that_cannot_be(weather):
    for arguments in ({"partition_timestamp": "month"}, {"timestamp": "time", "partition_timestamp": "time"}):
        with pytest.raises(UserError, match="Name two columns, or only timestamp"):
            weather.with_timestamp_columns(**arguments)
    with pytest.raises(UserError, match=r"There is no column 'when'. There is: 'month', 'day', 'time'."):
        weather.with_timestamp_columns("when", validate=True)
    with pytest.raises(UserError, match="has no parameter 'stamp'"):
        weather.with_timestamp_columns(stamp="time")
    with pytest.raises(UserError, match=r"'2019-01-01' is no time. Give a datetime"):
        weather.with_timestamp_columns("time").time_before("2019-01-01")
    with pytest.raises(UserError, match=r"1 in the column 'day' is no time. Give its type: set_column_types=\{'day': DataType.to_datetime"):
        weather.with_timestamp_columns("day").time_after(datetime(2019, 1, 1)).to_pandas_dataframe()
