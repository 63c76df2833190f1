"""The four metrics that carry a document: confusion matrix, accuracy table, predictions and residuals.

Source: ``azureml.core.Run.log_confusion_matrix`` and its siblings, which take ``{"schema_type", "schema_version", "data"}``.
Only the shape is checked, not how long the lists are: the documented examples themselves are not consistent there.
"""

import json
from typing import Any, List, Union

from ..errors import NotFoundError, UserError
from ..runfiles.files import Json
from .metric_values import plain
from .metric_writer import cut

LABELS, NUMBERS, MATRIX, MATRICES = "labels", "numbers", "a list of rows of numbers", "a list of tables, each a list of rows of numbers"
_DEPTH = {NUMBERS: 1, MATRIX: 2, MATRICES: 3}

FIELDS = {
    "confusion_matrix": {"class_labels": LABELS, "matrix": MATRIX},
    "accuracy_table": {
        "probability_tables": MATRICES,
        "percentile_tables": MATRICES,
        "probability_thresholds": NUMBERS,
        "percentile_thresholds": NUMBERS,
        "class_labels": LABELS,
    },
    "predictions": {"bin_averages": NUMBERS, "bin_errors": NUMBERS, "bin_counts": NUMBERS, "bin_edges": NUMBERS},
    "residuals": {"bin_edges": NUMBERS, "bin_counts": NUMBERS},
}


def document(name: str, kind: str, value: Union[str, Json]) -> Json:
    """Return the checked document of a curve metric.

    Parameters
    ----------
    value
        The document as a dictionary, as JSON text, or the path of a JSON file.

    Raises
    ------
    UserError
        It is not such a document; all problems are named at once.
    """
    found = _plain_tree(_read(name, kind, value))
    problems = list(_problems(kind, found))
    if problems:
        raise UserError(
            "{!r} cannot be logged as {}: {}.".format(name, kind, "; ".join(problems)),
            "The document is {{'schema_type': '{}', 'schema_version': 'v1', 'data': {{{}}}}}.".format(
                kind, ", ".join("{!r}: {}".format(key, shape) for key, shape in FIELDS[kind].items())
            ),
            problems=problems,
        )
    return found  # type: ignore[no-any-return]


def _read(name: str, kind: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if value.lstrip().startswith("{"):
            return json.loads(value)
        with open(value, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        raise NotFoundError("{!r} cannot be logged as {}: there is no file {}.".format(name, kind, cut(value))) from None
    except (OSError, ValueError) as error:
        raise UserError("{!r} cannot be logged as {}: {} cannot be read as JSON: {}.".format(name, kind, cut(value), error)) from None


def _problems(kind: str, found: Any) -> List[str]:
    if not isinstance(found, dict):
        return ["a dictionary, JSON text or the path of a JSON file is needed, not {} {}".format(type(found).__name__, cut(found))]
    problems = []
    if found.get("schema_type") != kind:
        problems.append("schema_type is {} instead of {!r}".format(cut(found.get("schema_type")), kind))
    if not isinstance(found.get("schema_version"), str) or not found["schema_version"]:
        problems.append("schema_version is {} instead of a text such as 'v1'".format(cut(found.get("schema_version"))))
    data = found.get("data")
    if not isinstance(data, dict):
        return problems + ["data is {} instead of a dictionary".format(cut(data))]
    for key, shape in FIELDS[kind].items():
        if key not in data:
            problems.append("data lacks {!r}".format(key))
        elif not _fits(data[key], shape):
            problems.append("data[{!r}] is {} instead of {}".format(key, cut(data[key]), shape))
    if kind == "confusion_matrix" and not problems:
        size = len(data["class_labels"])
        if [len(line) for line in data["matrix"]] != [size] * size:
            problems.append("data['matrix'] must have {0} rows of {0} numbers, as there are {0} class labels".format(size))
    return problems


def _fits(value: Any, shape: str) -> bool:
    if shape == LABELS:
        return isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value)
    return _is_nested(value, _DEPTH[shape])


def _is_nested(value: Any, depth: int) -> bool:
    if depth == 0:
        return value is None or isinstance(value, (int, float))
    return isinstance(value, list) and all(_is_nested(item, depth - 1) for item in value)


def _plain_tree(value: Any) -> Any:
    """Turn arrays, tuples and numbers of other libraries into what JSON has."""
    if isinstance(value, dict):
        return {str(key): _plain_tree(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_tree(item) for item in value]
    if value is None:
        return None
    found = plain(value)
    if found is None:
        return _plain_tree(value.tolist()) if hasattr(value, "tolist") else str(value)
    return found
