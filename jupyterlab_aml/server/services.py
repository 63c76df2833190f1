"""What the handlers of one server share: threads, caches, and which workspaces there are. Nothing that could not be made again."""

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from jupyterlab_aml.server.feed_shelf import FeedShelf
from jupyterlab_aml.server.workspaces import Workspaces
from jupyterlab_aml.workspace.feed import SERIES

_THREADS = 8
_SLOW_THREADS = 2  # searches and comparisons take seconds; nothing else waits for them
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
    asked, asked_at : Event, float
        Set when somebody calls, and when that was.
    """

    def __init__(self, root: str, extra: list[str]) -> None:
        self.workspaces = Workspaces(root, extra)
        self.series = SERIES
        self.feeds = FeedShelf()
        self.streams: set[object] = set()
        self.asked = asyncio.Event()
        self.asked_at = -math.inf
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="aml")
        self._slow_threads = ThreadPoolExecutor(_SLOW_THREADS, thread_name_prefix="aml-slow")

    def looked_at(self) -> None:
        """Note that somebody looks at this moment."""
        self.asked_at = time.monotonic()
        self.asked.set()

    async def in_thread(self, work: Callable[[], _Result], *, slow: bool = False) -> _Result:
        """Do work with files beside the event loop; what is slow, beside everything else."""
        return await asyncio.get_running_loop().run_in_executor(self._slow_threads if slow else self._threads, work)

    def close(self) -> None:
        """Let go of everything."""
        for threads in (self._threads, self._slow_threads):
            threads.shutdown(wait=False, cancel_futures=True)
        self.workspaces.close()
