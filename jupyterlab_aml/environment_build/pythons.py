"""The interpreter that an environment is made from: one that is on this machine."""

import json
import re
from typing import List, NamedTuple, Optional

from .uv import BuildError, Uv

_PATCH = re.compile(r"(\d+\.\d+)\.\d+\Z")


class Python(NamedTuple):
    """An interpreter on this machine."""

    path: str
    version: str
    warning: Optional[str] = None


def find_python(uv: Uv, wanted: Optional[str], preferred: str) -> Python:
    """Return the interpreter for a version, or for a range like ``>=3.9,<3.12``; ``preferred`` if none is named or it is of that version.

    Where only the last number differs (3.8.13 is wanted, 3.8.18 is there) that is taken, with a warning.

    Raises
    ------
    BuildError
        There is none; the text says which there are.
    """
    if not wanted:
        return Python(preferred, _version(uv, preferred))
    own = _version(uv, preferred)
    if re.match(r"\d+(\.\d+)*\Z", wanted) and (own + ".").startswith(wanted + "."):
        return Python(preferred, own)
    path = uv.answer(["python", "find", "--system", wanted])
    if path:
        return Python(path, _version(uv, path))
    patch = _PATCH.match(wanted)
    path = uv.answer(["python", "find", "--system", patch.group(1)]) if patch else None
    if path:
        version = _version(uv, path)
        return Python(path, version, "Python {} is asked for and not on this machine: Python {} is used".format(wanted, version))
    raise BuildError(
        "Python {} is asked for and not on this machine; there is {}. Ask for one of these, or install it (pyenv, uv python install, conda).".format(
            wanted, ", ".join(_installed(uv)) or "none that uv finds"
        )
    )


def _version(uv: Uv, path: str) -> str:
    code = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    found = uv.ask([path, "-I", "-c", code])
    if not found:
        raise BuildError("the interpreter {} does not start".format(path))
    return found


def _installed(uv: Uv) -> List[str]:
    listed = uv.answer(["python", "list", "--only-installed", "--output-format", "json"])
    versions = {tuple(int(number) for number in re.findall(r"\d+", each["version"])[:3]) for each in json.loads(listed or "[]")}
    return [".".join(map(str, version)) for version in sorted(versions)]
