"""The end of a log, read from the end."""

import os

from jupyterlab_aml.runfiles.files import read_bytes

_TAIL_BYTES = 65536
_CHUNK = 1 << 20


def last_lines(path: str, count: int) -> str:
    """Return the last lines of a log, as far as they are in its last 64 KB; empty if there is none."""
    try:
        size = os.path.getsize(path)
    except OSError:
        return ""
    text = read_bytes(path, max(0, size - _TAIL_BYTES)).decode("utf-8", "replace")
    return "\n".join(text.splitlines()[-count:])


def start_of_tail(path: str, lines: int) -> int:
    """Return the offset at which the last ``lines`` lines of a file begin; 0 if it has no more than those."""
    end = os.path.getsize(path)
    if lines == 0:
        return end
    found = 0
    with open(path, "rb") as file:
        position = end
        while position > 0:
            start = max(0, position - _CHUNK)
            file.seek(start)
            chunk = file.read(position - start)
            at = len(chunk) - 1 if position == end and chunk.endswith(b"\n") else len(chunk)
            while (at := chunk.rfind(b"\n", 0, at)) >= 0:
                found += 1
                if found == lines:
                    return start + at + 1
            position = start
    return 0
