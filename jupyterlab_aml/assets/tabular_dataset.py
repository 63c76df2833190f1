"""TabularDataset: data that is a table."""

from collections.abc import Sequence
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runner.surroundings import Refused
from jupyterlab_aml.runner.tables import File, read_frame

from .abstract_dataset import check_count, check_share
from .time_series import TimeSeries

_PANDAS = "Use to_pandas_dataframe() and pandas."


class TabularDataset(TimeSeries):
    """A table in files: delimited text, JSON lines or parquet. It is read when it is asked for.

    Notes
    -----
    Source: ``azureml.data.TabularDataset``.
    """

    def to_pandas_dataframe(self, on_error: str = "null", out_of_range_datetime: str = "null") -> Any:
        """Return the table as a pandas DataFrame.

        Raises
        ------
        WorkspaceError
            A file is gone or not what was registered.
        RunEnvironmentError
            pandas is missing, or pyarrow for parquet.
        UserError
            A file is not of the format.
        """
        with self._files() as files:
            return read_frame(self._content, [File(*file) for file in files])

    def take(self, count: int) -> "TabularDataset":
        """Return the first ``count`` rows."""
        return self._with_step(do="take", count=check_count(count))

    def skip(self, count: int) -> "TabularDataset":
        """Return the rows behind the first ``count``."""
        return self._with_step(do="skip", count=check_count(count))

    def take_sample(self, probability: float, seed: int | None = None) -> "TabularDataset":
        """Return rows drawn each with this probability, the same ones each time it is read."""
        check_share("probability", probability)
        return self._split(probability, seed)[0]

    def random_split(self, percentage: float, seed: int | None = None) -> "tuple[TabularDataset, TabularDataset]":
        """Return two datasets: about this share of the rows, 0 to 1, and the others; the same ones each time they are read."""
        return self._split(percentage, seed)

    def keep_columns(self, columns: str | Sequence[str], validate: bool = False) -> "TabularDataset":
        """Return the table with these columns only; with ``validate`` they must be there now."""
        return self._with_columns("keep_columns", columns, validate=validate)

    def drop_columns(self, columns: str | Sequence[str]) -> "TabularDataset":
        """Return the table without these columns."""
        return self._with_columns("drop_columns", columns, validate=False)

    def _with_columns(self, do: str, columns: str | Sequence[str], *, validate: bool) -> "TabularDataset":
        names = [columns] if isinstance(columns, str) else list(columns)
        if not all(isinstance(name, str) for name in names):
            raise UserError("columns holds something that is not a text.", "Give names of columns.", field="columns")
        found = self._with_step(do=do, columns=names)
        gone = [name for name in found.timestamp_columns if (name in names) == (do == "drop_columns")]
        found = found._without_times(gone)  # noqa: SLF001 of this class
        if validate:
            found.columns()
        return found


_ABSENT = "filter get_profile get_profile_runs partition_by submit_profile_run to_csv_files to_dask_dataframe to_parquet_files to_spark_dataframe"
for _name in _ABSENT.split():
    setattr(TabularDataset, _name, Refused(UserError(f"TabularDataset.{_name} does not exist in the embedded workspace.", _PANDAS)))
