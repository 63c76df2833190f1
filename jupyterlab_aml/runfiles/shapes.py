"""What the values in a run folder must look like: everything read there passes here once, so that nobody behind has to doubt it.

A value that is not what ``docs/run-folder.md`` says is left out and named in ``problems``. Nothing here raises, whatever the file holds.
"""

from typing import Any, Callable, Dict, List, Optional, Tuple

from .files import Json

EARLIEST, LATEST = -62135596800.0, 253402300799.0  # the years 1 to 9999: what can be written as a date
_SCALARS = frozenset([str, int, float, bool])
_MAX_ATTEMPT = 9999


def is_time(value: Any) -> bool:
    """Tell whether a value is a moment that has a date; NaN is none."""
    return (type(value) is float or type(value) is int) and EARLIEST <= value <= LATEST


def time_of(record: Json) -> float:
    """The time of a line, 0 if it has none: what lines are sorted by."""
    value = record.get("t")  # type: Any
    return float(value) if is_time(value) else 0.0


def text_of(record: Json, key: str) -> str:
    """A text of a record, empty if there is none."""
    value = record.get(key)
    return value if type(value) is str else ""


def attempt_of(record: Json) -> int:
    """The number of the attempt that a line is about, 0 if it names none."""
    value = record.get("attempt")
    return value if type(value) is int and 0 < value <= _MAX_ATTEMPT else 0


def is_name(value: Any) -> bool:
    """Tell whether a text can be the name of a run folder, and leads nowhere else."""
    return type(value) is str and value[:1] not in ("", ".") and "/" not in value and "\0" not in value


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_path(value: Any) -> bool:
    return type(value) is str and "\0" not in value


def _is_words(value: Any) -> bool:
    return type(value) is list and all(_is_path(word) for word in value)


def _is_seconds(value: Any) -> bool:
    return (type(value) is float or type(value) is int) and 0 <= value <= LATEST


def is_label(value: Any) -> bool:
    """Tell whether a value can be that of a tag or a property."""
    return value is None or type(value) is str


def labels_of(value: Any) -> Dict[str, Optional[str]]:
    """The usable part of tags or properties."""
    return {key: label for key, label in value.items() if is_label(label)} if type(value) is dict else {}


def _is_labels(value: Any) -> bool:
    return type(value) is dict and all(map(is_label, value.values()))


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 < value <= 9999


def _is_object(value: Any) -> bool:
    return type(value) is dict


def _is_distribution(value: Any) -> bool:
    return type(value) is dict and type(value.get("type")) is str and all(_is_amount_of_processes(value.get(key)) for key in _PROCESSES)


_PROCESSES = ("process_count_per_instance", "worker_count", "parameter_server_count")


def _is_amount_of_processes(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value <= 9999)


def _are_objects(value: Any) -> bool:
    return type(value) is dict and all(type(item) is dict for item in value.values())


_Check = Callable[[Any], bool]
_SPEC: List[Tuple[str, _Check, str]] = [
    (key, fits, wanted)
    for wanted, fits, keys in [
        ("the name of a run", is_name, "parent root"),
        ("a text", _is_text, "id experiment type display_name description user client"),
        ("a text without NUL", _is_path, "compute script python snapshot source_directory"),
        ("a list of texts", _is_words, "command arguments env_names warnings"),
        ("a date in seconds", is_time, "created"),
        ("a number of seconds", _is_seconds, "timeout_s grace_s"),
        ("texts by key", _is_labels, "tags properties shell"),
        ("true or false", _is_bool, "submit"),
        ("a number of nodes", _is_count, "nodes"),
        ("an object", _is_object, "environment"),
        ("a type with numbers of processes", _is_distribution, "distribution"),
        ("objects by name", _are_objects, "inputs outputs"),
    ]
    for key in keys.split()
]


def clean_spec(spec: Json, problems: List[str]) -> Json:
    """Return ``run.json`` without the values that nobody could use."""
    wrong = []
    for key, fits, wanted in _SPEC:
        value = spec.get(key)
        if value is not None and not fits(value):
            wrong.append((key, wanted))
    if not wrong:
        return spec
    problems.extend("run.json: {} is not {}".format(key, wanted) for key, wanted in wrong)
    clean = {key: value for key, value in spec.items() if key not in dict(wrong)}
    for key in ("tags", "properties"):
        clean[key] = labels_of(spec.get(key))
    clean.setdefault("schema", None)  # never empty: it could be read
    return clean


def exit_code_of(event: Json) -> Optional[int]:
    """The exit code in a final line; None if it has none."""
    value = event.get("exit_code")
    return value if type(value) is int else None


def error_of(event: Json) -> Optional[Json]:
    """The error in a final line, of which only single values are kept; None if it has none."""
    value = event.get("error")
    return scalars(value) if type(value) is dict else None


def scalars(record: Json) -> Dict[str, Any]:
    """The single values of a record."""
    return {key: value for key, value in record.items() if value is None or type(value) in _SCALARS}


def is_amount(value: Any) -> bool:
    """Tell whether a value can be how much is done, or is to do: a number that every reader can hold; NaN is none."""
    return (type(value) is float or type(value) is int) and 0 <= value <= 2**53


def is_progress(record: Json) -> bool:
    """Tell whether a line of ``progress.jsonl`` can be used."""
    return is_amount(record.get("done")) and is_amount(record.get("total")) and (record.get("what") is None or type(record["what"]) is str)


def is_scalar(value: Any) -> bool:
    """Tell whether a value is a number or a text."""
    return type(value) in _SCALARS


def _is_column(value: Any) -> bool:
    return type(value) in _SCALARS or (type(value) is list and all(type(item) in _SCALARS for item in value))


def is_shallow(value: Any, depth: int = 8) -> bool:
    """Tell whether a value is nested no deeper than any metric is: each reader behind would have to be able to follow."""
    if type(value) is list:
        return depth > 0 and all(is_shallow(item, depth - 1) for item in value)
    if type(value) is dict:
        return depth > 0 and all(is_shallow(item, depth - 1) for item in value.values())
    return True


_KINDS = {
    "list": lambda value: type(value) is list and all(type(item) in _SCALARS for item in value),
    "row": lambda value: type(value) is dict and all(type(item) in _SCALARS for item in value.values()),
    "table": lambda value: type(value) is dict and all(_is_column(item) for item in value.values()),
    "image": _is_text,
}  # type: Dict[str, _Check]


def is_metric(record: Json) -> bool:
    """Tell whether a line of a metric file can be used; a kind that is not known here is taken as it is."""
    if type(record.get("n")) is not str or "v" not in record:
        return False
    if "k" not in record:
        return type(record["v"]) in _SCALARS
    kind = record["k"]
    return type(kind) is str and _KINDS.get(kind, is_shallow)(record["v"])
