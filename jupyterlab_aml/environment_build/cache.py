"""Where built environments are, which are ready, and who uses them.

::

    environments/                the user's cache folder, see ``runfiles/cache_folder.py``
      resolutions/<spec>.json    what a description came to on this machine: {"key", "python", "version", "requirements", "warnings", ...}
      locks/<spec>, locks/<key>  flock: exclusive for who makes or removes it, shared for who uses it; never removed
      <key>/env/                 the environment itself, made in place: environments cannot be moved
      <key>/ready                written last; without it ``env`` is what somebody left who was killed. Its time is that of the last use
"""

import fcntl
import hashlib
import os
import platform
import shutil
import sys
from contextlib import contextmanager
from typing import Callable, Iterator, List, Optional

from jupyterlab_aml.runfiles.cache_folder import cache_folder
from jupyterlab_aml.runfiles.files import Damaged, Json, dumps, names, read_json, replace, write_once

FORMAT = 1
_KEY_LENGTH = 32


def needs_building(environment: Optional[Json]) -> bool:
    """Tell whether an environment asks for anything that an interpreter as it is may not have."""
    return bool(environment) and any((environment or {}).get(key) for key in ("requirements", "python_version", "conda"))


def spec_key(environment: Json, python: Optional[str]) -> str:
    """Return the name of a description on this machine; ``python`` is the interpreter that is taken if it names no version."""
    conda = environment.get("conda") or {}
    asked = {
        "python": environment.get("python_version") or python or sys.executable,
        "requirements": sorted(set(environment.get("requirements") or ())),
        "pip_options": list(environment.get("pip_options") or ()),
        "conda": [list(conda.get("channels") or ()), sorted(conda.get("packages") or ())] if conda else None,
    }
    return digest(asked)


def note_use(path: str, environment: Json, python: str, packages: List[str]) -> None:
    """Write down what a run has; its description may come to something else later. What conda installed is not known by name."""
    write_once(path, dumps({"python": python, "packages": None if environment.get("conda") else packages}))


def digest(facts: Json) -> str:
    """Return a name for facts on this kind of machine."""
    here = [FORMAT, sys.platform, platform.machine(), "-".join(platform.libc_ver())]
    return hashlib.sha256(dumps([here, sorted(facts.items())])).hexdigest()[:_KEY_LENGTH]


class Builds:
    """Things that are made once and used by many: a folder for each, with a file that is written last, and a lock.

    ::

        <folder>/locks/<key>   flock: exclusive for who makes or removes it, shared for who uses it; never removed
        <folder>/<key>/ready   written last; without it the folder is what somebody left who was killed. Its time is that of the last use
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def path(self, *parts: str) -> str:
        """Return a path below the folder of one of them."""
        return os.path.join(self.folder, *parts)

    def is_there(self, key: str) -> bool:
        """Tell whether what was made can still be used."""
        raise NotImplementedError

    def ready(self, key: str) -> Optional[Json]:
        """Return what is known of a finished one; None if there is none, or it has gone."""
        try:
            found = read_json(self.path(key, "ready"))
        except Damaged:
            return None
        return found if found is not None and self.is_there(key) else None

    def mark_ready(self, key: str, facts: Json) -> None:
        """Tell that one is finished."""
        replace(self.path(key, "ready"), dumps(facts), durable=True)

    def use(self, key: str) -> Optional[int]:
        """Return a descriptor that keeps a finished one from being removed while it is open; None if it is not ready."""
        lock = self._open_lock(key)
        if not _flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB) or self.ready(key) is None:
            os.close(lock)
            return None
        os.utime(self.path(key, "ready"))
        return lock

    @contextmanager
    def making(self, name: str, waiting: Callable[[], None]) -> Iterator[int]:
        """Be the only one who makes something; ``waiting`` is called if somebody else is at it. Gives the lock's descriptor."""
        lock = self._open_lock(name)
        try:
            if not _flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
                waiting()
                _flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)

    def clear(self, key: str) -> None:
        """Remove what is left of one; the caller holds its lock."""
        try:
            os.unlink(self.path(key, "ready"))  # first, so that a removal cut short leaves nothing that looks finished
        except FileNotFoundError:
            pass
        shutil.rmtree(self.path(key), ignore_errors=True)

    def discard(self, key: str) -> bool:
        """Remove a finished one, or tell that it cannot be; the caller holds its lock."""
        self.clear(key)
        return True

    def remove(self, key: str) -> bool:
        """Remove one unless it is in use or being made."""
        lock = self._open_lock(key)
        try:
            if not _flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
                return False
            return self.discard(key)
        finally:
            os.close(lock)

    def in_use(self, key: str) -> bool:
        """Tell whether a run uses one, or somebody makes it."""
        lock = self._open_lock(key)
        try:
            return not _flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(lock)

    def all(self) -> List[str]:
        """Return the names of all of them, finished or not."""
        return sorted(name for name in names(self.folder) if len(name) == _KEY_LENGTH and not name.strip("0123456789abcdef"))

    def _open_lock(self, name: str) -> int:
        os.makedirs(self.path("locks"), exist_ok=True)
        return os.open(self.path("locks", name), os.O_RDWR | os.O_CREAT, 0o600)


class EnvironmentCache(Builds):
    """The environments of this user on this machine."""

    def __init__(self, folder: Optional[str] = None) -> None:
        super().__init__(folder or cache_folder("environments"))

    def python(self, key: str) -> str:
        """Return the interpreter of an environment."""
        return self.path(key, "env", "bin", "python")

    def is_there(self, key: str) -> bool:
        """Tell whether the interpreter of an environment has not gone."""
        return os.access(self.python(key), os.X_OK)

    def resolution(self, spec: str) -> Optional[Json]:
        """Return what a description came to; None if that is not known."""
        try:
            return read_json(self.path("resolutions", spec + ".json"))
        except Damaged:
            return None  # it is made again

    def keep_resolution(self, spec: str, resolution: Json) -> None:
        """Keep what a description came to."""
        os.makedirs(self.path("resolutions"), exist_ok=True)
        replace(self.path("resolutions", spec + ".json"), dumps(resolution))


def _flock(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        return False
    return True
