"""The inputs and outputs of a run, as the full package tells them: datasets, in the script and afterwards."""

import os
from typing import TYPE_CHECKING

from jupyterlab_aml.assets.data_reference import DataPath
from jupyterlab_aml.assets.dataset import of_input
from jupyterlab_aml.assets.datastores import Datastore
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runner.data import output_place
from jupyterlab_aml.runner.places import WORKING_DIRECTORY
from jupyterlab_aml.runner.run_base import submitted_folder
from jupyterlab_aml.runner.script_data import InputFiles, RunData, inputs_of, outputs_of, read_data

if TYPE_CHECKING:
    from .run import Run


def input_datasets(run: "Run", attempt: AttemptPaths, spec: Json) -> RunData:
    """Return the inputs by name: in the script of the run paths and tables that are in place, elsewhere what they refer to."""
    if submitted_folder() != run.paths.folder:
        found = {name: of_input(run.paths.workspace, facts) for name, facts in (spec.get("inputs") or {}).items()}
        return RunData("input", found)
    there = inputs_of(attempt, submitted=True)
    told = read_data(attempt)["inputs"]
    for name, value in there.items():
        if isinstance(value, InputFiles):
            there[name] = of_input(run.paths.workspace, spec["inputs"][name], [tuple(each) for each in told[name]["files"]], value.id)
    return there


def output_datasets(run: "Run", attempt: AttemptPaths, spec: Json) -> RunData:
    """Return the outputs by name: in the script of the run the folders to write to, elsewhere where they are kept."""
    if submitted_folder() == run.paths.folder and os.path.exists(attempt.inputs):
        return outputs_of(attempt)
    outputs = spec.get("outputs") or {}
    return RunData("output", {name: output_place(run.paths.workspace, run.id, name, facts)[2] for name, facts in outputs.items()})


def outputs_path(run: "Run") -> DataPath:
    """Return where the outputs of a run are, as a place that another run can take for an input."""
    folder = os.path.join(run.paths.folder, "outputs")
    return DataPath(Datastore.get(run.workspace, WORKING_DIRECTORY), os.path.relpath(folder, os.path.dirname(run.paths.workspace.root)))
