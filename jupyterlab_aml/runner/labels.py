"""Tags, properties, display name and description of a run."""

from ..errors import ConflictError, UserError
from .lazy import notes
from .metric_writer import cut
from .run_base import RunBase
from .storage import storing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, Optional, Union

    from ..runfiles.notes import Notes


class Labels(RunBase):
    """What people say about a run. Tags may change, properties never do; both are texts."""

    @property
    def display_name(self) -> str:
        """The name shown in lists; it may be changed."""
        return self._notes().display_name or self.id

    @display_name.setter
    def display_name(self, value: str) -> None:
        if not isinstance(value, str) or not value.strip():
            raise UserError("A display name must be a text that is not empty, not {}.".format(cut(value)))
        self._note("display_name", "", value)

    @property
    def name(self) -> str:
        """The display name, as older SDK versions call it."""
        return self.display_name

    @property
    def description(self) -> "Optional[str]":
        """A text about the run; it may be changed."""
        return self._notes().description

    @description.setter
    def description(self, value: "Optional[str]") -> None:
        self._note("description", "", None if value is None else str(value))

    @property
    def tags(self) -> "Dict[str, Optional[str]]":
        """A copy of the tags."""
        return dict(self._notes().tags)

    @property
    def properties(self) -> "Dict[str, Optional[str]]":
        """A copy of the properties."""
        return dict(self._notes().properties)

    def tag(self, key: str, value: "Any" = None) -> None:
        """Set one tag."""
        self.set_tags({key: value})

    def set_tags(self, tags: "Dict[str, Any]") -> None:
        """Set several tags; others stay."""
        for key, value in texts("tags", tags).items():
            self._note("tag", key, value)

    def get_tags(self) -> "Dict[str, Optional[str]]":
        """Return the tags as they are now."""
        return self.tags

    def remove_tags(self, tags: "Union[str, Iterable[str]]") -> None:
        """Remove tags by key; keys that are not there do not matter."""
        present = self.tags
        for key in [tags] if isinstance(tags, str) else list(tags):
            if str(key) in present:
                self._note("untag", str(key), None)

    def add_properties(self, properties: "Dict[str, Any]") -> None:
        """Add properties.

        Raises
        ------
        ConflictError
            A property has another value already: properties never change. Then none is added.
        """
        wanted, present = texts("properties", properties), self.properties
        changed = ["{!r} is {!r}, not {!r}".format(key, present[key], wanted[key]) for key in wanted if present.get(key, wanted[key]) != wanted[key]]
        if changed:
            raise ConflictError("Properties of run {} never change: {}.".format(self.id, "; ".join(changed)), "Use a tag for what may change.")
        for key in wanted:
            if key not in present:
                self._note("property", key, wanted[key])

    def get_properties(self) -> "Dict[str, Optional[str]]":
        """Return the properties as they are now."""
        return self.properties

    def _notes(self) -> "Notes":
        with storing("run {} cannot be read".format(self.id)):
            return notes.read_notes(self.paths, self._readable_spec)

    def _note(self, op: str, key: str, value: "Any") -> None:
        with storing("run {} cannot be changed".format(self.id)):
            notes.note(self.paths, op, key, value)


def texts(what: str, values: "Any") -> "Dict[str, Optional[str]]":
    """Return tags or properties with keys and values as texts (a value may be None)."""
    if not isinstance(values, dict):
        raise UserError("{} must be a dictionary, not {} {}.".format(what.capitalize(), type(values).__name__, cut(values)))
    found = {str(key): None if value is None else str(value) for key, value in values.items()}
    if "" in found:
        raise UserError("A key of the {} is empty.".format(what))
    return found
