"""One run as a row: the stable shape that tables, ``--json``, the index and the panels share."""

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from jupyterlab_aml.runfiles.notes import Notes, read_notes
from jupyterlab_aml.runfiles.paths import RunPaths
from jupyterlab_aml.runfiles.progress import read_progress
from jupyterlab_aml.runfiles.shapes import text_of
from jupyterlab_aml.runfiles.status import FINAL, Facts, fold, read_facts
from jupyterlab_aml.workspace.metric_fold import MetricFold


@dataclass(frozen=True)
class RunRecord:
    """A run as its files tell it at one moment. Times are seconds since 1970, UTC; None means "not yet" or "does not apply"."""

    id: str
    experiment: str
    type: str
    status: str
    status_reason: str
    display_name: str
    description: str | None
    compute: str | None
    created: float | None
    started: float | None
    ended: float | None
    exit_code: int | None
    attempt: int
    parent: str | None
    user: str | None
    script: str | None
    command: tuple[str, ...]
    arguments: tuple[str, ...]
    env_names: tuple[str, ...]
    snapshot: str | None
    source_directory: str | None
    timeout_s: float | None
    nodes: int = 1
    environment: dict[str, Any] | None = None
    distribution: dict[str, Any] | None = None
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    progress: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the run has ended; only a retry can change that."""
        return self.status in FINAL

    @property
    def duration_s(self) -> float | None:
        """Seconds from the script's first moment to the end of the run; None before both are known."""
        return self.ended - self.started if self.started and self.ended else None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of ``aml runs show --json``: times as ISO 8601 texts in UTC, plus ``duration_s``."""
        shape = asdict(self)
        for key in ("created", "started", "ended"):
            shape[key] = iso(shape[key])
        shape["duration_s"] = self.duration_s
        return shape

    def with_reason(self, reason: str) -> "RunRecord":
        """Return a copy with another reason for its status."""
        return replace(self, status_reason=reason)


def read_record(paths: RunPaths, *, metrics: bool = True) -> RunRecord:
    """Read a run folder into a record. Damage is in ``problems``; it never raises for content. Of long metrics samples are read."""
    facts = read_facts(paths)
    notes = read_notes(paths, facts.spec, facts.problems)
    attempt = paths.attempt(facts.attempt)
    values = MetricFold(facts.attempt).go_on(attempt, facts.problems).values() if metrics else {}
    return make_record(facts, notes, values, read_progress(attempt, facts.problems))


def make_record(facts: Facts, notes: Notes, metrics: dict[str, Any], progress: dict[str, Any] | None) -> RunRecord:
    """Put together what was read of a run."""
    status = fold(facts)
    spec = facts.spec
    return RunRecord(
        id=facts.run_id,
        experiment=str(spec.get("experiment") or facts.run_id.rpartition("_")[0].rpartition("_")[0] or "unknown"),
        type=str(spec.get("type") or "unknown"),
        status=status.status,
        status_reason=status.reason,
        display_name=notes.display_name or facts.run_id,
        description=notes.description,
        compute=spec.get("compute"),
        created=spec.get("created"),
        started=status.started,
        ended=status.ended,
        exit_code=status.exit_code,
        attempt=status.attempt,
        parent=spec.get("parent"),
        user=spec.get("user"),
        script=spec.get("script"),
        command=tuple(spec.get("command") or ()),
        arguments=tuple(spec.get("arguments") or ()),
        env_names=tuple(spec.get("env_names") or ()),
        snapshot=spec.get("snapshot"),
        source_directory=spec.get("source_directory"),
        timeout_s=spec.get("timeout_s"),
        nodes=spec.get("nodes") or 1,
        environment=spec.get("environment"),
        distribution=spec.get("distribution"),
        inputs=spec.get("inputs") or {},
        outputs=spec.get("outputs") or {},
        warnings=(*(spec.get("warnings") or ()), *(event["warning"] for event in facts.events if text_of(event, "warning"))),
        tags=notes.tags,
        properties=notes.properties,
        metrics=metrics,
        error=status.error,
        progress=progress,
        problems=tuple(facts.problems),
    )


def iso(seconds: float | None) -> str | None:
    """Return ``2026-11-21T22:05:00.123Z`` for seconds since 1970."""
    if seconds is None:
        return None
    moment = dt.datetime.fromtimestamp(seconds, tz=dt.timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
