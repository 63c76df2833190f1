"""Unified differences of two texts, in bounded time whatever the texts are."""

import difflib
from itertools import accumulate

_WORK = 3_000_000  # pairs of equal lines that are compared; about a second
_CONTEXT = 3
_NO_END = "\\ No newline at end of file\n"


class _Bounded(difflib.SequenceMatcher):  # type: ignore[type-arg]  # of str
    """Finds no more matches once it has done its share: what is left then counts as replaced, which is right, if not the shortest."""

    def __init__(self, a: list[str], b: list[str]) -> None:
        super().__init__(None, a, b)
        self._lines = len(a)
        where: dict[str, list[int]] = vars(self)["b2j"]  # which the stubs do not know
        self._pairs = [0, *accumulate(len(where.get(line, ())) for line in a)]
        self._left = _WORK

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> difflib.Match:
        """Find the longest match, or none when the work is up."""
        ahi = self._lines if ahi is None else ahi
        self._left -= self._pairs[ahi] - self._pairs[alo] + ahi - alo
        if self._left < 0:
            return difflib.Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """Return the unified difference of two texts, "" if they are equal."""
    a, b = _lines(old), _lines(new)
    begin = _common(a, b)
    end = _common(a[begin:][::-1], b[begin:][::-1])
    # The context around the difference is all that is needed of what is equal at both ends.
    start, stop = max(begin - _CONTEXT, 0), max(end - _CONTEXT, 0)
    a, b = a[start : len(a) - stop], b[start : len(b) - stop]
    lines = []
    for group in _Bounded(a, b).get_grouped_opcodes(_CONTEXT):
        (_, a_from, _, b_from, _), (_, _, a_to, _, b_to) = group[0], group[-1]
        lines.append(f"@@ -{_range(start + a_from, start + a_to)} +{_range(start + b_from, start + b_to)} @@\n")
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += [_line(" ", line) for line in a[i:j]]
            else:
                lines += [_line("-", line) for line in a[i:j]] + [_line("+", line) for line in b[k:m]]
    return "".join([f"--- {old_name}\n", f"+++ {new_name}\n", *lines]) if lines else ""


def _lines(text: str) -> list[str]:
    *whole, rest = text.split("\n")  # not splitlines, which takes more for the end of a line than editors do
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def _common(a: list[str], b: list[str]) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _line(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n{_NO_END}"


def _range(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + 1 if length else start}" + ("" if length == 1 else f",{length}")
