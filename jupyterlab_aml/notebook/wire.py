"""What a cell is told of a run: little enough to send at once and often.

A cell shows some curves, the end of the log and the first runs of a sweep; the page of the run shows everything. So names and texts are cut, values
that no cell draws stay at home, and of very many metrics only some have their points sent.
"""

from typing import Any

MOST_SERIES = 24
MOST_POINTS = 200  # of a series at once
TAIL_LINES = 50
MOST_CHILDREN = 100
MOST_NAMED = 1000  # metrics
MOST_LOG = 16_000  # characters of a log at once

_LONGEST = 500
_LONGEST_NAME = 200
_MOST_ITEMS = 20

Update = dict[str, Any]


class Selection:
    """Which metrics of a run have their points sent: the first that came."""

    def __init__(self) -> None:
        self._series: dict[str, str] = {}
        self._named: dict[str, str] = {}

    def small(self, updates: list[Update]) -> list[Update]:
        """Return the updates as they are sent."""
        found = []
        for update in _whole(updates):
            ((kind, value),) = update.items()
            if kind == "record":
                value = small_record(value)
            elif kind == "metrics":
                value = self._metrics(value)
            elif kind in ("series", "system"):
                value = [_points(each, name) for each in value if (name := self._carried(each["name"], kind)) is not None]
            elif kind == "children":
                value = [small_record(each, with_metrics=True) for each in value[:MOST_CHILDREN]]
            elif kind == "log":
                value = _log(value)
            if value:
                found.append({kind: value})
        return found

    def _carried(self, name: str, kind: str) -> str | None:
        if kind == "system":
            return name
        if name not in self._series and len(self._series) < MOST_SERIES:
            self._series[name] = _own(name, self._series)
        return self._series.get(name)

    def _metrics(self, metrics: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what is not told by points. Of series only that they are there."""
        found = []
        for metric in metrics:
            known = metric["name"] in self._named
            if (known and metric["kind"] == "series") or (not known and len(self._named) >= MOST_NAMED):
                continue
            if not known:
                self._named[metric["name"]] = _own(metric["name"], self._named)
            shape = {"name": self._named[metric["name"]], "kind": metric["kind"]}
            if metric["kind"] == "text":
                shape["value"] = _cut(metric.get("value"), _LONGEST_NAME)
            found.append(shape)
        return found


def small_record(record: dict[str, Any], *, with_metrics: bool = False) -> dict[str, Any]:
    """Return a record that cannot be long. Its metrics come with their points; children, whose points do not come, keep some."""
    metrics = list(record["metrics"].items())[:_MOST_ITEMS] if with_metrics else []
    return {
        **{key: _cut(value, _LONGEST) for key, value in record.items()},
        "arguments": [_cut(word, _LONGEST_NAME) for word in record["arguments"][:_MOST_ITEMS]],
        "command": [_cut(word, _LONGEST_NAME) for word in record["command"][:_MOST_ITEMS]],
        "env_names": [],
        "properties": {},
        "tags": {_cut(key, _LONGEST_NAME): _cut(value, _LONGEST_NAME) for key, value in list(record["tags"].items())[:_MOST_ITEMS]},
        "metrics": {_cut(name, _LONGEST_NAME): _cut(_rounded(value), _LONGEST_NAME) for name, value in metrics},
        "problems": [_cut(problem, _LONGEST) for problem in record["problems"][:_MOST_ITEMS]],
        "error": {key: _cut(value, _LONGEST) for key, value in record["error"].items()} if record.get("error") else None,
        "progress": {key: _cut(value, _LONGEST_NAME) for key, value in record["progress"].items()} if record.get("progress") else None,
    }


def weight(updates: list[Update]) -> int:
    """Return about how many bytes updates are, without writing them."""
    points = sum(len(each["v"]) for update in updates for kind in ("series", "system") for each in update.get(kind, ()))
    records = sum(len(update.get("children", ())) + ("record" in update) for update in updates)
    return 40 * points + 1000 * records + sum(len(update["log"]["text"]) for update in updates if "log" in update)


def _points(series: dict[str, Any], name: str) -> dict[str, Any]:
    return {**series, "name": name, "v": [_rounded(value) for value in series["v"]]}


def _rounded(value: Any) -> Any:
    """Return a number as exactly as anybody can see it."""
    return float(f"{value:.7g}") if isinstance(value, float) else value


def _log(log: dict[str, Any]) -> dict[str, Any]:
    """Return the end of what was added."""
    text = log["text"]
    if len(text) <= MOST_LOG:
        return log
    kept = text[-MOST_LOG:]
    shape = {**log, "text": kept, "reset": True}
    if "line" in log:
        shape["line"] = log["line"] + text[:-MOST_LOG].count("\n")
    return shape


def _whole(value: Any) -> Any:
    """Return a value without the halves of character pairs that foreign files may hold: no message to a page can carry them."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return list(map(_whole, value)) if isinstance(value, list) else value


def _own(name: str, taken: dict[str, str]) -> str:
    """Return a name cut short that is nobody else's."""
    short = _cut(name, _LONGEST_NAME)
    return short if short not in taken.values() else f"{short[: _LONGEST_NAME - 8]} ({len(taken)})"


def _cut(value: Any, longest: int) -> Any:
    return value[: longest - 1] + "…" if isinstance(value, str) and len(value) > longest else value
