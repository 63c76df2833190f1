"""Lists of runs, one run, and what can be done with it."""

from typing import Any

from jupyterlab_aml.runfiles.status import ACTIVE
from jupyterlab_aml.server.base import Call, Handler, answers
from jupyterlab_aml.server.run_detail import describe, newest_record
from jupyterlab_aml.workspace.feed import ALL_PARTS, RunFeed
from jupyterlab_aml.workspace.paging import Page, page
from jupyterlab_aml.workspace.workspace import Workspace


class RunsHandler(Handler):
    """``/runs``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """List runs, a page at a time."""
        workspace, query = call.workspace(), call.query
        workspace.index.refresh()
        if query["id"]:
            filters: dict[str, Any] = {"id": query["id"]}
            found = page(workspace, limit=len(query["id"]), **filters)
        else:
            filters = _filters(query)
            found = page(workspace, limit=query["limit"], cursor=query["cursor"], order_by=query["order"], descending=query["descending"], **filters)
        total = workspace.index.count(**filters)
        return {"runs": _shapes(workspace, found), "total": total, "active": workspace.index.count(status=ACTIVE), "next": found.next}


def _filters(query: Any) -> dict[str, Any]:
    tags = [(key, value if equals else None) for key, equals, value in (tag.partition("=") for tag in query["tag"] or ())]
    return {
        "experiment": query["experiment"],
        "status": query["status"] or None,
        "compute": query["compute"],
        "tags": tags or None,
        "text": query["text"],
        "parent": query["parent"],
        "include_children": query["children"] or query["parent"] is not None,
    }


def _shapes(workspace: Workspace, found: Page) -> list[dict[str, Any]]:
    children = workspace.index.children([record.id for record in found.records])
    return [{**record.to_dict(), "children": children.get(record.id, 0)} for record in found.records]


class RunHandler(Handler):
    """``/runs/{run}``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell everything there is of it."""
        return describe(call.workspace(), call.run())

    @answers("write")
    def patch(self, call: Call) -> Any:
        """Change what people say about it."""
        run, body = call.run(), call.body
        if "display_name" in body:
            run.display_name = body["display_name"]
        if "description" in body:
            run.description = body["description"]
        tags = body.get("tags", {})
        run.remove_tags([key for key, value in tags.items() if value is None])
        run.set_tags({key: value for key, value in tags.items() if value is not None})
        return newest_record(call.workspace(), run).to_dict()

    @answers("write")
    def delete(self, call: Call) -> None:
        """Remove it with its children and all their files."""
        call.run().delete()


class RunActionHandler(Handler):
    """``/runs/{run}/{action}``."""

    @answers("execute")
    def post(self, call: Call) -> Any:
        """Ask for its end, or run it once more."""
        run = call.run()
        if call.path["action"] == "cancel":
            run.cancel()
        else:
            run.retry()
        return newest_record(call.workspace(), run).to_dict()


class FeedHandler(Handler):
    """``/runs/{run}/feed``."""

    @answers("read")
    def get(self, call: Call) -> Any:
        """Tell what changed since the cursor, or everything."""
        query = call.query

        def begin() -> RunFeed:
            return RunFeed(
                call.workspace(),
                call.path["run"],
                parts=query["part"] or ALL_PARTS,
                names=query["name"] or None,
                points=query["points"],
                log=query["log"],
                tail=query["tail"],
                series=call.services.series,
            )

        key = (call.path["run"], *(str(query[name]) for name in sorted(query) if name != "cursor"))
        feed = call.services.feeds.take(query["cursor"], key) or begin()
        updates = feed.poll()
        return {"cursor": call.services.feeds.put(feed, key), "updates": updates}
