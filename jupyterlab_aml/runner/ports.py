"""Free ports for the processes of a run to find each other at."""

import os
import socket

_FIRST, _LAST = 20000, 32000  # below the ports that systems give to connections on their way out, so that none of those takes one meanwhile
_TRIES = 2000


def free_port() -> int:
    """Return a port that nobody listens at, and that no other runner on this machine is given while this one lives.

    Raises
    ------
    OSError
        There is none.
    """
    for _ in range(_TRIES):
        port = _FIRST + int.from_bytes(os.urandom(4), "big") % (_LAST - _FIRST)
        if _is_free(port) and _claim(port):
            return port
    raise OSError("there is no free port between {} and {}".format(_FIRST, _LAST))


def _is_free(port: int) -> bool:
    trial = socket.socket()
    try:
        trial.bind(("", port))
    except OSError:
        return False
    finally:
        trial.close()
    return True


def _claim(port: int) -> bool:
    """Tell other runners that this port is taken: between the choice and the moment the script listens, nothing else shows it."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind("\0jupyterlab_aml-port-{}".format(port))  # a name in the same network namespace, no file (Linux)
    except OSError:
        claim.close()
        return False
    claim.detach()  # it stays open until this process ends
    return True
