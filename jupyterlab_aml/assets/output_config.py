"""OutputFileDatasetConfig: a folder of a run that is kept in a datastore, and registered as a dataset if the run succeeds."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runner import partitions
from jupyterlab_aml.runner.asset_store import check_asset_name
from jupyterlab_aml.runner.labels import texts
from jupyterlab_aml.runner.names import random_hex
from jupyterlab_aml.runner.places import join
from jupyterlab_aml.runner.surroundings import Refused
from jupyterlab_aml.runner.tables import DELIMITED, PARQUET, encoding_of

from .data_names import check_data_name
from .dataset_factory import DataType, types_of

DEFAULT_PATH = "dataset/{run-id}/{output-name}"


class OutputFileDatasetConfig:
    """A folder that the script fills; among its arguments it becomes the path of that folder.

    Parameters
    ----------
    name : str, optional
        Letters, digits and ``_``; by default a new one.
    destination : (Datastore, str), optional
        Where it is kept; ``{run-id}`` and ``{output-name}`` may be in the path. By default ``dataset/{run-id}/{output-name}`` in the default
        datastore.
    source : str, optional
        Where the script writes it, if it does not take the path from its arguments; below the working directory unless it begins with ``/``.
    partition_format : str, optional
        Columns from the paths of the files, for :meth:`read_delimited_files`.

    Raises
    ------
    UserError
        The name is not allowed, or the destination is none.

    Notes
    -----
    Source: ``azureml.data.OutputFileDatasetConfig``. ``mount``, the default: a destination on this machine is written to in place; anything else is
    stored when the script has succeeded, as for ``upload``.
    """

    def __init__(self, name: str | None = None, destination: Any = None, source: str | None = None, partition_format: str | None = None) -> None:
        partitions.check(partition_format)
        self._name = check_data_name(name or f"output_{random_hex(4)}")
        self.destination = _checked(destination)
        self.source = source
        self.mode = "mount"
        self._partition_format = partition_format
        self._overwrite = False
        self._globs: list[str] | None = None
        self._register: Json | None = None
        self._table: Json | None = None

    def __repr__(self) -> str:
        return f"OutputFileDatasetConfig({self._name!r}, mode={self.mode!r})"

    @property
    def name(self) -> str:
        """The name of the output."""
        return self._name

    def as_mount(self, disable_metadata_cache: bool = False) -> "OutputFileDatasetConfig":
        """Return it written to in place, where the destination is on this machine."""
        return self._with(mode="mount")

    def as_upload(self, overwrite: bool = False, source_globs: str | Sequence[str] | None = None) -> "OutputFileDatasetConfig":
        """Return it stored after the script has succeeded: all files or those that one of ``source_globs`` fits."""
        globs = [source_globs] if isinstance(source_globs, str) else None if source_globs is None else [str(each) for each in source_globs]
        return self._with(mode="upload", _overwrite=bool(overwrite), _globs=globs)

    def register_on_complete(self, name: str, description: str | None = None, tags: Mapping[str, Any] | None = None) -> "OutputFileDatasetConfig":
        """Return it registered as the next version of a dataset, if the run succeeds.

        Raises
        ------
        UserError
            The name is not allowed.
        """
        check_asset_name("dataset", name)
        return self._with(_register={"name": name, "description": description, "tags": texts("tags", dict(tags or {}))})

    def read_delimited_files(
        self,
        include_path: bool = False,
        separator: str = ",",
        header: bool = True,
        partition_format: str | None = None,
        path_glob: str | None = None,
        set_column_types: Mapping[str, DataType] | None = None,
    ) -> "OutputFileDatasetConfig":
        """Return it registered as a table in delimited files: those that ``path_glob`` fits."""
        if not isinstance(separator, str) or len(separator) != 1:
            raise UserError(f"separator is {separator!r}; one character is needed.", field="separator")
        encoding_of("utf8")
        more = {"separator": separator, "header": bool(header), "encoding": "utf8", "infer_column_types": True, "empty_as_string": False}
        return self._as_table(DELIMITED, path_glob, partition_format, include_path=include_path, column_types=types_of(set_column_types), **more)

    def read_parquet_files(
        self,
        include_path: bool = False,
        partition_format: str | None = None,
        path_glob: str | None = None,
        set_column_types: Mapping[str, DataType] | None = None,
    ) -> "OutputFileDatasetConfig":
        """Return it registered as a table in parquet files: those that ``path_glob`` fits."""
        return self._as_table(PARQUET, path_glob, partition_format, include_path=include_path, column_types=types_of(set_column_types))

    def to_output(self) -> tuple[str, Json]:
        """Return its name and what ``run.json`` says of it."""
        datastore, path = (None, DEFAULT_PATH) if self.destination is None else (self.destination[0].name, self.destination[1])
        return self._name, {
            "datastore": datastore,
            "path": path,
            "mode": self.mode,
            "overwrite": self._overwrite,
            "globs": self._globs,
            "path_on_compute": self.source,
            "register": self._register,
            "table": self._table,
        }

    def _as_table(self, table: str, path_glob: str | None, partition_format: str | None, **settings: Any) -> "OutputFileDatasetConfig":
        partitions.check(partition_format)
        settings["partition_format"] = partition_format or self._partition_format
        return self._with(_table={"format": table, "options": settings, "glob": path_glob})

    def _with(self, **changed: Any) -> "OutputFileDatasetConfig":
        other = copy.copy(self)
        vars(other).update(changed)
        return other


def _checked(destination: Any) -> tuple[Any, str] | None:
    if destination is None:
        return None
    if not isinstance(destination, (tuple, list)) or len(destination) != 2 or not hasattr(destination[0], "uri"):
        raise UserError(f"destination is {destination!r}.", "Write destination=(datastore, 'folder').", field="destination")
    path = DEFAULT_PATH if destination[1] is None else str(destination[1])
    join("", path)
    return destination[0], path


_PIPELINES = UserError(
    "OutputFileDatasetConfig.as_input is for steps of a pipeline.", "Register it on completion, and use the dataset in the next run."
)
OutputFileDatasetConfig.as_input = Refused(_PIPELINES)  # type: ignore[attr-defined]
