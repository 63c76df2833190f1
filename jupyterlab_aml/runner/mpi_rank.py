"""What ``mpirun`` starts for each rank: it keeps what the rank prints in the file of the rank, and notes how it ended.

``python mpi_rank.py FOLDER LOG... -- COMMAND...``: one log for each rank, in FOLDER a file for each that has ended. This file runs by itself, in the
interpreter of the run, which may have nothing of this package.
"""

import fcntl
import json
import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List

NEVER_STARTED = 127


class Rank:
    """One rank, from its start to its end."""

    def __init__(self, number: int, folder: str, log: str, argv: "List[str]") -> None:
        self.number = number
        self.report = os.path.join(folder, str(number))
        self.log = log
        self.argv = argv
        self.asked = False  # to end, by mpirun or by the runner

    def run(self) -> int:
        """Return the exit code, negative for a signal."""
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        alive = self._lock()
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)  # the command gets the signal as well: what it does about it is waited for
        pid = os.fork()
        if pid == 0:
            self._become_command()
        _, status = os.waitpid(pid, 0)
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        with open(self.report + ".new", "w") as file:
            json.dump({"t": time.time(), "exit_code": code, "asked": self.asked}, file)
        os.rename(self.report + ".new", self.report)
        os.close(alive)
        return code

    def _lock(self) -> int:
        """Hold a lock while this process lives: it tells of an end that nothing else could report."""
        name = self.report + ".alive"
        lock = os.open(name + ".new", os.O_WRONLY | os.O_CREAT, 0o666)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.rename(name + ".new", name)  # whoever sees it finds it locked
        return lock

    def _ask(self, _number: int, _frame: "Any") -> None:
        self.asked = True

    def _become_command(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        try:
            os.execvpe(self.argv[0], self.argv, dict(os.environ, AML_RANK=str(self.number)))
        except OSError as error:
            os.write(2, "cannot start {!r}: {}\n".format(self.argv[0], error.strerror).encode())
        finally:
            os._exit(NEVER_STARTED)


def ends_by_mpi(argv: "List[str]") -> "List[str]":
    """Run a script by ``python -m mpi4py``: without it, a rank that raises an exception waits at its end for those that wait for it."""
    import importlib.util

    script = len(argv) > 1 and argv[0] == sys.executable and argv[1].endswith(".py")
    return argv[:1] + ["-m", "mpi4py"] + argv[1:] if script and importlib.util.find_spec("mpi4py") else argv


def main() -> int:
    """Run the command as the rank that Open MPI says this is."""
    rank = int(os.environ["OMPI_COMM_WORLD_RANK"])
    end = sys.argv.index("--")
    code = Rank(rank, sys.argv[1], sys.argv[2:end][rank], ends_by_mpi(sys.argv[end + 1 :])).run()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main())
