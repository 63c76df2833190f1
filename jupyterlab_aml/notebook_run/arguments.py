"""The words after a notebook: written by whoever submits it, read by the process that executes it. Standard library only."""

import json
import keyword
import posixpath
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

from ..errors import UserError

_WORDS = {"True": True, "False": False, "None": None}  # Python's spelling of JSON's true, false and null


class Arguments(NamedTuple):
    """Values by parameter, and where the executed notebook is left."""

    parameters: Dict[str, Any]
    output: str


def is_notebook(script: str) -> bool:
    """Tell a notebook from other scripts, by its name."""
    return script.lower().endswith(".ipynb")


def default_output(notebook: str) -> str:
    """Return ``outputs/<name of the notebook>``."""
    return "outputs/" + posixpath.basename(notebook)


def check_output(output: str) -> str:
    """Return the path of the executed notebook, normalised.

    Raises
    ------
    UserError
        It is not an ``.ipynb`` file in ``outputs/``, which is what is kept of a run.
    """
    path = posixpath.normpath(output)
    if not path.startswith("outputs/") or not is_notebook(path) or "\0" in path:
        raise UserError(
            "output_notebook is {!r}; an .ipynb file in outputs/ is needed, which is what is kept of a run.".format(output),
            "Write output_notebook='outputs/executed.ipynb'.",
        )
    return path


def to_words(notebook: str, arguments: Arguments) -> List[str]:
    """Return the words for a command line; what is as it would be anyway is left out."""
    words = []  # type: List[str]
    for name, value in arguments.parameters.items():
        words += ["-p", "{}={}".format(name, to_text(value))]
    return words if arguments.output == default_output(notebook) else words + ["-o", arguments.output]


def from_words(notebook: str, words: Sequence[str]) -> Arguments:
    """Read the words that follow the notebook.

    Raises
    ------
    UserError
        A word is neither ``-p NAME=VALUE`` nor ``-o FILE``.
    """
    parameters, output = {}, default_output(notebook)  # type: Dict[str, Any], str
    rest = iter(words)
    for word in rest:
        value = next(rest, None)
        if word not in ("-p", "-o") or value is None:
            raise UserError("{!r} is not an argument of a notebook.".format(word), "Arguments of a notebook are -p NAME=VALUE and -o FILE.")
        if word == "-o":
            output = check_output(value)
        else:
            name, given = split(value)
            parameters[name] = given
    return Arguments(parameters, output)


def split(word: str) -> Tuple[str, Any]:
    """Return name and value of ``NAME=VALUE``.

    Raises
    ------
    UserError
        It is not of that form, or the name cannot be that of a variable.
    """
    name, equals, text = word.partition("=")
    if not equals:
        raise UserError("{!r} is not NAME=VALUE.".format(word), "Write -p alpha=0.5.")
    return check_name(name.strip()), from_text(text)


def check_name(name: Any) -> str:
    """Return the name of a parameter, which is a variable of the notebook."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise UserError("{!r} cannot be the name of a parameter: it is a variable of the notebook.".format(name), "Use letters, digits and '_'.")
    return name


def check_parameters(parameters: Any) -> Dict[str, Any]:
    """Return parameters given in Python, checked.

    Raises
    ------
    UserError
        It is not a dict, or a value is not one that JSON can carry.
    """
    if parameters is not None and not isinstance(parameters, Mapping):
        raise UserError("parameters is a {}; a dict is needed.".format(type(parameters).__name__), "Write parameters={'alpha': 0.5}.")
    checked = {}
    for name, value in (parameters or {}).items():
        given = value.item() if hasattr(value, "item") and not getattr(value, "shape", (1,)) else value  # a single value of numpy
        try:
            checked[check_name(name)] = json.loads(json.dumps(given))
        except (TypeError, ValueError, RecursionError):
            raise UserError(
                "The parameter {!r} is a {}; allowed are texts, numbers, true or false, None, and lists and dicts of them.".format(
                    name, type(value).__name__
                ),
                "Give the path of a file and read it in the notebook.",
            ) from None
    return checked


def from_text(text: str) -> Any:
    """Return the value that a text means: JSON if it is JSON, Python's True, False and None, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def to_text(value: Any) -> str:
    """Return the text that means this value; texts are left as they are where that is clear."""
    if isinstance(value, str) and value.isprintable() and isinstance(from_text(value), str):
        return value
    return json.dumps(value)
