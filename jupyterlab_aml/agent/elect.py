"""One agent for a workspace: whoever holds the lock. The kernel lets go of it when the holder dies, however it dies."""

import fcntl
import os
import time

from jupyterlab_aml.runfiles.wake import wake

TRY_S = 5.0
STEP_S = 0.005


class Election:
    """The lock file of a workspace's agent."""

    def __init__(self, lock: str, pipe: str) -> None:
        self._lock = lock
        self._pipe = pipe
        self._fd = -1

    def win(self) -> bool:
        """Return True once this process is the agent, False if another one is and has been woken.

        An agent that is just leaving does not listen any more but still holds the lock; then this waits for the one or the other to
        change, so that no wake-up is lost in between.
        """
        fd = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        give_up = time.monotonic() + TRY_S
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if wake(self._pipe) or time.monotonic() > give_up:
                    os.close(fd)
                    return False
                time.sleep(STEP_S)
            else:
                self._fd = fd
                return True

    def resign(self) -> None:
        """Let another process become the agent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
