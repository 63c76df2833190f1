"""Edits after the fact: tags, properties, display name and description. Each client appends to its own file; readers fold them by time."""

import os
import time
from typing import Any, Dict, List, NamedTuple, Optional

from .files import Json, append, lines_or_problem, names_or_problem, writer_name
from .paths import RunPaths
from .shapes import is_label, time_of


class Notes(NamedTuple):
    """The folded edits on top of what ``run.json`` says."""

    tags: Dict[str, str]
    properties: Dict[str, str]
    display_name: Optional[str]
    description: Optional[str]


def note(paths: RunPaths, op: str, key: str, value: Any = None) -> None:
    """Append one edit: op is ``tag``, ``untag``, ``property``, ``display_name`` or ``description``."""
    os.makedirs(paths.notes, exist_ok=True)
    record = {"t": time.time(), "op": op, "key": key, "value": value}
    append(os.path.join(paths.notes, writer_name() + ".jsonl"), record)
    hint(paths)


def hint(paths: RunPaths) -> None:
    """Tell indexes to look at a run again, even if it has ended."""
    append(paths.workspace.edits, {"t": time.time(), "run": paths.run_id})


def read_notes(paths: RunPaths, spec: Json, problems: Optional[List[str]] = None) -> Notes:
    """Fold a clean ``run.json`` and all notes; what cannot be used is added to ``problems``.

    Properties are immutable: the first value of a key stays.
    """
    problems = [] if problems is None else problems
    edits: List[Json] = []
    for name in names_or_problem(paths.notes, problems):
        if name.endswith(".jsonl"):
            edits.extend(lines_or_problem(os.path.join(paths.notes, name), problems))
    usable = [edit for edit in edits if is_label(edit.get("value")) and type(edit.get("key")) is str]
    if len(usable) < len(edits):
        problems.append("notes have {} line(s) that are not texts".format(len(edits) - len(usable)))
    tags = dict(spec.get("tags") or {})
    properties = dict(spec.get("properties") or {})
    texts = {"display_name": spec.get("display_name"), "description": spec.get("description")}
    for edit in sorted(usable, key=time_of):
        op, key, value = edit.get("op"), edit["key"], edit.get("value")
        if op == "tag":
            tags[key] = value
        elif op == "untag":
            tags.pop(key, None)
        elif op == "property":
            properties.setdefault(key, value)
        elif type(op) is str and op in texts:
            texts[op] = value
    return Notes(tags, properties, texts["display_name"], texts["description"])
