"""What environments take on the disk."""

import os
from typing import NamedTuple


class Taken(NamedTuple):
    """Bytes on the disk: of all files, and of those that are nowhere else, which removing the folder would free."""

    all_bytes: int
    own_bytes: int


def taken(folder: str) -> Taken:
    """Return what a folder takes; a file with links from elsewhere, as from uv's cache, is not its own."""
    everything = own = 0
    for directory, _, files in os.walk(folder):
        for file in files:
            try:
                found = os.lstat(os.path.join(directory, file))
            except FileNotFoundError:
                continue  # somebody is at it
            everything += found.st_blocks * 512
            own += found.st_blocks * 512 if found.st_nlink == 1 else 0
    return Taken(everything, own)
