"""Names and modes of the inputs and outputs of a run."""

import re
from typing import Any

from jupyterlab_aml.errors import UserError

MODES = ("mount", "download", "upload")
INPUT_MODES = ("mount", "download", "direct")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}\Z")


def check_data_name(name: Any) -> str:
    """Return the name of an input or output, which is part of the name of an environment variable.

    Raises
    ------
    UserError
        It is not allowed.
    """
    if not isinstance(name, str) or not _NAME.match(name):
        raise UserError(
            f"{name!r} cannot be the name of an input or output.",
            "Allowed are letters (a-z), digits and '_', not beginning with a digit.",
            field="name",
        )
    return name


def check_mode(mode: Any, allowed: tuple[str, ...]) -> str:
    """Return a mode.

    Raises
    ------
    UserError
        It is none of ``allowed``.
    """
    if mode not in allowed:
        raise UserError(f"mode is {mode!r}.", f"Allowed are {', '.join(allowed)}.", field="mode")
    return str(mode)
