"""What ``RunDetails(run).get_widget_data()`` returns: the state of a run under the names of the SDK's widget."""

from typing import TYPE_CHECKING, Any

from jupyterlab_aml.runfiles.status import FINAL
from jupyterlab_aml.workspace.details import read_text
from jupyterlab_aml.workspace.feed import RunFeed, Update
from jupyterlab_aml.workspace.feed_log import STANDARD

if TYPE_CHECKING:
    from jupyterlab_aml.workspace.run import Run


def widget_data(run: "Run") -> dict[str, Any]:
    """Return what there is to know of a run now.

    Raises
    ------
    AmlError
        It cannot be read.
    """
    told = RunFeed(run.workspace, run.id, parts=("record", "series", "children")).poll()
    record: dict[str, Any] = _first(told, "record") or {}
    series: list[dict[str, Any]] = _first(told, "series") or []
    children: list[dict[str, Any]] = _first(told, "children") or []
    logs = run.log_files()
    return {
        "run_id": run.id,
        "selected_run_id": run.id,
        "selected_run_log": STANDARD,
        "run_properties": _properties(record, logs),
        "run_logs": read_text(logs[STANDARD]) if STANDARD in logs else "",
        "run_metrics": [_metric(run.id, each["name"], each["x"], each["v"]) for each in series],
        "run_arguments": " ".join(record.get("arguments", ())),
        "child_runs": [_child(child) for child in children],
        "child_runs_metrics": _by_metric(children),
        "workbench_uri": run.get_portal_url(),
        "error": (record.get("error") or {}).get("message") or "",
        "compute_target_status": {},
        "is_finished": record.get("status") in FINAL,
        "graph": {},
        "heartbeat": "",
    }


def _first(updates: list[Update], kind: str) -> Any:
    return next((update[kind] for update in updates if kind in update), None)


def _properties(record: dict[str, Any], logs: dict[str, str]) -> dict[str, Any]:
    return {
        "run_id": record.get("id"),
        "status": record.get("status"),
        "created_utc": record.get("created"),
        "start_time_utc": record.get("started"),
        "end_time_utc": record.get("ended"),
        "run_duration": record.get("duration_s"),
        "properties": record.get("properties", {}),
        "tags": record.get("tags", {}),
        "log_files": logs,
    }


def _metric(run_id: str, name: str, steps: list[Any], values: list[Any]) -> dict[str, Any]:
    return {"name": name, "run_id": run_id, "categories": steps, "series": [{"data": values}]}


def _child(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "run_id": record["id"],
        "name": record["display_name"],
        "status": record["status"],
        "created_time": record["created"],
        "start_time": record["started"],
        "end_time": record["ended"],
        "duration": record["duration_s"],
        "tags": record["tags"],
    }


def _by_metric(children: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for child in children:
        for name, value in child["metrics"].items():
            found.setdefault(name, {})[child["id"]] = value
    return found
