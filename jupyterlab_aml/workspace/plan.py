"""What a snapshot would hold, and what to say when that is too much."""

import os
from dataclasses import dataclass

from jupyterlab_aml.errors import SnapshotError
from jupyterlab_aml.workspace.ignore import ignore_line

MAX_BYTES = 300 * 1024 * 1024
MAX_FILES = 2_000

Part = tuple[str, int, int]  # path (a folder ends in /), files, bytes


@dataclass(frozen=True)
class Plan:
    """What would be sent.

    Attributes
    ----------
    folder : str
        The source folder, absolute.
    files : dict
        Path, relative with ``/``, to its ``os.stat_result``.
    size_bytes : int
        Of all files together.
    ignored : list of str
        What is left out; folders end in ``/`` and are not looked into.
    skipped : dict
        Path to the reason why it cannot be part of a snapshot.
    ignore_file : str
        The ignore file to write in: the one in force, or ``.amlignore``.
    complete : bool
        False if there is so much that the look was broken off.
    """

    folder: str
    files: dict[str, os.stat_result]
    size_bytes: int
    ignored: list[str]
    skipped: dict[str, str]
    ignore_file: str
    complete: bool

    @property
    def over_limit(self) -> bool:
        """Whether a snapshot is refused unless that is overruled."""
        return self.size_bytes > MAX_BYTES or len(self.files) > MAX_FILES

    def biggest(self, count: int = 5) -> list[Part]:
        """Return the (path, files, bytes) that weigh most, folders with a ``/`` at the end; none holds another."""
        by_bytes = self.size_bytes / MAX_BYTES >= len(self.files) / MAX_FILES

        def weigh(part: Part) -> tuple[int, int]:
            return (part[2], part[1]) if by_bytes else (part[1], part[2])

        sums = self._sums()
        found = sorted(sums.get("", []), key=weigh, reverse=True)
        # A folder whose weight is nearly all in one child says less than the child.
        for index, item in enumerate(found[:count]):
            while inner := sums.get(item[0]):
                child = max(inner, key=weigh)
                if weigh(child)[0] < 0.9 * weigh(item)[0]:
                    break
                found[index] = item = child  # noqa: PLW2901 - walks down
        return found[:count]

    def _sums(self) -> dict[str, list[Part]]:
        totals: dict[str, list[int]] = {}
        for path, facts in self.files.items():
            end = len(path)
            while end > 0:
                entry = totals.setdefault(path if end == len(path) else path[: end + 1], [0, 0])
                entry[0] += 1
                entry[1] += facts.st_size
                end = path.rfind("/", 0, end)
        children: dict[str, list[Part]] = {}
        for path, (files, size) in totals.items():
            parent = path[: path.rstrip("/").rfind("/") + 1]
            children.setdefault(parent, []).append((path, files, size))
        return children

    def check(self) -> None:
        """Refuse what is over the limits.

        Raises
        ------
        SnapshotError
            It says the total, what is big and the lines of the ignore file that help.
        """
        if not self.over_limit:
            return
        big = self.biggest()
        lines, files, size = [], len(self.files), self.size_bytes
        for path, inner_files, inner_size in big:
            lines.append(ignore_line(path.rstrip("/"), folder=path.endswith("/")))
            files, size = files - inner_files, size - inner_size
            if files <= MAX_FILES and size <= MAX_BYTES:
                break
        least = "" if self.complete else "at least "
        told = "".join(f"\n  {readable(size):>9}  {count_files(files):>12}  {path!r}" for path, files, size in big)
        raise SnapshotError(
            f"The source folder {self.folder!r} holds {least}{count_files(len(self.files))} and {least}{readable(self.size_bytes)}; "
            f"a snapshot may have {MAX_FILES:,} files and {readable(MAX_BYTES)}. The biggest parts:{told}\n",
            f"Leave out what the script does not need, by {'this line' if len(lines) == 1 else 'these lines'} in "
            f"{os.path.join(self.folder, self.ignore_file)}:\n  "
            + "\n  ".join(lines)
            + "\nor send it all the same, with --allow-large-snapshot or allow_large_snapshot=True.",
            files=len(self.files),
            size_bytes=self.size_bytes,
            biggest=[list(item) for item in big],
            ignore_lines=lines,
        )


def readable(size: int) -> str:
    """Return ``12.3 MB`` for bytes."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"


def count_files(files: int) -> str:
    """Return ``1 file`` or ``1,234 files``."""
    return "1 file" if files == 1 else f"{files:,} files"
