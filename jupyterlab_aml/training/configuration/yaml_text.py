"""YAML that is read as it was written, whatever texts it holds."""

from typing import Any

import yaml
from yaml.representer import RepresenterError

from jupyterlab_aml.errors import UserError

_BREAKS = "\x85\u2028\u2029\ufeff"  # which PyYAML writes without quotes, and reads as something else


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # yaml carries no types
    """Quotes what would not come back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True  # people read and edit these files


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if any(each in text for each in _BREAKS) else None)


_Dumper.add_representer(str, _text)


def to_yaml(content: dict[str, Any]) -> str:
    """Return keys and values as YAML, in their order.

    Raises
    ------
    UserError
        A value is neither text, number, list nor mapping.
    """
    try:
        text: str = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False)
    except RepresenterError as error:
        value = error.args[-1]
        raise UserError(
            f"A {type(value).__name__} cannot be written into a file: {value!r}.",
            "Files hold texts, numbers, lists and mappings; give others to the run.",
        ) from None
    return text
