"""Parents and children of a run."""

import os

from ..errors import UserError
from .labels import Labels
from .lazy import create, exits, files
from .lifecycle import Lifecycle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

    from ..runfiles.files import Json

    Wanted = Union[None, str, Mapping[str, Any]]

_MAX_CHILDREN = 10000


class Children(Lifecycle, Labels):
    """Child runs are runs of the same experiment that know their parent; whoever makes one is its runner."""

    @property
    def parent(self) -> "Any":
        """The run this one is a child of, or None."""
        parent = self._readable_spec.get("parent")
        paths = self.paths.workspace.run(str(parent))
        return self._open(paths) if parent and os.path.isdir(paths.folder) else None

    def child_run(self, name: "Optional[str]" = None, run_id: "Optional[str]" = None, outputs: "Optional[str]" = None) -> "Any":
        """Make a child run, which is Running at once; use it as a context manager or call its ``complete()``.

        Parameters
        ----------
        name
            Its display name.
        run_id
            Its id; by default a new one.
        outputs
            A folder whose files become ``outputs/...`` artifacts of the child when it ends.

        Raises
        ------
        ConflictError
            There is a run of this id.
        """
        return self._new_child({"id": run_id, "display_name": name}, outputs)

    def create_children(
        self, count: "Optional[int]" = None, tag_key: "Optional[str]" = None, tag_values: "Optional[Sequence[Any]]" = None
    ) -> "List[Any]":
        """Make several child runs: ``count`` of them, or one for each of ``tag_values``, which it gets as its tag ``tag_key``."""
        if (tag_key is None) != (tag_values is None):
            raise UserError("tag_key and tag_values belong together.", "Give both, or only count.")
        values = None if tag_values is None else list(tag_values)
        if count is None and values is None:
            raise UserError("create_children needs count, or tag_key and tag_values.")
        number = len(values or []) if count is None else count
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _MAX_CHILDREN:
            raise UserError("The count of children must be 1 to {}, not {!r}.".format(_MAX_CHILDREN, number))
        if values is not None and len(values) != number:
            raise UserError("count is {} and there are {} tag_values.".format(number, len(values)), "Leave count out.")
        tags = [{}] * number if values is None else [{str(tag_key): None if value is None else str(value)} for value in values]  # type: List[Json]
        return [self._new_child({"tags": tag}, None) for tag in tags]

    def get_children(
        self,
        recursive: bool = False,
        tags: "Wanted" = None,
        properties: "Wanted" = None,
        type: "Optional[str]" = None,  # noqa: A002 - the SDK's name
        status: "Optional[str]" = None,
        _rehydrate_runs: bool = True,
    ) -> "Iterator[Any]":
        """Yield the child runs, newest first.

        Parameters
        ----------
        recursive
            Also the children of the children.
        tags, properties
            Only runs that have this key, or all of these ``{key: value}``; a value of None stands for any.
        type, status
            Only runs of this type, in this status.
        """
        for child in self._descendants() if recursive else self._children():
            if (
                (type is None or child.type == type)
                and (status is None or child.status == status)
                and matches(child.tags, tags)
                and matches(child.properties, properties)
            ):
                yield child

    # -- what the calls stand on

    def _new_child(self, fields: "Json", outputs: "Optional[str]") -> "Any":
        spec = {"experiment": self._spec["experiment"], "parent": self.id, "root": self._spec.get("root") or self.id}
        spec.update(fields)
        paths = create.create_run(self.paths.workspace, spec)
        exits.end_at_exit(paths)
        child = self._open(paths)
        child._outputs = outputs  # noqa: SLF001
        return child

    def _children(self) -> "List[Any]":
        """The child runs, newest first."""
        workspace = self.paths.workspace
        found = [workspace.run(name) for name in files.names(create.children_folder(self.paths))]
        runs = [self._open(paths) for paths in found if os.path.exists(paths.spec)]
        return sorted(runs, key=_created, reverse=True)

    def _descendants(self) -> "List[Any]":
        """Everything below this run, newest first."""
        found, todo = {self.id: self}, [self]  # type: Dict[str, Any], List[Any]
        while todo:
            for run in todo.pop()._children():  # noqa: SLF001
                if run.id not in found:  # a foreign mark may make a run its own descendant
                    found[run.id] = run
                    todo.append(run)
        del found[self.id]
        return sorted(found.values(), key=_created, reverse=True)


def _created(run: "Any") -> "Any":
    return run._readable_spec.get("created") or 0, run.id  # noqa: SLF001


def matches(present: "Dict[str, Optional[str]]", wanted: "Wanted") -> bool:
    """Tell whether tags or properties are as wanted: a key, or ``{key: value}`` with None for any value."""
    if wanted is None:
        return True
    if isinstance(wanted, str):
        return wanted in present
    return all(key in present and (value is None or present[key] == str(value)) for key, value in wanted.items())
