"""Completion in bash: click's, for words with spaces, ``@``, ``:`` and ``=`` in them.

Bash cuts a line at such characters into words that mean nothing to us, and replaces only the last piece. So the whole line is asked for and split as
the shell would split it, and an answer is that piece alone, quoted as it has to be.
"""

import os
import re
import shlex

from click.shell_completion import BashComplete, CompletionItem, split_arg_string

_SCRIPT = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_PIECE="$2" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_SPECIAL = re.compile(r"([\s\"'`$&|;<>(){}\[\]*?!#\\])")
_CURSOR = "\ue000"


class Bash(BashComplete):
    """Answers the script above."""

    source_template = _SCRIPT
    _word = ""
    _piece = ""
    _quoted = False

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being written, and that one."""
        line = os.environ["COMP_WORDS"]
        *words, word = split_arg_string(line + _CURSOR)
        word = word.removesuffix(_CURSOR)
        self._word = word.partition("=")[2] if word.startswith("--") and "=" in word else word  # of --option=value, click answers the value
        self._piece = split_arg_string(os.environ.get("COMP_PIECE", word) + _CURSOR)[-1].removesuffix(_CURSOR)
        self._quoted = _has_open_quote(line)
        return words[1:], word

    def format_completion(self, item: CompletionItem) -> str:
        """Return one line of the answer."""
        return f"{item.type},{self._rest(str(item.value))}"

    def _rest(self, value: str) -> str:
        if "\n" in value:
            return self._piece  # no line can hold it
        known = len(self._word) - len(self._piece)
        text = value[known:] if known >= 0 else self._piece[:-known] + value
        return text if self._quoted else _SPECIAL.sub(r"\\\1", text)


def _has_open_quote(line: str) -> bool:
    try:
        shlex.split(line)
    except ValueError as error:
        return "quotation" in str(error)
    return False
