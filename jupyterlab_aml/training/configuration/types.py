"""Kinds of values that several sections have."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.checks import check_environment_variables
from jupyterlab_aml.training.problems import SecretError

Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1)]
Whole = Annotated[int, Field(strict=True, ge=0)]
Texts = list[str]
"""Named outside the classes, some of which have a method ``list``."""


def _text_of_number(value: Any) -> Any:
    """YAML reads ``version: 3`` and ``1.10`` as numbers."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _variables(value: Any) -> dict[str, str]:
    try:
        return check_environment_variables({} if value is None else value)
    except UserError as error:  # which would hide what else does not fit
        raise SecretError(error.message) from None


def _mapping(value: Any) -> Any:
    return {} if value is None else dict(value) if isinstance(value, Mapping) else value


def _list(value: Any) -> Any:
    return [] if value is None else list(value) if isinstance(value, tuple) else value


Version = Annotated[str | None, BeforeValidator(_text_of_number)]
Variables = Annotated[dict[str, str], BeforeValidator(_variables)]
TextList = Annotated[list[str], BeforeValidator(_list)]
Items = Annotated[list[Any], BeforeValidator(_list)]
Values = Annotated[dict[str, Any], BeforeValidator(_mapping)]
