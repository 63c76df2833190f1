"""A table whose format the names of its files tell."""

import os

from jupyterlab_aml.runner.tables import DELIMITED, JSON_LINES, PARQUET

from .dataset import Dataset
from .tabular_dataset import TabularDataset

_FORMATS = {".parquet": PARQUET, ".json": JSON_LINES, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES}
_READERS = {PARQUET: Dataset.Tabular.from_parquet_files, JSON_LINES: Dataset.Tabular.from_json_lines_files}


def format_at(path: str) -> str:
    """Return the format of a table: in files without a name that tells, it is delimited text."""
    return _FORMATS.get(_extension(path), DELIMITED)


def table_at(path: str, separator: str | None = None) -> TabularDataset:
    """Return the table in a file, or in the files of a folder, of which the first tells the format; ``separator`` is for delimited text."""
    reader = _READERS.get(format_at(path))
    if reader is not None:
        return reader(path)
    return Dataset.Tabular.from_delimited_files(path, separator=separator or ("\t" if _extension(path) == ".tsv" else ","))


def _extension(path: str) -> str:
    files = Dataset.File.from_files(path).to_path() if os.path.isdir(path) else []
    name = files[0] if files else path
    return os.path.splitext(name.partition("?")[0].rstrip("*"))[1].lower()
