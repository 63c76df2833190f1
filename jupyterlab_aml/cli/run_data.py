"""``aml submit --input``, ``--output``: the data of a run."""

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jupyterlab_aml.cli import complete, options
from jupyterlab_aml.errors import NotFoundError, UserError
from jupyterlab_aml.runfiles.paths import AML, WorkspacePaths
from jupyterlab_aml.runner.lazy import LazyModule
from jupyterlab_aml.training.checks import about

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.training.run_spec import RunSpec

Command = TypeVar("Command", bound=Callable[..., Any])
MOUNT, MODES = "mount", ("mount", "download", "direct")
_data = LazyModule("jupyterlab_aml.assets.run_data")  # most lines have none


def data_options(command: Command) -> Command:
    """Add ``--input``, ``--input-mode`` and ``--output``."""
    for option in (
        click.option(
            "--output",
            "outputs",
            metavar="NAME=[DATASTORE/PATH]",
            multiple=True,
            type=options.KeyValue(),
            shell_complete=complete.outputs,
            help="A folder to write to, ${{outputs.NAME}} in the arguments, kept there; empty for a place of its own. May be repeated.",
        ),
        click.option("--input-mode", type=click.Choice(MODES), help="How the script gets inputs: in place, as copies, by id.  [default: mount]"),
        click.option(
            "--input",
            "inputs",
            metavar="NAME=PATH|DATASET[:VERSION]",
            multiple=True,
            type=options.KeyValue(),
            shell_complete=complete.inputs,
            help="Data of the run, ${{inputs.NAME}} in the arguments: a file, a folder, a URI or a dataset. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def with_data(session: "Session", spec: "RunSpec", given: dict[str, Any]) -> "RunSpec":
    """Return the run with the inputs and outputs of the line.

    Raises
    ------
    AmlError
        There is no such data; the detail ``field`` says which option it is about.
    """
    if given["input_mode"] and not given["inputs"]:
        raise UserError("--input-mode goes with --input, and none is given.", "Add --input NAME=PATH, or leave it out.", field="input_mode")
    if not given["inputs"] and not given["outputs"]:
        return spec
    _check_once("input", given["inputs"], spec.outputs)
    _check_once("output", given["outputs"], {**spec.inputs, **dict(given["inputs"])})
    paths = paths_of(session)
    mode = given["input_mode"] or MOUNT
    with about("input", whole=True):
        inputs = {name: _data.input_of(paths, name, value, mode, session.cwd) for name, value in given["inputs"]}
    with about("output", whole=True):
        outputs = {name: _data.output_of(paths, value) for name, value in given["outputs"]}
    return dataclasses.replace(spec, inputs={**spec.inputs, **inputs}, outputs={**spec.outputs, **outputs})


def paths_of(session: "Session") -> WorkspacePaths:
    """Return where the workspace is, or would be: none is made before all is checked."""
    try:
        return session.workspace().paths
    except NotFoundError:
        return WorkspacePaths(os.path.join(session.cwd, AML))


def _check_once(kind: str, given: Iterable[tuple[str, str]], others: Mapping[str, Any]) -> None:
    """Refuse a name that is given twice, or is that of an input and of an output: both would be in the same place."""
    names = [name for name, _ in given]
    twice = next((name for name in names if names.count(name) > 1 or name in others), None)
    if twice is not None:
        raise UserError(f"--{kind} gives the name {twice!r}, which is taken in this run.", "Inputs and outputs need names of their own.", field=kind)


def fields_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that mean the inputs and outputs of a run; those that no line can say are left out."""
    here = spec.get("source_directory") or ""
    found = {name: _input(facts, here) for name, facts in (spec.get("inputs") or {}).items()}
    inputs = {name: value for name, value in found.items() if value}
    modes = {spec["inputs"][name].get("mode") for name in inputs}
    mode = modes.pop() if len(modes) == 1 else MOUNT
    outputs = {name: f"{facts.get('datastore')}/{facts.get('path')}" for name, facts in (spec.get("outputs") or {}).items()}
    return {"input": inputs, "output": outputs, "input_mode": mode if mode != MOUNT and mode in MODES else None}


def _input(facts: Mapping[str, Any], here: str) -> str | None:
    if facts.get("asset"):
        ref = str(facts["asset"])
        return f"azureml:{ref}" if os.path.exists(os.path.join(here, ref)) else ref
    if facts.get("type") == "uri":
        return f"azureml://datastores/{facts.get('datastore')}/paths/{facts.get('path')}" if facts.get("mode") != "upload" else None
    definition = facts.get("definition") or {}
    sources = definition.get("paths") or []
    if definition.get("type") != "file" or len(sources) != 1 or definition.get("steps"):
        return None
    place = sources[0]
    return f"azureml://datastores/{place['datastore']}/paths/{place['path']}" if place.get("datastore") else str(place.get("path"))
