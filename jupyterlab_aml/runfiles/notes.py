"""Edits after the fact: tags, properties, display name and description. Each client appends to its own file; readers fold them by time."""

import os
import time
from typing import Any, Dict, List, NamedTuple, Optional

from .files import Json, append, names, read_lines, writer_name
from .paths import RunPaths


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
    append(paths.workspace.edits, {"t": record["t"], "run": paths.run_id})


def read_notes(paths: RunPaths, spec: Json) -> Notes:
    """Fold ``run.json`` and all notes. Properties are immutable: the first value of a key stays."""
    edits: List[Json] = []
    for name in names(paths.notes):
        if name.endswith(".jsonl"):
            edits.extend(read_lines(os.path.join(paths.notes, name)).records)
    tags = dict(spec.get("tags") or {})
    properties = dict(spec.get("properties") or {})
    texts = {"display_name": spec.get("display_name"), "description": spec.get("description")}
    for edit in sorted(edits, key=lambda edit: edit.get("t") or 0):
        op, key, value = edit.get("op"), str(edit.get("key")), edit.get("value")
        if op == "tag":
            tags[key] = value
        elif op == "untag":
            tags.pop(key, None)
        elif op == "property":
            properties.setdefault(key, value)
        elif op in texts:
            texts[op] = value
    return Notes(tags, properties, texts["display_name"], texts["description"])
