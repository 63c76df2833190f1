"""Print the numbers of the lines of an open file that a regular expression is found in: a process that may be ended at any time.

Its words: the file descriptor, ``case`` or ``any``, how many lines are enough, and the expression. Started by its path, so standard library only.
"""

import os
import re
import sys

NO_EXPRESSION = 3  # the exit status
_LONGEST = 64 * 1024  # bytes of a line that are looked at


def main(fd: int, case: str, enough: int, expression: str) -> None:
    """Search the file from its beginning."""
    try:
        search = re.compile(expression, 0 if case == "case" else re.IGNORECASE).search
    except (re.error, OverflowError, RecursionError) as error:
        sys.stderr.write(str(error))
        sys.exit(NO_EXPRESSION)
    found = 0
    with os.fdopen(os.dup(fd), "rb", closefd=True) as file:
        file.seek(0)
        number = -1
        begun = False
        while line := file.readline(_LONGEST):
            if begun:  # the rest of a longer line
                begun = not line.endswith(b"\n")
                continue
            number += 1
            begun = not line.endswith(b"\n")
            shown = line.rstrip(b"\r\n").rpartition(b"\r")[2]
            if search(shown.decode("utf-8", "replace")):
                found += 1
                os.write(1, b"%d\n" % number)  # at once: what was found counts, whatever comes later
                if found >= enough:
                    return


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
