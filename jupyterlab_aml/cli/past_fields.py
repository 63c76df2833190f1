"""The fields of a run that was submitted, read from what is kept of it: to submit it again, with changes."""

import sys
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.cli import configuration, distribution, run_data
from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.notebook_run.arguments import from_words, is_notebook, to_text
from jupyterlab_aml.training.run_spec import GRACE_S, MAX_DURATION_S

_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def fields_of(spec: Mapping[str, Any], tags: Mapping[str, str | None], description: str | None) -> dict[str, Any]:
    """Return the fields of a run; nothing for one that was not submitted.

    Parameters
    ----------
    spec : mapping
        Its ``run.json``.
    tags, description
        As they are now.

    Notes
    -----
    Its name is not among them: the new run gets its own. Of environment variables there are the names; an empty value stands for the one it had.
    """
    if not spec.get("submit") or not (spec.get("script") or spec.get("command")):
        return {}
    fields = {
        **_what(spec),
        "experiment": spec.get("experiment"),
        "compute": spec.get("compute"),
        "source_directory": spec.get("source_directory"),
        "description": description,
        "tag": {key: value or "" for key, value in tags.items()},
        "env": dict.fromkeys(spec.get("env_names") or (), ""),
        **configuration.fields_of(spec.get("environment")),
        **run_data.fields_of(spec),
        **distribution.fields_of(spec.get("distribution"), spec.get("nodes") or 1),
        "timeout": _duration(spec.get("timeout_s"), MAX_DURATION_S),
        "grace": _duration(spec.get("grace_s"), GRACE_S),
        "python": None if spec.get("python") == sys.executable else spec.get("python"),
    }
    return {name: value for name, value in fields.items() if value}


def _what(spec: Mapping[str, Any]) -> dict[str, Any]:
    script, arguments = spec.get("script"), list(spec.get("arguments") or ())
    if not script:
        return {"command": [*(spec.get("command") or ()), *arguments]}
    if not is_notebook(script):
        return {"script": script, "arguments": arguments}
    try:
        parameters = from_words(script, arguments).parameters
    except AmlError:  # a damaged record
        parameters = {}
    return {"script": script, "parameter": {name: to_text(value) for name, value in parameters.items()}}


def _duration(seconds: float | None, default: float) -> str | None:
    if seconds is None or seconds == default:
        return None
    for unit, size in _UNITS:
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"
