"""What one subscription of the stream tells, and how soon to look again."""

import time
from collections.abc import Mapping
from typing import Any, Protocol

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.server.services import Services
from jupyterlab_aml.workspace.feed import ALL_PARTS, POINTS, TAIL_LINES, RunFeed, Update
from jupyterlab_aml.workspace.paging import page
from jupyterlab_aml.workspace.strict_json import strict
from jupyterlab_aml.workspace.workspace import Workspace

QUICK_S = 0.05
ROWS_S = 0.25
SLOW_S = 0.5
_RECORD_S = 1.0  # how often a row is told anew, as long as its status stays


class Subscription(Protocol):
    """One thing that is watched for a browser; used by one thread at a time."""

    pause_s: float

    def poll(self) -> list[Update]:
        """Return what changed since the last call; the first time everything."""


def subscribe(services: Services, request: Mapping[str, Any]) -> Subscription:
    """Return the subscription that a request asks for.

    Raises
    ------
    UserError
        It names neither a run nor runs, or both; or one of them is not to be had.
    """
    if ("run" in request) == ("runs" in request):
        raise UserError("A subscription is to a run or to runs.", "Give run, the id of one, or runs, a list of ids.", field="run")
    workspace = services.workspaces.find(request.get("workspace"))
    if "runs" in request:
        return RowsSubscription(workspace, request["runs"])
    return RunSubscription(services, workspace, request)


class RunSubscription:
    """All of one run."""

    def __init__(self, services: Services, workspace: Workspace, request: Mapping[str, Any]) -> None:
        self.pause_s = QUICK_S
        self._feed = RunFeed(
            workspace,
            request["run"],
            parts=request.get("parts", ALL_PARTS),
            names=request.get("names"),
            points=request.get("points", POINTS),
            log=request.get("log"),
            tail=request.get("tail", TAIL_LINES),
            series=services.series,
        )

    def poll(self) -> list[Update]:
        updates = self._feed.poll()
        self.pause_s = SLOW_S if self._feed.ended else QUICK_S
        return updates


class RowsSubscription:
    """The records of some runs: the rows of a list that are in sight."""

    def __init__(self, workspace: Workspace, run_ids: list[str]) -> None:
        self.pause_s = ROWS_S
        self._workspace = workspace
        self._ids = run_ids
        self._told: dict[str, Update] = {}
        self._told_at: dict[str, float] = {}

    def poll(self) -> list[Update]:
        if not self._ids:
            self.pause_s = SLOW_S
            return []
        self._workspace.index.refresh()
        records = page(self._workspace, limit=len(self._ids), id=self._ids).records
        self.pause_s = SLOW_S if all(record.final for record in records) else ROWS_S
        return [{"record": shape} for shape in map(strict, (record.to_dict() for record in records)) if self._is_news(shape)]

    def _is_news(self, shape: Update) -> bool:
        before, now = self._told.get(shape["id"]), time.monotonic()
        if shape == before or (before and shape["status"] == before["status"] and now - self._told_at[shape["id"]] < _RECORD_S):
            return False
        self._told[shape["id"]], self._told_at[shape["id"]] = shape, now
        return True
