"""The feeds of browsers that poll: each answer has a cursor, under which its feed waits for the next call."""

import secrets
import threading
import time
from collections import OrderedDict

from jupyterlab_aml.workspace.feed import RunFeed

Key = tuple[str, ...]

_MOST = 100
_KEPT_S = 300.0


class FeedShelf:
    """Feeds by cursor. A cursor is good for one call: if its answer was lost, the browser begins with everything, so nothing is missed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._feeds: OrderedDict[str, tuple[float, Key, RunFeed]] = OrderedDict()

    def take(self, cursor: str | None, key: Key) -> RunFeed | None:
        """Return the feed of a cursor; None if it is too old, or was about something else."""
        with self._lock:
            _, known, feed = self._feeds.pop(cursor or "", (0.0, (), None))
        return feed if known == key else None

    def put(self, feed: RunFeed, key: Key) -> str:
        """Keep a feed and return its cursor."""
        cursor, now = secrets.token_urlsafe(12), time.monotonic()
        with self._lock:
            self._feeds[cursor] = (now, key, feed)
            while len(self._feeds) > _MOST or next(iter(self._feeds.values()))[0] < now - _KEPT_S:
                self._feeds.popitem(last=False)
        return cursor
