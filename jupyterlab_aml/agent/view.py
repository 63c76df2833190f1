"""What is true now: reads the run folders that have a marker."""

import os
import time
from collections.abc import Callable

from jupyterlab_aml.agent.decide import RunView
from jupyterlab_aml.compute.base import RunRef
from jupyterlab_aml.compute.target_file import read_target_files
from jupyterlab_aml.runfiles.files import RACY_NS, names
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runfiles.status import Facts, fold, read_facts


class Watcher:
    """Keeps one :class:`RunView` for each marker, re-read when something happened to the run. A cache: it can be thrown away at any time."""

    def __init__(self, paths: WorkspacePaths, on_its_way: Callable[[RunRef], bool]) -> None:
        self._paths = paths
        self._on_its_way = on_its_way
        self.runs: dict[str, RunView] = {}
        self.slots: dict[str, int] = {}
        self.closed: frozenset[str] = frozenset()
        self.kinds: dict[str, str] = {}  # outlives the target's file: what runs there must still be reached
        self._targets_look: frozenset[tuple[str, int, int, int]] | None = None
        self._failures: dict[RunRef, tuple[int, str]] = {}

    @property
    def busy(self) -> bool:
        """Whether this user has a run that has not ended; a marker alone is none."""
        return any(run.exists and run.mine for run in self.runs.values())

    def read_targets(self) -> None:
        """Learn the targets, if one has changed. Runs wait for one whose file is damaged: it may be being edited."""
        looks = _looks(self._paths.compute)
        if looks == self._targets_look:
            return
        newest = max((mtime for _, _, mtime, _ in looks), default=0)
        self._targets_look = looks if time.time_ns() - newest > RACY_NS else None
        targets = read_target_files(self._paths)
        self.slots = {name: target.slots for name, target in targets.items()}
        self.closed = frozenset(name for name, target in targets.items() if target.closed)
        self.kinds.update((name, target.type) for name, target in targets.items() if target.type)

    def scan(self) -> None:
        """Find new and removed markers."""
        marked = {name for name in names(self._paths.active) if not name.startswith(".")}
        for run_id in self.runs.keys() - marked:
            del self.runs[run_id]
        for run_id in marked - self.runs.keys():
            self.read(run_id)

    def read(self, run_id: str) -> None:
        """Look at one run again."""
        run = read_run(self._paths, run_id)
        if run is None:
            self.runs.pop(run_id, None)
            return
        ref = RunRef(run_id, run.attempt)
        failures, how = self._failures.get(ref, (0, ""))
        self.runs[run_id] = run._replace(on_its_way=self._on_its_way(ref), failures=failures, how=how or run.how)

    def ended(self, ref: RunRef, how: str, by_itself: bool = True) -> None:
        """Remember how a runner ended; if it did ``by_itself``, that counts as a failure in case the attempt turns out unclaimed."""
        failures, _ = self._failures.get(ref, (0, ""))
        self._failures[ref] = (failures + by_itself, how)

    def forget(self, run_id: str) -> None:
        self.runs.pop(run_id, None)
        for ref in [ref for ref in self._failures if ref.run_id == run_id]:
            del self._failures[ref]


def read_run(paths: WorkspacePaths, run_id: str) -> RunView | None:
    """Read one run; None if it has no marker any more and no folder."""
    folder = paths.run(run_id)
    try:
        marker = os.stat(paths.marker(run_id))
    except OSError:
        return None
    try:
        owners = {os.stat(folder.folder).st_uid, *(os.lstat(path).st_uid for path in (folder.spec, folder.env) if os.path.lexists(path))}
    except OSError:  # also a link that leads nowhere
        return RunView(run_id, exists=False, mine=marker.st_uid == os.geteuid(), marked=marker.st_mtime)
    facts = read_facts(folder)
    if _alive(facts) is False:
        facts = read_facts(folder)  # it may have written its end, or all of its claim, since our first look
    spec = facts.spec
    return RunView(
        run_id,
        mine=owners == {os.geteuid()},
        created=_number(spec.get("created")),
        compute=str(spec.get("compute") or "local"),
        attempt=facts.attempt,
        problem=_problem(facts),
        final=fold(facts).final if spec else _settled_without_spec(facts),
        launched=facts.launched >= facts.attempt,
        claimed=facts.started is not None,
        alive=_alive(facts),
        begun=facts.script_may_have_begun,
        cancel=facts.cancel is not None,
        pid=facts.claimant.pid if facts.claimant else 0,
        how="the machine was restarted meanwhile" if facts.claimant and facts.claimant.restarted else "",
        marked=marker.st_mtime,
    )


def _alive(facts: Facts) -> bool | None:
    if facts.started is None:
        return None
    if facts.claimant is None:
        return False  # a claim that cannot be read: its runner was killed while making it on a file system without links
    return facts.claimant.alive()


def _problem(facts: Facts) -> str:
    if not facts.spec:
        return "; ".join(facts.problems) or "run.json is empty"
    if not facts.spec.get("submit", True):
        return "this run is not for the agent"
    unusable = [problem for problem in facts.problems if problem.startswith("run.json")]
    if unusable and facts.started is None:  # what was meant cannot be known, so nothing is done
        return "; ".join(unusable)
    if not facts.spec.get("command") and not facts.spec.get("script"):
        return "run.json names neither a script nor a command"
    return ""


def _settled_without_spec(facts: Facts) -> bool:
    return any(line.get("event") in ("refused", "canceled") for line in facts.dispatch)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _looks(folder: str) -> frozenset[tuple[str, int, int, int]]:
    """Return (name, inode, modification time, size) of every file: what tells that one was replaced, edited in place or removed."""
    found = set()
    for name in names(folder):
        try:
            status = os.stat(os.path.join(folder, name))
        except OSError:
            continue
        found.add((name, status.st_ino, status.st_mtime_ns, status.st_size))
    return frozenset(found)
