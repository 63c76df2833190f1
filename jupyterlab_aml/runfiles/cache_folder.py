"""The user's cache folder: things that can be deleted at any time and are made again.

It is never inside the workspace, because workspaces are often on network file systems, where SQLite loses data.
"""

import os
import stat
import tempfile
from typing import Optional


def cache_folder(name: str) -> str:
    """Return a folder below ``$AML_CACHE``, ``$XDG_CACHE_HOME/jupyterlab_aml`` or ``~/.cache/jupyterlab_aml``, made if it is not there.

    Where that cannot be made (a read-only home), it is a private folder among the temporary files.
    """
    return _made(os.path.join(_base(), name)) or _temporary(name)


def _base() -> str:
    chosen = os.environ.get("AML_CACHE")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "jupyterlab_aml")


def _made(folder: str) -> Optional[str]:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def _temporary(name: str) -> str:
    """Return a folder that the next process of this user finds again and that no other user can have prepared."""
    base = os.path.join(tempfile.gettempdir(), "jupyterlab_aml-{}".format(os.getuid()))
    folder = _made(base)
    if folder is not None:
        facts = os.lstat(folder)
        if stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and not facts.st_mode & 0o077:
            inner = _made(os.path.join(folder, name))
            if inner is not None:
                return inner
    return tempfile.mkdtemp(prefix="jupyterlab_aml-")
