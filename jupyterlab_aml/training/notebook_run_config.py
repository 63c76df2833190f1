"""NotebookRunConfig: a folder, a notebook, its parameters and where it runs."""

import ast
import difflib
import json
import os
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.notebook_run.arguments import Arguments, check_output, check_parameters, default_output, is_notebook, to_words

from .configuration.run_configuration import RunConfiguration
from .run_spec import RunSpec
from .script_run_config import ScriptRunConfig

_DEFAULTS = "parameters"  # the tag of the cell that has them


class NotebookRunConfig:
    """Describe the run of one notebook; pass it to ``Experiment.submit``.

    Its cells are executed one after another in the interpreter of the run, and the executed notebook is kept with the run.

    Parameters
    ----------
    source_directory : str or path
        The folder that is sent along and is the working directory.
    notebook : str
        Path of the notebook inside that folder.
    output_notebook : str, optional
        Where the executed notebook is left, in ``outputs/``; by default under the notebook's own name.
    parameters : dict, optional
        Values of parameters: variables that a cell tagged ``parameters`` gives defaults to. Without such a cell they are set before the first one.
    run_config : RunConfiguration, optional
        Settings shared with other runs.
    handler : optional
        Taken for the SDK's signature; there is one way to execute a notebook here.
    **settings
        The keywords of :class:`ScriptRunConfig`: ``compute_target``, ``environment_variables``, ``python``, ``tags`` and so on.

    Notes
    -----
    Source: ``azureml.contrib.notebook.NotebookRunConfig``. ``settings`` are ours.
    """

    def __init__(
        self,
        source_directory: str | os.PathLike[str] | None,
        notebook: str | os.PathLike[str],
        output_notebook: str | os.PathLike[str] | None = None,
        parameters: Mapping[str, Any] | None = None,
        handler: Any = None,
        run_config: RunConfiguration | None = None,
        _telemetry_values: Any = None,
        **settings: Any,
    ) -> None:
        self.notebook = os.fspath(notebook)
        if not is_notebook(self.notebook):
            raise UserError(f"{self.notebook!r} is no .ipynb file.", "Scripts are described by ScriptRunConfig.")
        wrong = {"script", "command", "arguments"} & set(settings)
        if wrong:
            raise UserError(f"A notebook has no {min(wrong)}.", "Give it values by parameters={'alpha': 0.5}.")
        self.parameters = check_parameters(parameters)
        self.output_notebook = default_output(self.notebook) if output_notebook is None else check_output(os.fspath(output_notebook))
        self._script = ScriptRunConfig(source_directory, script=self.notebook, run_config=run_config, **settings)

    def __repr__(self) -> str:
        return f"NotebookRunConfig(source_directory={self.source_directory!r}, notebook={self.notebook!r}, parameters={self.parameters!r})"

    @property
    def source_directory(self) -> str | os.PathLike[str] | None:
        """The folder that is sent along."""
        return self._script.source_directory

    @property
    def run_config(self) -> RunConfiguration:
        """The settings of the run."""
        return self._script.run_config

    def to_run_spec(self) -> RunSpec:
        """Check the configuration against the file system and return what is to run.

        Raises
        ------
        NotFoundError
            The source folder or the notebook does not exist; the hint names the nearest.
        UserError
            The notebook is damaged, its cell of parameters has not one of the names that are given, or a setting cannot run here.
        """
        self._script.arguments = to_words(self.notebook, Arguments(self.parameters, self.output_notebook))
        spec = self._script.to_run_spec()
        if spec.source_directory and spec.script:
            cells = _cells(os.path.join(spec.source_directory, spec.script), spec.extra_files.get(spec.script))
            _check_names(self.notebook, self.parameters, cells)
        return spec


def _cells(path: str, content: bytes | None) -> list[Any]:
    """Return the cells of a notebook; older formats than 4 are left to the process that executes it."""
    try:
        if content is None:
            with open(path, "rb") as file:
                content = file.read()
        notebook = json.loads(content)
        cells = notebook["cells"] if notebook["nbformat"] >= 4 else []
        return [cell for cell in cells if _tags(cell) is not None]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UserError(f"{path!r} is not a notebook that can be read: {what}.", "Open and save it in JupyterLab.") from None


def _tags(cell: Mapping[str, Any]) -> list[str]:
    found: list[str] = cell["metadata"].get("tags", [])
    return found


def _check_names(notebook: str, parameters: Mapping[str, Any], cells: list[Any]) -> None:
    """Refuse parameters that the notebook has no default for, where it has a cell of defaults that can be understood."""
    defaults = next((cell for cell in cells if _DEFAULTS in _tags(cell)), None)
    known = None if defaults is None else _assigned("".join(defaults.get("source", "")))
    unknown = [name for name in parameters if known is not None and name not in known]
    if not unknown:
        return
    near = difflib.get_close_matches(unknown[0], known or (), n=1)
    there = ", ".join(sorted(known or ())) or "none"
    raise UserError(
        f"The notebook {notebook!r} has no parameter {unknown[0]!r}.{f' Did you mean {near[0]!r}?' if near else ''}",
        f"Its cell tagged {_DEFAULTS!r} has: {there}.",
        unknown=unknown,
    )


def _assigned(code: str) -> set[str] | None:
    """Return the variables that a cell sets; None if it is not plain Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
