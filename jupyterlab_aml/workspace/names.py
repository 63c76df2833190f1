"""Names of workspaces and compute targets; those of experiments and runs are in ``runner.names``."""

import re

from jupyterlab_aml.errors import UserError

_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,32}\Z")
_COMPUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,22}[A-Za-z0-9]\Z")  # Azure's rule


def check_workspace_name(name: object) -> str:
    """Return the name, or raise UserError saying what is allowed."""
    if isinstance(name, str) and _ALLOWED.match(name):
        return name
    raise UserError(
        f"{name!r} cannot be the name of a workspace.",
        f"Allowed are 2 to 33 letters (a-z), digits, '_' and '-', beginning with a letter or digit; for example {workspace_name_from(str(name))!r}.",
    )


def workspace_name_from(text: str) -> str:
    """Return an allowed workspace name that is like ``text``."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")[:33].rstrip("-_")
    return name if _ALLOWED.match(name) else "workspace"


def check_compute_name(name: object) -> str:
    """Return the name, or raise UserError saying what is allowed."""
    if isinstance(name, str) and _COMPUTE.match(name):
        return name
    near = re.sub(r"[^A-Za-z0-9]+", "-", str(name)).lstrip("-0123456789")[:24].rstrip("-")
    raise UserError(
        f"{name!r} cannot be the name of a compute target.",
        "Allowed are 2 to 24 letters (a-z), digits and '-', beginning with a letter and not ending with '-'; "
        f"for example {near if _COMPUTE.match(near) else 'two-slots'!r}.",
        field="name",
    )
