"""``compute/<name>.json``, as the agent and the clients read it: a compute target of this workspace."""

import os
from typing import Any, NamedTuple

from jupyterlab_aml.runfiles.files import Damaged, Json, names, read_json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.shapes import is_time, text_of

_OURS = ("name", "type", "created", "stopped")  # every other key is a setting of the target's kind
_EXTENSION = ".json"


class TargetFile(NamedTuple):
    """One compute target at one moment.

    Nothing is launched on a target that is stopped or has a problem; what runs there goes on.
    """

    name: str
    type: str = ""
    slots: int = 0
    stopped: bool = False
    created: float | None = None
    settings: dict[str, Any] = {}  # noqa: RUF012 - never changed
    problem: str = ""

    @property
    def closed(self) -> bool:
        """Whether nothing may be launched here now."""
        return self.stopped or bool(self.problem)

    def to_json(self) -> Json:
        """Return what the file holds."""
        state = {"stopped": True} if self.stopped else {}
        return {"name": self.name, "type": self.type, "created": self.created, **state, **self.settings}


def target_path(paths: WorkspacePaths, name: str) -> str:
    """Return where the file of a target is."""
    return os.path.join(paths.compute, name + _EXTENSION)


def read_target_file(paths: WorkspacePaths, name: str) -> TargetFile | None:
    """Read one target; None if there is none of this name."""
    try:
        record = read_json(target_path(paths, name))
    except Damaged as error:
        return TargetFile(name, problem=str(error))
    return None if record is None else _target(name, record)


def read_target_files(paths: WorkspacePaths) -> dict[str, TargetFile]:
    """Read all targets, by name. What is wrong with one is in its ``problem`` and hides no other."""
    found = {}
    for file in sorted(names(paths.compute)):
        name = file.removesuffix(_EXTENSION)
        if name != file and not file.startswith("."):
            target = read_target_file(paths, name)
            if target is not None:
                found[name] = target
    return found


def _target(name: str, record: Json) -> TargetFile:
    slots = record.get("slots", 1)
    created = record.get("created")
    kind = text_of(record, "type")
    problem = ""
    if not kind:
        problem = f"{name}{_EXTENSION} names no type"
    elif type(slots) is not int or slots < 1:
        problem = f"slots is {slots!r} in {name}{_EXTENSION}; allowed is a whole number from 1 up"
    return TargetFile(
        name,
        type=kind,
        slots=0 if problem else slots,
        stopped=record.get("stopped") is True,
        created=created if is_time(created) else None,
        settings={key: value for key, value in record.items() if key not in _OURS},
        problem=problem,
    )
