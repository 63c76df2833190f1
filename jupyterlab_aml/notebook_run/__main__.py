"""Execute a notebook: ``python -m jupyterlab_aml.notebook_run NOTEBOOK [-p NAME=VALUE]... [-o FILE]``."""

import os
import sys

if sys.path and sys.path[0] == os.getcwd():
    del sys.path[0]  # a queue.py beside the notebook must not stand in for Python's; the kernel looks there by itself

import asyncio
import importlib.util
import json
from typing import Any, List, Optional

from ..errors import AmlError, RunEnvironmentError, UserError
from ..runner.context import RunContext
from ..runner.run_base import submitted_folder
from .arguments import from_words

NEEDED = ("nbclient", "nbformat", "ipykernel")
FAILED, STOPPED = 1, 143


def main(words: List[str]) -> int:
    """Execute the notebook and return the exit status; a failure is the verdict about the run, too."""
    run = RunContext.get_context() if submitted_folder() else None
    try:
        if not words:
            raise UserError("NOTEBOOK is missing.", "Write `python -m jupyterlab_aml.notebook_run train.ipynb`.")
        return _execute(words[0], words[1:], run)
    except AmlError as error:
        say("{} {}".format(error.message, error.hint).strip())
        if run is not None:
            run.fail("{} {}".format(error.message, error.hint).strip(), error.details.get("error_code", error.code))
        return FAILED


def _execute(path: str, words: List[str], run: Any) -> int:
    arguments = from_words(path, words)
    _check_libraries()
    # nbformat loads jsonschema, and that a grammar of web addresses, for more than a second, wherever JupyterLab is; no notebook needs it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from .execute import Execution, Stopped
    from .kernel import kernel_manager, language_of
    from .parameters import inject

    def progress(done: int, total: int, what: Optional[str]) -> None:
        if run is not None:
            run.progress(done, total, what)

    notebook = read(path)
    language = language_of(notebook)
    inject(notebook, arguments.parameters, language)
    with kernel_manager(notebook) as manager:
        execution = Execution(notebook, manager, arguments.output, progress)
        try:
            asyncio.run(execution.run(_setup(path, language)))
        except Stopped as stop:
            say(str(stop))
            return STOPPED
        except OSError as error:
            raise RunEnvironmentError("{} cannot be executed: {}.".format(path, error)) from None
    say("saved as {}".format(arguments.output))
    return 0


def _setup(path: str, language: str) -> str:
    """Return the code that goes before the first cell: as with a script, modules beside the notebook can be imported. The kernel sees to the rest."""
    folder = os.path.dirname(os.path.abspath(path))
    return "__import__('sys').path.insert(0, {!r})".format(folder) if language == "python" and folder != os.getcwd() else ""


def _check_libraries() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise RunEnvironmentError(
            "The interpreter {} cannot execute notebooks: it lacks {}.".format(sys.executable, ", ".join(missing)),
            "Add {} to the packages of the environment; an interpreter of yours gets them with pip install {}.".format(
                ", ".join(missing), " ".join(missing)
            ),
        )


def read(path: str) -> Any:
    """Read a notebook of any version as one of version 4.

    Raises
    ------
    UserError
        It is damaged.
    """
    import nbformat

    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        return nbformat.reads(json.dumps(content), as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError) as error:
        what = str(error).strip().partition("\n")[0]
        raise UserError("{} is not a notebook that can be read: {}".format(path, what), "Open and save it in JupyterLab.") from None


def say(text: str) -> None:
    """Print a line into the log."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
