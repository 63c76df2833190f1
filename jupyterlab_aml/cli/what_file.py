"""From a file that says what to run, a run configuration or an Azure ML v2 file, to what is to run."""

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import jupyterlab_aml
from jupyterlab_aml.cli.run_data import paths_of
from jupyterlab_aml.cli.what import What, absolute, from_script
from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.runner.lazy import LazyModule, load
from jupyterlab_aml.runner.names import legal_name

if TYPE_CHECKING:
    from jupyterlab_aml.cli.session import Session
    from jupyterlab_aml.training.command_file.plan import CommandPlan
    from jupyterlab_aml.training.run_spec import RunSpec

_YAML = (".yml", ".yaml")
_FOLDERS = (".azureml", "aml_config")  # that hold run configurations of the folder they are in
_data = LazyModule("jupyterlab_aml.assets.run_data")
_READ, _PLAN = "jupyterlab_aml.training.command_file.read", "jupyterlab_aml.training.command_file.plan"


def is_file(words: Sequence[str]) -> bool:
    """Tell whether the words after ``submit`` begin with a file that says what to run."""
    return bool(words) and words[0].lower().endswith((".runconfig", *_YAML))


def from_file(words: Sequence[str], folder: str | None, here: str) -> What:
    """The first word is the file, the others go before its arguments; relative paths on the line begin ``here``."""
    file, *arguments = words
    path = absolute(file, here)
    if file.lower().endswith(_YAML) and load(_READ).is_command_file(path):
        return _from_command_file(file, path, arguments, folder)
    return _from_run_configuration(file, path, arguments, folder, here)


def _from_run_configuration(file: str, path: str, arguments: Sequence[str], folder: str | None, here: str) -> What:
    """Its script is in ``folder``, else in the folder that the file belongs to, else ``here``."""
    settings = jupyterlab_aml.RunConfiguration.load(path)
    script, command, words = settings.script, settings.command, arguments or settings.arguments
    if not script and not command:
        raise UserError(
            f"{file!r} does not say what to run: it has neither script nor command.",
            f"Add `script: train.py` to it, or name one: `aml submit train.py --run-config {file}`.",
        )
    if script and command:
        raise UserError(f"{file!r} has both script and command.", "Keep one of them.")
    source = _folder_with(script, path, here) if folder is None else folder
    settings.script, settings.command, settings.arguments = None, [], []  # told by what is returned
    if script:
        return dataclasses.replace(from_script([script, *words], source, here), run_config=settings)
    line = command if isinstance(command, str) else tuple(command)
    return What(_experiment(path), source, command=line, arguments=tuple(words), run_config=settings)


def _from_command_file(file: str, path: str, arguments: Sequence[str], folder: str | None) -> What:
    if arguments:
        raise UserError(f"{file!r} is a whole command and takes no arguments: {arguments[0]!r}.", "Write them into its command.", field="arguments")
    plan = load(_PLAN).plan_command(load(_READ).read_command_file(path), path)
    return What(plan.experiment or _experiment(path), folder or plan.settings.get("source_directory"), plan=plan)


def with_plan(session: "Session", spec: "RunSpec", plan: "CommandPlan") -> "RunSpec":
    """Return the run with the data and the warnings of its file.

    Raises
    ------
    AmlError
        There is no such data; the message begins with the key.
    """
    inputs: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    for name, (place, mode) in plan.inputs.items():
        with _of(f"inputs.{name}", "input"):
            inputs[name] = _data.input_of(paths_of(session), name, place, mode, "/")
    for name, (place, mode, dataset) in plan.outputs.items():
        with _of(f"outputs.{name}", "output"):
            register: Any = None if dataset is None else {"name": dataset, "description": None, "tags": {}}
            outputs[name] = {**_data.output_of(paths_of(session), place), "mode": mode, "register": register}
    return dataclasses.replace(spec, inputs=inputs, outputs=outputs, warnings=(*spec.warnings, *plan.warnings))


@contextmanager
def _of(key: str, field: str) -> Iterator[None]:
    try:
        yield
    except AmlError as error:
        error.message = f"{key}: {error.message}"
        error.details["field"] = field
        raise


def _experiment(path: str) -> str:
    return legal_name(os.path.splitext(os.path.basename(path))[0])


def _folder_with(script: str | None, file: str, here: str) -> str:
    own = os.path.dirname(file)
    if os.path.basename(own) in _FOLDERS:
        own = os.path.dirname(own)
    elsewhere = script and not os.path.isfile(os.path.join(own, script)) and os.path.isfile(os.path.join(here, script))
    return here if elsewhere else own
