"""What a kernel writes past the messages: why it did not start, where it crashed."""

import asyncio
import os

_KEPT = 8192


class LastWords:
    """A pipe for the standard output and error of a kernel.

    Everything that cells print comes as messages; the kernel writes some of it to its own streams as well. So those are read and dropped, but for
    their end, which is shown when the kernel dies.
    """

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        os.set_blocking(self._reader, False)
        self._kept = b""
        asyncio.get_event_loop().add_reader(self._reader, self._read)

    def text(self) -> str:
        """Return the end of what was written."""
        self._read()
        return self._kept.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Give the descriptors back."""
        asyncio.get_event_loop().remove_reader(self._reader)
        os.close(self._reader)
        os.close(self.writer)

    def _read(self) -> None:
        try:
            self._kept = (self._kept + os.read(self._reader, 1 << 16))[-_KEPT:]
        except BlockingIOError:
            pass
