"""Tables in files: delimited text, JSON lines and parquet, read row by row with the standard library, or as a DataFrame with pandas if there is one.

A table is described by ``{"format", "options", "steps"}`` of its dataset and the paths of its files on this machine.
"""

import csv
import io
import itertools
import json
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from jupyterlab_aml.errors import RunEnvironmentError, UserError
from jupyterlab_aml.runfiles.files import Json

from . import partitions
from .dataset_steps import columns_left, is_row_step, keep_rows, row_choices
from .dataset_times import TIME, kept

DELIMITED, JSON_LINES, PARQUET = "delimited", "json_lines", "parquet"
PATH_COLUMN = "Path"
_ENCODINGS = {"utf8": "utf-8-sig", "utf8bom": "utf-8-sig", "utf16": "utf-16", "iso88591": "iso-8859-1", "latin1": "latin-1", "windows1252": "cp1252"}
_TRUE, _FALSE = ("true", "1", "yes", "t"), ("false", "0", "no", "f")


class File(NamedTuple):
    """One file of a table: its name within the dataset and where it is."""

    name: str
    path: str


def encoding_of(name: str) -> str:
    """Python's name of an encoding; a mark at the beginning of UTF-8 is no part of the text.

    Raises
    ------
    UserError
        There is no such encoding.
    """
    plain = name.lower().replace("-", "").replace("_", "")
    known = _ENCODINGS.get(plain, name)
    try:
        "".encode(known)
    except LookupError:
        raise UserError("There is no encoding {!r}.".format(name), "For example 'utf8', 'iso88591', 'utf16', 'windows1252'.", field="encoding")
    return known


# -- row by row


def rows_of(table: Json, files: List[File]) -> Tuple[List[str], Iterator[List[Any]]]:
    """Return the columns and the rows, after the steps; values of delimited text are texts.

    Raises
    ------
    UserError
        A file is not of the format, or a step names a column that is not there.
    RunEnvironmentError
        The format needs a library that is not installed.
    """
    columns, rows = _plain_rows(table, files)
    for step in table.get("steps") or []:
        if step["do"] == TIME:
            rows = _timed(step, columns.index(columns_left(step, columns)[0]), rows)
        elif is_row_step(step):
            rows = _stepped(step, rows)
        else:
            left = columns_left(step, columns)
            rows = _picked([columns.index(name) for name in left], rows)
            columns = left
    return columns, rows


def _stepped(step: Json, rows: Iterator[List[Any]]) -> Iterator[List[Any]]:
    if step["do"] == "take":
        return itertools.islice(rows, step["count"])
    return itertools.compress(rows, row_choices(step))


def _timed(step: Json, place: int, rows: Iterator[List[Any]]) -> Iterator[List[Any]]:
    return (row for row in rows if kept(step, [row[place]])[0])


def _picked(places: List[int], rows: Iterator[List[Any]]) -> Iterator[List[Any]]:
    return ([row[place] for place in places] for row in rows)


def _plain_rows(table: Json, files: List[File]) -> Tuple[List[str], Iterator[List[Any]]]:
    options = table.get("options") or {}
    if table["format"] == PARQUET:
        frame = read_frame(dict(table, steps=[]), files)
        return [str(name) for name in frame.columns], iter(frame.astype(object).where(frame.notna(), None).values.tolist())
    parts = [_part(table["format"], options, file) for file in files]
    first = next(parts[0], None)
    if first is None:
        return [], iter(())
    columns = list(first)
    records = itertools.chain([first], *parts)
    return columns, ([record.get(name) for name in columns] for record in records)


def _part(kind: str, options: Json, file: File) -> Iterator[Dict[str, Any]]:
    extra = partitions.values_of(options.get("partition_format"), file.name)
    if options.get("include_path"):
        extra = dict({PATH_COLUMN: "/" + file.name}, **extra)
    for record in (_delimited if kind == DELIMITED else _json_lines)(options, file):
        yield dict(extra, **record) if extra else record


def _delimited(options: Json, file: File) -> Iterator[Dict[str, Any]]:
    with io.open(file.path, encoding=encoding_of(options.get("encoding", "utf8")), newline="") as text:
        try:
            reader = csv.reader(text, delimiter=options.get("separator", ","))
            columns = None  # type: Optional[List[str]]
            for row in reader:
                if not row:
                    continue
                if columns is None:
                    columns = _unique(row) if options.get("header", True) else ["Column{}".format(number + 1) for number in range(len(row))]
                    if options.get("header", True):
                        continue
                yield dict(zip(columns, row + [None] * (len(columns) - len(row))))
        except (csv.Error, UnicodeDecodeError) as error:
            raise _unreadable(file, error)


def _unique(names: List[str]) -> List[str]:
    """As pandas does: the second ``a`` is ``a.1``."""
    seen = {}  # type: Dict[str, int]
    found = []
    for name in names:
        found.append("{}.{}".format(name, seen[name]) if name in seen else name)
        seen[name] = seen.get(name, 0) + 1
    return found


def _json_lines(options: Json, file: File) -> Iterator[Dict[str, Any]]:
    with io.open(file.path, encoding=encoding_of(options.get("encoding", "utf8"))) as text:
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                problem = "" if type(record) is dict else "it is no object"
            except ValueError as error:
                record, problem = None, str(error)
            if not problem:
                yield record
            elif options.get("invalid_lines") != "drop":
                raise _unreadable(file, "line {}: {}".format(number, problem))


def _unreadable(file: File, error: Any) -> UserError:
    return UserError("The file {!r} cannot be read as a table: {}.".format(file.name, error), "Look at separator, header and encoding.", field="path")


# -- as a DataFrame


def read_frame(table: Json, files: List[File]) -> Any:
    """Return the table as a pandas DataFrame, after the steps.

    Raises
    ------
    RunEnvironmentError
        pandas, or for parquet pyarrow, is not installed for this interpreter.
    UserError
        A file is not of the format, or a step names a column that is not there.
    """
    pandas = _pandas()
    parts = [_frame_part(pandas, table, file) for file in files]
    frame = pandas.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    for step in table.get("steps") or []:
        columns = [str(name) for name in frame.columns]
        if step["do"] == TIME:
            frame = frame[kept(step, frame[columns_left(step, columns)[0]].tolist())]
        else:
            frame = frame[keep_rows(step, len(frame))] if is_row_step(step) else frame[columns_left(step, columns)]
    return _converted(pandas, frame.reset_index(drop=True), (table.get("options") or {}).get("column_types") or {})


def _pandas() -> Any:
    try:
        import pandas  # noqa: ICN001
    except ImportError:
        raise RunEnvironmentError("A DataFrame needs pandas, which this interpreter does not have.", "Install it: pip install pandas.")
    return pandas


def _frame_part(pandas: Any, table: Json, file: File) -> Any:
    options = table.get("options") or {}
    try:
        frame = _READERS[table["format"]](pandas, options, file.path)
    except ImportError:
        raise RunEnvironmentError("Parquet files need pyarrow, which this interpreter does not have.", "Install it: pip install pyarrow.")
    except pandas.errors.EmptyDataError:
        frame = pandas.DataFrame()
    except (ValueError, UnicodeDecodeError) as error:
        raise _unreadable(file, error)
    extra = partitions.values_of(options.get("partition_format"), file.name)
    if options.get("include_path"):
        extra = dict({PATH_COLUMN: "/" + file.name}, **extra)
    for place, (name, value) in enumerate(extra.items()):
        frame.insert(place, name, value)
    return frame


def _frame_delimited(pandas: Any, options: Json, path: str) -> Any:
    settings = {"sep": options.get("separator", ","), "encoding": encoding_of(options.get("encoding", "utf8"))}  # type: Dict[str, Any]
    types = options.get("column_types") or {}
    as_text = [name for name in types if types[name]["type"] != "datetime"]
    if not options.get("infer_column_types", True):
        settings["dtype"] = str
    elif as_text:
        settings["dtype"] = {name: str for name in as_text}
    if options.get("empty_as_string"):
        settings["keep_default_na"] = False
    if not options.get("header", True):
        settings["header"] = None
    frame = pandas.read_csv(path, **settings)
    if not options.get("header", True):
        frame.columns = ["Column{}".format(number + 1) for number in range(len(frame.columns))]
    return frame


def _frame_json_lines(pandas: Any, options: Json, path: str) -> Any:
    return pandas.DataFrame.from_records(list(_json_lines(options, File(path, path))))


def _frame_parquet(pandas: Any, _options: Json, path: str) -> Any:
    return pandas.read_parquet(path)


_READERS = {DELIMITED: _frame_delimited, JSON_LINES: _frame_json_lines, PARQUET: _frame_parquet}


def _converted(pandas: Any, frame: Any, types: Json) -> Any:
    for name, kind in types.items():
        if name not in frame.columns:
            continue  # a step may have dropped it
        column = frame[name]
        if kind["type"] == "datetime":
            formats = kind.get("formats") or [None]
            tried = [pandas.to_datetime(column, format=each, errors="coerce") for each in formats]
            for other in tried[1:]:
                tried[0] = tried[0].fillna(other)
            frame[name] = tried[0]
        elif kind["type"] == "bool":
            frame[name] = column.map(_bool).astype("boolean")
        elif kind["type"] in ("long", "float"):
            text = column.astype(str).str.replace(kind.get("decimal_mark", "."), ".", regex=False)
            numbers = pandas.to_numeric(text.where(column.notna()), errors="coerce")
            frame[name] = (
                (numbers.round().astype("Int64") if numbers.isna().any() else numbers.astype("int64")) if kind["type"] == "long" else numbers
            )
        else:
            frame[name] = column.astype("string").astype(object)
    return frame


def _bool(value: Any) -> Optional[bool]:
    text = str(value).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None
