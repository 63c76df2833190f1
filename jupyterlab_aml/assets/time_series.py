"""A table whose rows have a time: which column holds it, and the rows of a time."""

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from jupyterlab_aml.errors import DatasetTimestampMissingError, UserError
from jupyterlab_aml.runner.dataset_steps import columns_left
from jupyterlab_aml.runner.dataset_times import TIME
from jupyterlab_aml.runner.tables import File, rows_of

from .abstract_dataset import AbstractDataset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self

TIMESTAMP, PARTITION = TIMES = ("timestamp", "partition_timestamp")
_OLDER = {"fine_grain_timestamp": TIMESTAMP, "coarse_grain_timestamp": PARTITION}


class TimeSeries(AbstractDataset):
    """What a table with a column of times can do.

    Notes
    -----
    Source: ``azureml.data.TabularDataset``.
    """

    def columns(self) -> list[str]:
        """Return the names of the columns, read from the first file; no pandas is needed."""
        with self._files() as files:
            return rows_of(self._content, [File(*file) for file in files[:1]])[0]

    @property
    def timestamp_columns(self) -> tuple[str | None, str | None]:
        """Names of the column of times, and of the one that is made of the paths; None where there is none."""
        return self._content["options"].get(TIMESTAMP), self._content["options"].get(PARTITION)

    def with_timestamp_columns(
        self, timestamp: str | None = None, partition_timestamp: str | None = None, validate: bool = False, **older: str | None
    ) -> "Self":
        """Return the table with another column of times.

        Parameters
        ----------
        timestamp : str, optional
            The column; None for none. Before 2020 it was called ``fine_grain_timestamp``.
        partition_timestamp : str, optional
            A column that ``partition_format`` makes of the paths. Before 2020 it was called ``coarse_grain_timestamp``.
        validate : bool
            Whether they must be there now.

        Raises
        ------
        UserError
            ``partition_timestamp`` without ``timestamp``, both the same, or a column is not there.
        """
        unknown = [name for name in older if name not in _OLDER]
        if unknown:
            raise UserError(f"with_timestamp_columns has no parameter {unknown[0]!r}.", f"Allowed are {', '.join(TIMES)} and validate.")
        columns = {TIMESTAMP: timestamp, PARTITION: partition_timestamp, **{_OLDER[name]: value for name, value in older.items()}}
        stamp, partition = columns[TIMESTAMP], columns[PARTITION]
        if partition and stamp in (None, partition):
            raise UserError(
                f"partition_timestamp is {partition!r} and timestamp is {stamp!r}.",
                "Name two columns, or only timestamp.",
                field=PARTITION,
            )
        if validate:
            columns_left({"do": "keep_columns", "columns": [name for name in columns.values() if name]}, self.columns())
        return self._with_options(**columns)

    def time_before(self, end_time: datetime, include_boundary: bool = True, validate: bool = True) -> "Self":
        """Return the rows until a time."""
        return self._at_times(None, end_time, boundary=include_boundary)

    def time_after(self, start_time: datetime, include_boundary: bool = True, validate: bool = True) -> "Self":
        """Return the rows from a time on."""
        return self._at_times(start_time, None, boundary=include_boundary)

    def time_between(self, start_time: datetime, end_time: datetime, include_boundary: bool = True, validate: bool = True) -> "Self":
        """Return the rows between two times."""
        return self._at_times(start_time, end_time, boundary=include_boundary)

    def time_recent(self, time_delta: timedelta, include_boundary: bool = True, validate: bool = True) -> "Self":
        """Return the rows of the time until now, in UTC."""
        return self._at_times(datetime.now(timezone.utc) - time_delta, None, boundary=include_boundary)

    def _without_times(self, columns: "Sequence[str | None]") -> "Self":
        """Return the table for which these are no columns of times."""
        kept = [None if name in columns else name for name in self.timestamp_columns]
        return self._with_options(**dict(zip(TIMES, kept, strict=True)))

    def _at_times(self, after: datetime | None, before: datetime | None, *, boundary: bool) -> "Self":
        column = self.timestamp_columns[0]
        if column is None:
            raise DatasetTimestampMissingError(
                "The table has no column of times.", "Name one: dataset.with_timestamp_columns(timestamp='column').", field=TIMESTAMP
            )
        return self._with_step(do=TIME, column=column, after=_text(after), before=_text(before), boundary=boundary)


def _text(time: datetime | None) -> str | None:
    """Return a time as it is kept, in UTC if it has a zone.

    Raises
    ------
    UserError
        It is no time.
    """
    if time is None:
        return None
    if not isinstance(time, datetime):
        raise UserError(f"{time!r} is no time.", "Give a datetime, such as datetime(2019, 6, 12).", field="time")
    return (time if time.tzinfo is None else time.astimezone(timezone.utc).replace(tzinfo=None)).isoformat(" ")
