"""What the handlers of one server share: threads, caches, and which workspaces there are. Nothing that could not be made again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jupyterlab_aml.server.workspaces import Workspaces
from jupyterlab_aml.workspace.series import SeriesCache

_THREADS = 8
_Result = TypeVar("_Result")


class Services:
    """What the handlers of one server share.

    Attributes
    ----------
    workspaces : Workspaces
        Which workspace a call means.
    series : SeriesCache
        The points of metrics that were read already.
    """

    def __init__(self, root: str, extra: list[str]) -> None:
        self.workspaces = Workspaces(root, extra)
        self.series = SeriesCache()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="aml")

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Do work with files beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let go of everything."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.workspaces.close()
