"""Waking the agent: a named pipe, so that nothing has to poll.

The agent keeps the pipe open for reading; a client writes the id of the run that changed. If nobody reads, the client starts an agent.
"""

import errno
import os
import stat
from typing import List, Optional


def wake(path: str, run_id: str = "") -> bool:
    """Tell the agent that ``run_id`` changed. False: nobody listens, an agent must be started."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # no pipe, or no reader
        return False
    try:
        if not stat.S_ISFIFO(os.fstat(fd).st_mode):
            return False
        os.write(fd, os.fsencode(run_id) + b"\n")
    except OSError as error:
        return error.errno == errno.EAGAIN  # full: the agent has enough to wake up to, and looks through all markers then
    finally:
        os.close(fd)
    return True


class WakePipe:
    """The agent's end."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._rest = b""
        self._read = -1
        self._keep = -1

    def open(self) -> None:
        """Listen.

        Raises
        ------
        OSError
            The file system has no named pipes.
        """
        try:
            os.mkfifo(self.path)
        except FileExistsError:
            if not stat.S_ISFIFO(os.stat(self.path).st_mode):
                os.unlink(self.path)
                os.mkfifo(self.path)
        self._read = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._keep = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)  # else every writer that leaves makes it readable

    def close(self) -> None:
        for fd in (self._read, self._keep):
            if fd >= 0:
                os.close(fd)
        self._read = self._keep = -1

    def fileno(self) -> Optional[int]:
        """The descriptor to wait for; None while nobody can wake us."""
        return self._read if self._read >= 0 else None

    def read(self) -> Optional[List[str]]:
        """The run ids since the last call; None means "look at everything" (the pipe had overflowed)."""
        chunks, size = [self._rest], 0
        while True:
            try:
                chunk = os.read(self._read, 65536)
            except BlockingIOError:
                break
            if not chunk:
                break
            chunks.append(chunk)
            size += len(chunk)
        *whole, self._rest = b"".join(chunks).split(b"\n")
        return None if size >= 65536 else [os.fsdecode(line) for line in whole]
