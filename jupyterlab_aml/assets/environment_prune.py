"""Removing built environments that nobody has used for long."""

import contextlib
import os
import shutil
import time
from typing import Any

from jupyterlab_aml.environment_build.cache import Builds, EnvironmentCache
from jupyterlab_aml.environment_build.disk import taken
from jupyterlab_aml.environment_build.resolve import REQUIREMENTS
from jupyterlab_aml.runfiles.cache_folder import cache_folder
from jupyterlab_aml.runfiles.files import names
from jupyterlab_aml.runner.images import ImageCache, packages_folder

from .environment_images import images

_LEFT_S = 86400.0
UNUSED_S = 30 * 86400.0


def prune(unused_for_s: float = UNUSED_S, *, everything: bool = False, dry_run: bool = False) -> dict[str, Any]:
    """Remove built environments from the user's cache folder, and images that were built for them. One that a run uses, or somebody builds, stays.

    Parameters
    ----------
    unused_for_s : float
        One that was used since stays.
    everything : bool
        Remove those that were used just now, too, and what descriptions came to: they are resolved anew.
    dry_run : bool
        Only tell.

    Returns
    -------
    dict
        ``{"removed", "kept": [{"name", "folder", "size_bytes", "freed_bytes", "last_used", "why"}], "freed_bytes"}``. Files that uv's cache or
        another environment holds as well are not freed; what an image frees is known to its engine only and not counted. ``folder`` of an image is
        what the engine calls it.
    """
    removed: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for cache in _caches():
        for key in cache.all():
            found = _facts(cache, key)
            if not everything and found["last_used"] is not None and time.time() - found["last_used"] < unused_for_s:
                kept.append({**found, "freed_bytes": 0, "why": "used lately"})
            elif cache.in_use(key) if dry_run else not cache.remove(key):
                kept.append({**found, "freed_bytes": 0, "why": "in use"})
            else:
                removed.append({**found, "why": "unfinished" if found["last_used"] is None else "unused"})
        if isinstance(cache, EnvironmentCache) and not dry_run:
            _tidy(cache, forget=everything)
    return {"removed": removed, "kept": kept, "freed_bytes": sum(each["freed_bytes"] for each in removed)}


def _caches() -> list[Builds]:
    """Return the cache of this machine, those that containers have, and the images."""
    containers = cache_folder("containers")
    inside = [os.path.join(containers, name, "environments") for name in sorted(names(containers))]
    built = images()
    return [EnvironmentCache(), *(EnvironmentCache(folder) for folder in inside if os.path.isdir(folder)), *([built] if built else [])]


def _facts(cache: Builds, key: str) -> dict[str, Any]:
    ready = cache.ready(key) or {}
    found = {"name": ready.get("name"), "last_used": os.stat(cache.path(key, "ready")).st_mtime if ready else None}
    if isinstance(cache, ImageCache):
        tag = cache.tag(key)
        return {**found, "folder": tag, "size_bytes": cache.size_of(key) or 0, "freed_bytes": taken(packages_folder(tag)).own_bytes}
    size = taken(cache.path(key))
    return {**found, "folder": cache.path(key), "size_bytes": size.all_bytes, "freed_bytes": size.own_bytes}


def _tidy(cache: EnvironmentCache, *, forget: bool) -> None:
    """Remove the requirements files of builders that were killed and, to ``forget``, what descriptions came to."""
    for name in names(cache.folder):
        if name.startswith(REQUIREMENTS) and time.time() - os.stat(cache.path(name)).st_mtime > _LEFT_S:
            shutil.rmtree(cache.path(name), ignore_errors=True)
    for name in names(cache.path("resolutions")) if forget else ():
        with contextlib.suppress(FileNotFoundError):
            os.unlink(cache.path("resolutions", name))
