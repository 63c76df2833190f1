"""What is kept of one workspace in the user's cache folder."""

import hashlib
import os
import re

from jupyterlab_aml.runfiles.cache_folder import cache_folder

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Cache:
    """The cache folder of a workspace: the user's, then the workspace's id."""

    __slots__ = ("folder",)

    def __init__(self, workspace_id: str) -> None:
        name = workspace_id if _SAFE.fullmatch(workspace_id) else hashlib.sha256(workspace_id.encode("utf-8", "surrogatepass")).hexdigest()
        self.folder = cache_folder(name)

    def __repr__(self) -> str:
        return f"Cache({self.folder!r})"

    def path(self, name: str) -> str:
        """Return the path of a file in the cache."""
        return os.path.join(self.folder, name)
