"""What every section of a run configuration is: fields that are checked when they are set, and keys of files that we do not know but keep."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, ValidationError, ValidationInfo, model_serializer, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core.core_schema import SerializerFunctionWrapHandler
from typing_extensions import Self

from jupyterlab_aml.errors import UserError

from .refusal import refused, unknown

TYPO = 0.8
"""How alike a key must be to one of ours to be taken for a misspelling of it instead of somebody else's key."""
_FROM_FILE = {"from_file": True}
_Call = TypeVar("_Call", bound=Callable[..., None])


def signature_of_sdk(initialise: _Call) -> _Call:
    """Let a section have an ``__init__`` with the SDK's parameters, which sections read from a file do not go through."""
    initialise.__pydantic_base_init__ = True  # type: ignore[attr-defined]
    return initialise


class Section(BaseModel):
    """A group of settings.

    A field is an attribute in Python (``node_count``) and a key in files (``nodeCount``).

    Raises
    ------
    UserError
        A field that there is not, or a value that does not fit; the message has the path of the field, the value and what is allowed.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        arbitrary_types_allowed=True,
        extra="forbid",
        populate_by_name=True,
        protected_namespaces=(),
        validate_assignment=True,
    )
    where: ClassVar[str] = ""
    """The path of the section in a run configuration."""

    _foreign: dict[str, Any] = PrivateAttr(default_factory=dict)

    @signature_of_sdk
    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise refused(error, type(self)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in type(self).model_fields and not name.startswith("_") and not isinstance(getattr(type(self), name, None), property):
            raise unknown(name, type(self))
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            raise refused(error, type(self)) from None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], file: str = "") -> Self:
        """Return a section from the keys of a file. Keys of others are kept; one that nearly spells one of ours is refused.

        Raises
        ------
        UserError
            Something does not fit; all of it is told at once, with the path of each key.
        """
        if not isinstance(values, Mapping):
            raise UserError(f"{file or cls.__name__} holds a {type(values).__name__}; keys with values are needed.")
        try:
            return cls.model_validate(dict(values), context=_FROM_FILE, by_alias=True, by_name=False)
        except ValidationError as error:
            raise refused(error, cls, file) from None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """What was set; sections have too many settings to show those that were not."""
        unset = {name: repr(field.get_default(call_default_factory=True)) for name, field in type(self).model_fields.items()}
        return ((name, value) for name, value in super().__repr_args__() if repr(value) != unset.get(name or ""))

    def to_dict(self) -> dict[str, Any]:
        """Return the keys of a file."""
        return self.model_dump(by_alias=True)

    def copied(self) -> Self:
        """Return a copy that shares no section, list or dict with this one; other objects, such as a compute target, are shared."""
        copy = self.model_copy(update={name: _copied(getattr(self, name)) for name in type(self).model_fields})
        copy._foreign = _copied(self._foreign)  # noqa: SLF001 of this class
        return copy

    @model_validator(mode="wrap")
    @classmethod
    def _keep_foreign(cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if not info.context or not isinstance(values, dict):
            return handler(values)
        ours = {field.alias: name for name, field in cls.model_fields.items() if field.alias}
        values = {key: value for key, value in values.items() if value is not None or _takes_null(cls, ours.get(key))}
        foreign = {key: value for key, value in values.items() if key not in ours and not _near(key, ours)}
        section = handler({key: value for key, value in values.items() if key not in foreign})
        section._foreign = foreign  # noqa: SLF001 of this class
        return section

    @model_serializer(mode="wrap")
    def _with_foreign(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {**handler(self), **self._foreign}


def _takes_null(kind: type[Section], name: str | None) -> bool:
    """Tell whether null is a value of a field; in a file it stands for the default of those that it is none of."""
    annotation = None if name is None else kind.model_fields[name].annotation
    return annotation in (None, Any) or type(None) in get_args(annotation)


def _near(key: Any, ours: Mapping[str, str]) -> bool:
    """Tell whether a key is a misspelling of one of ours; a name as in Python is one, too."""
    return isinstance(key, str) and (key in ours.values() or bool(difflib.get_close_matches(key, ours, n=1, cutoff=TYPO)))


def _copied(value: Any) -> Any:
    if isinstance(value, Section):
        return value.copied()
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_copied(each) for each in value]
    return value.copied() if hasattr(value, "copied") else value
