"""``Dataset.Tabular`` and ``Dataset.File``: making datasets."""

import importlib.util
import itertools
import os
import tempfile
import uuid
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.errors import NotFoundError, RunEnvironmentError, UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runner import dataset_files, partitions
from jupyterlab_aml.runner.places import is_uri
from jupyterlab_aml.runner.tables import DELIMITED, JSON_LINES, PARQUET, File, encoding_of, rows_of

from . import dataset_content
from .data_reference import DataPath
from .file_dataset import FileDataset
from .sources import sources_of
from .tabular_dataset import TabularDataset

LOOKED_AT_BYTES = 64 << 20
_LOOKED_AT_ROWS = 200


class DataType:
    """What a column holds, for ``set_column_types``.

    Notes
    -----
    Source: ``azureml.data.dataset_factory.DataType``.
    """

    def __init__(self, kind: str, **more: Any) -> None:
        self.shape: Json = {"type": kind, **more}

    def __repr__(self) -> str:
        return f"DataType({self.shape})"

    @staticmethod
    def to_string() -> "DataType":
        """Texts."""
        return DataType("string")

    @staticmethod
    def to_long() -> "DataType":
        """Whole numbers."""
        return DataType("long")

    @staticmethod
    def to_float(decimal_mark: str = ".") -> "DataType":
        """Numbers."""
        return DataType("float", decimal_mark=decimal_mark)

    @staticmethod
    def to_bool() -> "DataType":
        """True or false."""
        return DataType("bool")

    @staticmethod
    def to_datetime(formats: str | list[str] | None = None) -> "DataType":
        """Moments, written in one of ``formats`` (as ``%Y-%m-%d``)."""
        return DataType("datetime", formats=[formats] if isinstance(formats, str) else formats)


class TabularDatasetFactory:
    """Makes datasets that are tables.

    Everywhere ``path`` is a path on this machine, a pattern (``data/*.csv``), a URL or another URI, ``(datastore, path)``, a ``DataPath``, or a
    list of these. With ``validate`` the first file is read; without it nothing is looked at before the data is used.

    Notes
    -----
    Source: ``azureml.data.dataset_factory.TabularDatasetFactory``.
    """

    @staticmethod
    def from_delimited_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        infer_column_types: bool = True,
        set_column_types: Mapping[str, DataType] | None = None,
        separator: str = ",",
        header: bool = True,
        partition_format: str | None = None,
        support_multi_line: bool = False,
        empty_as_string: bool = False,
        encoding: str = "utf8",
    ) -> TabularDataset:
        r"""Return the table in delimited files.

        Parameters
        ----------
        include_path : bool
            Add the name of the file as the column ``Path``.
        infer_column_types : bool
            False: every value is a text.
        set_column_types : dict, optional
            Column to ``DataType``.
        separator : str
            One character; ``"\t"`` for tabs.
        header : bool
            Whether the first line of each file names the columns; else they are ``Column1`` and so on.
        partition_format : str, optional
            Columns from the path, for example ``/{country}/{day:yyyy/MM/dd}/data.csv``.
        support_multi_line : bool
            Taken; quoted line breaks are always read.
        empty_as_string : bool
            Empty values are empty texts, not missing.
        encoding : str
            ``utf8``, ``iso88591``, ``utf16``, ``windows1252`` or another of Python's.

        Raises
        ------
        NotFoundError
            No file matches; the hint names the nearest.
        UserError
            A parameter is not allowed, or the first file is no such table.
        """
        if not isinstance(separator, str) or len(separator) != 1:
            raise UserError(f"separator is {separator!r}; one character is needed.", "For example ',', ';' or '\\t'.", field="separator")
        encoding_of(encoding)
        options = {
            "include_path": include_path,
            "infer_column_types": infer_column_types,
            "column_types": types_of(set_column_types),
            "separator": separator,
            "header": bool(header),
            "partition_format": partition_format,
            "empty_as_string": empty_as_string,
            "encoding": encoding,
        }
        return _tabular(DELIMITED, path, options, validate=validate)

    @staticmethod
    def from_json_lines_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        set_column_types: Mapping[str, DataType] | None = None,
        partition_format: str | None = None,
        invalid_lines: str = "error",
        encoding: str = "utf8",
    ) -> TabularDataset:
        """Return the table in files with one JSON object a line; ``invalid_lines`` may be ``drop``. Otherwise as :meth:`from_delimited_files`."""
        if invalid_lines not in ("error", "drop"):
            raise UserError(f"invalid_lines is {invalid_lines!r}.", "Allowed are 'error' and 'drop'.", field="invalid_lines")
        encoding_of(encoding)
        options = {
            "include_path": include_path,
            "column_types": types_of(set_column_types),
            "partition_format": partition_format,
            "invalid_lines": invalid_lines,
            "encoding": encoding,
        }
        return _tabular(JSON_LINES, path, options, validate=validate)

    @staticmethod
    def from_parquet_files(
        path: Any,
        validate: bool = True,
        include_path: bool = False,
        set_column_types: Mapping[str, DataType] | None = None,
        partition_format: str | None = None,
    ) -> TabularDataset:
        """Return the table in parquet files, which pandas reads with pyarrow. Otherwise as :meth:`from_delimited_files`."""
        options = {"include_path": include_path, "column_types": types_of(set_column_types), "partition_format": partition_format}
        return _tabular(PARQUET, path, options, validate=validate)

    @staticmethod
    def register_pandas_dataframe(
        dataframe: Any,
        target: Any,
        name: str,
        description: str | None = None,
        tags: Mapping[str, Any] | None = None,
        show_progress: bool = True,
        row_group_size: int | None = None,
        make_target_path_unique: bool = True,
    ) -> TabularDataset:
        """Write a DataFrame into a datastore and register it as the next version of a dataset.

        It is written as parquet if pyarrow is there, else as delimited text.

        Parameters
        ----------
        target : Datastore or (Datastore, str) or DataPath
            Where it is written.
        make_target_path_unique : bool
            Write into a new folder below the path.

        Raises
        ------
        UserError
            It is no DataFrame, or no such target.
        """
        if not hasattr(dataframe, "to_parquet") or not hasattr(dataframe, "to_csv"):
            raise UserError(f"dataframe is a {type(dataframe).__name__}; a pandas DataFrame is needed.", field="dataframe")
        datastore, below = _target(target)
        below = "/".join(part for part in (below.strip("/"), uuid.uuid4().hex if make_target_path_unique else "") if part)
        parquet = importlib.util.find_spec("pyarrow") is not None
        with tempfile.TemporaryDirectory(prefix="aml-") as folder:
            file = os.path.join(folder, "data.parquet" if parquet else "data.csv")
            dataframe.to_parquet(file) if parquet else dataframe.to_csv(file, index=False)
            datastore.upload_files([file], target_path=below, overwrite=not make_target_path_unique, show_progress=show_progress)
        path = (datastore, f"{below}/{os.path.basename(file)}")
        make = TabularDatasetFactory.from_parquet_files if parquet else TabularDatasetFactory.from_delimited_files
        return make(path, validate=False).register(datastore.workspace, name, description, tags, create_new_version=True)


class FileDatasetFactory:
    """Makes datasets that are files.

    Notes
    -----
    Source: ``azureml.data.dataset_factory.FileDatasetFactory``.
    """

    @staticmethod
    def from_files(
        path: Any,
        validate: bool = True,
        partition_format: str | None = None,
        is_file: bool = False,
    ) -> FileDataset:
        """Return the files at a path; what a path is, :class:`TabularDatasetFactory` says.

        Raises
        ------
        NotFoundError
            No file matches; the hint names the nearest.
        """
        partitions.check(partition_format)
        sources, workspace = sources_of(path)
        content = dataset_content.make(dataset_content.FILE, sources)
        if validate:
            dataset_content.find(workspace, content)
        return FileDataset(content, workspace)

    @staticmethod
    def upload_directory(
        src_dir: str | os.PathLike[str], target: Any, pattern: str | None = None, overwrite: bool = False, show_progress: bool = True
    ) -> FileDataset:
        """Copy a folder into a datastore and return the copies as a dataset; ``pattern`` (``*.png``) chooses files.

        Raises
        ------
        NotFoundError
            There is no such folder, or no file in it that fits.
        ConflictError
            A file is there already and ``overwrite`` is false; nothing is copied then.
        """
        datastore, below = _target(target)
        folder = os.path.abspath(os.path.expanduser(os.fspath(src_dir)))
        if not os.path.isdir(folder):
            raise NotFoundError(f"There is no folder {folder!r}.", field="src_dir")
        names = dataset_files.files_of(os.path.join(folder, pattern) if pattern else folder)
        datastore.upload_files([os.path.join(folder, name) for name in names], folder, below, overwrite, show_progress)
        return FileDatasetFactory.from_files([(datastore, "/".join(part for part in (below.strip("/"), name) if part)) for name in names])


def _target(target: Any) -> tuple[Any, str]:
    if isinstance(target, DataPath):
        target = (target.datastore, target.path_on_datastore or "")
    datastore, below = target if isinstance(target, (tuple, list)) and len(target) == 2 else (target, "")
    if not hasattr(datastore, "upload_files"):
        raise UserError(f"target is a {type(target).__name__}.", "Give a Datastore, (datastore, path) or a DataPath.", field="target")
    return datastore, str(below)


def types_of(given: Mapping[str, DataType] | None) -> Json:
    """Return the types of columns as they are stored."""
    wrong = [name for name, kind in (given or {}).items() if not isinstance(kind, DataType)]
    if wrong:
        raise UserError(f"The type of column {wrong[0]!r} is no DataType.", "For example DataType.to_float().", field="set_column_types")
    return {name: kind.shape for name, kind in (given or {}).items()}


def _tabular(table: str, path: Any, options: Json, *, validate: bool) -> TabularDataset:
    partitions.check(options["partition_format"])
    sources, workspace = sources_of(path)
    content = dataset_content.make(dataset_content.TABULAR, sources, table=table, options=options)
    if validate:
        _look_at(workspace, content)
    return TabularDataset(content, workspace)


def _look_at(workspace: Any, content: Json) -> None:
    """Read the beginning of the first file, unless it would have to be fetched and is big."""
    roots, entries = dataset_content.find(workspace, content)
    first = {**content, "entries": entries[:1]}
    if is_uri(dataset_files.path_of(entries[0], roots)) and (entries[0].get("size_bytes") or 0) > LOOKED_AT_BYTES:
        return
    with tempfile.TemporaryDirectory(prefix="aml-") as folder:
        files = [File(*file) for file in dataset_content.bring(workspace, first, folder)]
        try:
            columns, rows = rows_of(first, files)
            for _ in itertools.islice(rows, _LOOKED_AT_ROWS):
                pass
        except RunEnvironmentError:
            return  # pandas or pyarrow is not needed here: the run may have it
    if not columns:
        raise UserError(f"The file {entries[0]['path']!r} has no columns: it is empty.", "Give a file with a table, or validate=False.", field="path")
