"""What the script of an estimator is given: its arguments and its data."""

from collections.abc import Iterable, Mapping
from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration


def arguments_of(script_params: Mapping[str, Any] | None) -> list[Any]:
    """Return ``script_params`` as arguments, in their order; an empty text or None as value leaves a flag alone."""
    found: list[Any] = []
    for name, value in (script_params or {}).items():
        found.append(name)
        if value is not None and not (isinstance(value, str) and not value):
            found.append(value)
    return found


def inputs_of(inputs: Iterable[Any] | None, settings: RunConfiguration) -> None:
    """Write data into a run configuration.

    Raises
    ------
    UserError
        Something is no data, or two have one name.
    """
    named: dict[str, Any] = {}
    for position, each in enumerate(inputs or ()):
        if not hasattr(each, "to_input"):
            raise UserError(f"inputs[{position}] is a {type(each).__name__}, which has no name as an input.", "Write dataset.as_named_input('name').")
        name = each.to_input()[0]
        if name in named:
            raise UserError(f"Two inputs are called {name!r}.", "Give them different names.")
        named[name] = each
    settings.data = named
