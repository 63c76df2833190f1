"""Why a script failed, read from the end of its log."""

import re

# The last line of a Python traceback: a dotted name that looks like an exception, and its message.
_EXCEPTION = re.compile(r"^(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning|Stop\w*)(?:: .*)?$|^[A-Za-z_][\w.]*: .+$")
# A last line in the form of an error message. Any other is quoted as the end of the log, since it may have nothing to do with the failure.
_COMPLAINT = re.compile(
    r"(?:^|[\s:\[])(?:error|fatal|fatal error|panic)\]?:|^[A-Za-z_][\w.]*(?:Error|Exception)\b|"
    r": (?:command not found|not found|no such file or directory|permission denied)$|^(?:killed|aborted|segmentation fault)\b",
    re.IGNORECASE,
)
_LIMIT = 300


def explain_log(tail: bytes) -> str:
    """Return the exception of the last traceback in a log, else its last line, as a complaint or as a quotation; "" for an empty log."""
    lines = [line.rstrip() for line in tail.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith("Traceback (most recent call last)"):
            for line in lines[index + 1 :]:
                if not line.startswith(" ") and _EXCEPTION.match(line):
                    return line[:_LIMIT]
            break
    last = lines[-1].strip()[:_LIMIT]
    return last if _COMPLAINT.search(last) else "the log ends with `{}`".format(last)
