"""From the words of ``aml submit`` to what is to run."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.notebook_run.arguments import is_notebook
from jupyterlab_aml.runner.names import legal_name
from jupyterlab_aml.training.source import script_in, source_folder

if TYPE_CHECKING:
    from jupyterlab_aml.training.command_file.plan import CommandPlan
    from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration

CELL = "cell.py"
_ELSEWHERE = {
    ".r": "Name its interpreter: `aml submit --command -- Rscript {name}`.",
    ".jl": "Name its interpreter: `aml submit --command -- julia {name}`.",
}


@dataclass(frozen=True)
class What:
    """A script, a notebook or a command, its folder, and the experiment it belongs to unless one is named.

    One that a file names has its settings: ``run_config`` of a run configuration, ``plan`` of an Azure ML v2 file.
    """

    experiment: str
    source_directory: str | None
    script: str | None = None
    command: tuple[Any, ...] | str | None = None
    arguments: tuple[Any, ...] = ()
    cell: bytes | None = None
    notebook: str | None = None
    run_config: "RunConfiguration | None" = None
    plan: "CommandPlan | None" = None

    def settings(self) -> dict[str, Any]:
        """Return it as parameters of ScriptRunConfig, or of NotebookRunConfig for a notebook."""
        if self.notebook is not None:
            return {"source_directory": self.source_directory, "notebook": self.notebook}
        if self.plan is not None:
            return {**self.plan.settings, "source_directory": self.source_directory}
        extra: Mapping[str, bytes] = {} if self.cell is None else {CELL: self.cell}
        return {
            "source_directory": self.source_directory,
            "script": self.script,
            "command": self.command,
            "arguments": list(self.arguments),
            "extra_files": extra,
        }


def from_cell(code: str, arguments: Sequence[str], folder: str | None) -> What:
    """A notebook cell is the script; it goes alone unless a folder is named."""
    if arguments and arguments[0].endswith((".py", ".sh", ".ipynb")) and os.path.isfile(arguments[0]):
        raise UserError(
            f"{arguments[0]!r} is a script, and so is the cell.",
            f"`%aml submit {arguments[0]}` with one % sends the file; in a cell, `from {os.path.splitext(arguments[0])[0]} import ...` uses it "
            "if --source-directory sends it along.",
        )
    return What("cell", folder, script=CELL, arguments=tuple(arguments), cell=code.encode())


def from_command(words: Sequence[str], folder: str | None, here: str) -> What:
    """Everything after ``--`` is the command; the folder it needs is the current one, ``here``."""
    if not words:
        raise UserError("--command is given, and no command.", "Write it after --: `aml submit --command -- python -m package --option`.")
    name = os.path.basename(words[0]).partition(".")[0]
    return What(legal_name(name or "command"), folder or here, command=tuple(words))


def from_script(words: Sequence[Any], folder: str | None, here: str) -> What:
    """The first word is the script, the others are its arguments; relative paths begin ``here``."""
    if not words:
        raise UserError("SCRIPT is missing.", "Write `aml submit train.py`, or `aml submit --command -- COMMAND...`.")
    script, *arguments = words
    source = _folder_of(script, here) if folder is None else folder
    name = _relative(script, source, here)
    stem, extension = os.path.splitext(os.path.basename(name))
    if extension == ".py":
        return What(legal_name(stem), source, script=name, arguments=tuple(arguments))
    if is_notebook(name):
        if arguments:
            raise UserError(
                f"A notebook takes no arguments: {arguments[0]!r}.",
                f"Give it values by name: `aml submit {script} -p NAME=VALUE`.",
                field="arguments",
            )
        return What(legal_name(stem), source, notebook=name)
    if extension == ".sh":
        return What(legal_name(stem), source, command=("sh", name, *arguments))
    hint = _ELSEWHERE.get(extension.lower(), "Name its interpreter: `aml submit --command -- INTERPRETER {name}`.")
    known = "a script (.py, .sh), a notebook (.ipynb) nor a run configuration (.runconfig, .yml)"
    raise UserError(f"{script!r} is neither {known}.", hint.format(name=name))


def _folder_of(script: str, here: str) -> str:
    path = absolute(script, here)
    return here if path.startswith(os.path.join(here, "")) else os.path.dirname(path)


def absolute(path: str, here: str) -> str:
    """Return a path that may begin ``here`` whole."""
    return os.path.normpath(os.path.join(here, os.path.expanduser(path)))


def _relative(script: str, source: str, here: str) -> str:
    """Name the script inside the source folder; with --source-directory it may be given relative to it, as in the SDK, or to here, as Tab does."""
    source = source_folder(source)
    path = absolute(script, here)
    inside = os.path.isfile(os.path.join(source, script))
    if not inside and path.startswith(os.path.join(source, "")):
        script = os.path.relpath(path, source)
    return script_in(source, script)
