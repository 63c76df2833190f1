"""DatasetConsumptionConfig: a dataset as an input of a run."""

from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.runfiles.files import Json

from .data_names import INPUT_MODES, check_data_name, check_mode


class DatasetConsumptionConfig:
    """A dataset that a run gets under a name.

    Among the arguments of the script it becomes a path, or for ``direct`` an id that ``Dataset.get_by_id`` takes; the script has it as
    ``run.input_datasets[name]`` in any case.

    Parameters
    ----------
    name : str
        Letters, digits and ``_``, not beginning with a digit.
    dataset : TabularDataset or FileDataset
        The data.
    mode : str
        ``direct``: read where it is. ``mount``: a path to the file, or to a folder with links to the files. ``download``: a path to copies.
    path_on_compute : str, optional
        Where the run finds it, too; below the working directory unless it begins with ``/``.

    Raises
    ------
    UserError
        The name or the mode is not allowed, or it is no dataset.

    Notes
    -----
    Source: ``azureml.data.dataset_consumption_config.DatasetConsumptionConfig``.
    """

    def __init__(self, name: str, dataset: Any, mode: str = "direct", path_on_compute: str | None = None) -> None:
        if not hasattr(dataset, "content"):
            raise UserError(f"dataset is a {type(dataset).__name__}.", "Give a dataset: Dataset.File.from_files(...), Dataset.get_by_name(ws, ...).")
        self._name = check_data_name(name)
        self.dataset = dataset
        self.mode = check_mode(mode, INPUT_MODES)
        self.path_on_compute = path_on_compute

    def __repr__(self) -> str:
        return f"DatasetConsumptionConfig({self._name!r}, {self.dataset!r}, mode={self.mode!r})"

    @property
    def name(self) -> str:
        """The name of the input."""
        return self._name

    def as_mount(self, path_on_compute: str | None = None) -> "DatasetConsumptionConfig":
        """Return it as a path to the files in place."""
        return DatasetConsumptionConfig(self._name, self.dataset, "mount", path_on_compute)

    def as_download(self, path_on_compute: str | None = None) -> "DatasetConsumptionConfig":
        """Return it as a path to copies of the files."""
        return DatasetConsumptionConfig(self._name, self.dataset, "download", path_on_compute)

    def to_input(self) -> tuple[str, Json]:
        """Return its name and what ``run.json`` says of it."""
        content, asset = self.dataset.content, self.dataset.id if self.dataset.name else None
        return self._name, {
            "type": content["type"],
            "mode": self.mode,
            "asset": asset,
            "definition": None if asset else content,
            "path_on_compute": self.path_on_compute,
        }
