"""The inputs and outputs of a run as its script has them: ``run.input_datasets["cars"]``, ``run.output_datasets["predictions"]``."""

import os
from typing import Any, Dict, List, Optional

from ..errors import NotFoundError
from ..runfiles.files import Json, read_json
from ..runfiles.paths import AttemptPaths
from .dataset_files import copy
from .places import join
from .tables import File, read_frame, rows_of


class RunData(Dict[str, Any]):
    """Inputs or outputs by name; for one that is not there the error says how a run gets one."""

    def __init__(self, what: str, values: Json, hint: str = "") -> None:
        super().__init__(values)
        self._what = what
        self._hint = hint

    def __missing__(self, name: str) -> Any:
        known = "It has: {}.".format(", ".join(sorted(self))) if self else "It has none."
        raise NotFoundError("This run has no {} {!r}. {}".format(self._what, name, known), self._hint)


class InputFiles:
    """A file dataset that the script gets without a path (mode ``direct``)."""

    def __init__(self, name: str, facts: Json) -> None:
        self.name = name
        self.id: Optional[str] = facts.get("id")
        self._facts = facts
        self._files = [File(*each) for each in facts.get("files") or []]

    def __repr__(self) -> str:
        return "{}({!r}, {})".format(type(self).__name__, self.name, self.id)

    @property
    def version(self) -> "Optional[int]":
        """The version of a registered dataset."""
        version = (self.id or "").partition(":")[2]
        return int(version) if version.isdecimal() else None

    def to_path(self) -> List[str]:
        """Return the names of the files within the dataset, each with a ``/`` before it."""
        return ["/" + file.name for file in self._files]

    def download(self, target_path: str, overwrite: bool = False) -> List[str]:
        """Copy the files into a folder and return the paths of the copies; one that is there stays, unless ``overwrite``."""
        copies = []
        for file in self._files:
            target = join(os.path.abspath(target_path), file.name)
            if overwrite or not os.path.lexists(target):
                copy(file.path, target)
            copies.append(target)
        return copies


class InputTable(InputFiles):
    """A tabular dataset, read by the pandas of the script's own interpreter."""

    def to_pandas_dataframe(self, on_error: str = "null", out_of_range_datetime: str = "null") -> Any:
        """Return the table as a pandas DataFrame.

        Raises
        ------
        RunEnvironmentError
            This interpreter has no pandas, or for parquet no pyarrow.
        UserError
            A file is not of the format.
        """
        return read_frame(self._facts, self._files)

    def columns(self) -> List[str]:
        """Return the names of the columns."""
        return rows_of(self._facts, self._files[:1])[0]


def read_data(attempt: AttemptPaths) -> Json:
    """What the runner brought into place: ``{"inputs": {name: {...}}, "outputs": {name: {...}}}``."""
    return read_json(attempt.inputs) or {"inputs": {}, "outputs": {}}


def inputs_of(attempt: AttemptPaths, submitted: bool) -> RunData:
    """The inputs of the run of this process: a path for files, an object for a table."""
    hint = "Submit with an input: `aml submit --input NAME=PATH`, dataset.as_named_input('NAME')."
    if not submitted:
        hint = "It was started by hand. " + hint
    found = {}  # type: Dict[str, Any]
    for name, facts in read_data(attempt)["inputs"].items():
        if facts["type"] == "tabular":
            found[name] = InputTable(name, facts)
        else:
            found[name] = InputFiles(name, facts) if facts["mode"] == "direct" else facts.get("link") or facts["path"]
    return RunData("input", found, hint)


def outputs_of(attempt: AttemptPaths) -> RunData:
    """The folders that the outputs of the run of this process are written to."""
    found = {name: facts.get("link") or facts["path"] for name, facts in read_data(attempt)["outputs"].items()}
    return RunData("output", found, "Submit with an output: `aml submit --output NAME=DATASTORE/PATH`, OutputFileDatasetConfig('NAME').")
