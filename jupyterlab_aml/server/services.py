"""What the handlers of one server share: threads, caches, and which workspaces there are. Nothing that could not be made again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jupyterlab_aml.server.feed_shelf import FeedShelf
from jupyterlab_aml.server.workspaces import Workspaces
from jupyterlab_aml.workspace.feed import SERIES

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
    feeds : FeedShelf
        Of browsers that poll.
    streams : set
        The open WebSockets.
    """

    def __init__(self, root: str, extra: list[str]) -> None:
        self.workspaces = Workspaces(root, extra)
        self.series = SERIES
        self.feeds = FeedShelf()
        self.streams: set[object] = set()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="aml")

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Do work with files beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let go of everything."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.workspaces.close()
