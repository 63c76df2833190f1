"""Why a script failed, read from the end of its log."""

import re

# The last line of a Python traceback: a dotted name that looks like an exception, and its message.
_EXCEPTION = re.compile(r"^(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning|Stop\w*)(?:: .*)?$|^[A-Za-z_][\w.]*: .+$")
_LIMIT = 300


def explain_log(tail: bytes) -> str:
    """Return the exception of the last traceback in a log, else its last line; "" for an empty log."""
    lines = [line.rstrip() for line in tail.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith("Traceback (most recent call last)"):
            for line in lines[index + 1 :]:
                if not line.startswith(" ") and _EXCEPTION.match(line):
                    return line[:_LIMIT]
            break
    return lines[-1][:_LIMIT]
