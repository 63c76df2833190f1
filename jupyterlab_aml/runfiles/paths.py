"""Where everything is in a workspace and in a run folder."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List, Optional

AML = ".aml"


class WorkspacePaths:
    """The paths of one workspace; ``root`` is the ``.aml`` folder."""

    __slots__ = ("root",)

    def __init__(self, root: str) -> None:
        self.root = os.fspath(root)

    def __repr__(self) -> str:
        return "WorkspacePaths({!r})".format(self.root)

    def _in(self, *parts: str) -> str:
        return os.path.join(self.root, *parts)

    @property
    def config(self) -> str:
        return self._in("workspace.json")

    @property
    def compute(self) -> str:
        return self._in("compute")

    @property
    def defaults(self) -> str:
        return self._in("defaults.json")

    def assets(self, kind: str) -> str:
        """The folder of a kind of asset: ``environments``, ``datasets`` or ``models``; each has ``<name>/<version>/asset.json``."""
        return self._in(kind)

    @property
    def datastores(self) -> str:
        return self._in("datastores")

    @property
    def data(self) -> str:
        """The default datastore."""
        return self._in("data")

    @property
    def experiments(self) -> str:
        return self._in("experiments")

    @property
    def snapshots(self) -> str:
        return self._in("snapshots")

    @property
    def active(self) -> str:
        return self._in("active")

    @property
    def edits(self) -> str:
        return self._in("edits.jsonl")

    @property
    def runs(self) -> str:
        return self._in("runs")

    @property
    def agent(self) -> str:
        """The folder of this user's agent: code is only ever run by an agent of the user who submitted it."""
        return self._in("agent", str(os.geteuid()))

    def agent_file(self, name: str) -> str:
        """``lock``, ``wake``, ``agent.json``, ``agent.log``, ``queue.json`` or ``stop``."""
        return os.path.join(self.agent, name)

    def marker(self, run_id: str) -> str:
        return self._in("active", run_id)

    def run(self, run_id: str) -> "RunPaths":
        return RunPaths(self._in("runs", run_id))

    def run_ids(self) -> "Iterator[str]":
        """Every run folder, in no order."""
        try:
            with os.scandir(self.runs) as entries:
                for entry in entries:
                    if not entry.name.startswith("."):
                        yield entry.name
        except FileNotFoundError:
            return

    def folders(self) -> "List[str]":
        """The folders a new workspace has."""
        return [self.root, self.compute, self.experiments, self.snapshots, self.active, self.runs, self.agent]


class RunPaths:
    """The paths of one run folder."""

    __slots__ = ("folder",)

    def __init__(self, folder: str) -> None:
        self.folder = os.fspath(folder)

    def __repr__(self) -> str:
        return "RunPaths({!r})".format(self.folder)

    @property
    def run_id(self) -> str:
        return os.path.basename(self.folder)

    @property
    def workspace(self) -> WorkspacePaths:
        return WorkspacePaths(os.path.dirname(os.path.dirname(self.folder)))

    def __truediv__(self, name: str) -> str:
        return self.folder + os.sep + name

    @property
    def spec(self) -> str:
        return self / "run.json"

    @property
    def env(self) -> str:
        return self / "env.json"

    @property
    def dispatch(self) -> str:
        return self / "dispatch.jsonl"

    @property
    def notes(self) -> str:
        return self / "notes"

    def request(self, verb: str, attempt: int) -> str:
        return os.path.join(self.folder, "request", "{}-{}".format(verb, attempt))

    def attempt(self, number: int) -> "AttemptPaths":
        return AttemptPaths(os.path.join(self.folder, "attempt-{}".format(number)), number)


class AttemptPaths:
    """The paths of one attempt of a run."""

    __slots__ = ("folder", "number")

    def __init__(self, folder: str, number: int) -> None:
        self.folder = folder
        self.number = number

    def _in(self, *parts: str) -> str:
        return os.sep.join((self.folder, *parts))

    @property
    def run(self) -> RunPaths:
        return RunPaths(os.path.dirname(self.folder))

    @property
    def started(self) -> str:
        return self._in("started")

    @property
    def events(self) -> str:
        return self._in("events.jsonl")

    @property
    def metrics(self) -> str:
        return self._in("metrics")

    @property
    def system(self) -> str:
        return self._in("system.jsonl")

    @property
    def progress(self) -> str:
        return self._in("progress.jsonl")

    @property
    def user_logs(self) -> str:
        return self._in("user_logs")

    @property
    def log(self) -> str:
        return self._in("user_logs", "std_log.txt")

    def rank_log(self, rank: int) -> str:
        """What a process of a distributed run printed; rank 0 prints to :attr:`log`."""
        return self._in("user_logs", "std_log_process_{}.txt".format(rank)) if rank else self.log

    @property
    def launcher_log(self) -> str:
        """What a program said that starts the processes of a distributed run (mpirun); missing if it said nothing."""
        return self._in("user_logs", "launcher.txt")

    @property
    def containers(self) -> str:
        """The folder with the ids of the containers that its processes run in."""
        return self._in("containers")

    @property
    def ranks(self) -> str:
        """The folder in which each rank that mpirun started says how it ended."""
        return self._in("ranks")

    @property
    def environment_log(self) -> str:
        """How the environment of the run was built; missing if it was there."""
        return self._in("user_logs", "environment_build.txt")

    @property
    def environment(self) -> str:
        """Why the environment of the run could not be built, ``{"error"}``; missing if it could."""
        return self._in("environment.json")

    @property
    def data_log(self) -> str:
        """What was said while inputs were fetched and outputs stored; missing if there was nothing to say."""
        return self._in("user_logs", "data.txt")

    @property
    def inputs(self) -> str:
        """``{name: {"path", ...}}``: where the inputs of the run are."""
        return self._in("inputs.json")

    @property
    def data(self) -> str:
        """The folder of inputs that were fetched and of outputs that are to be stored."""
        return self._in("data")

    @property
    def code(self) -> str:
        return self._in("code")

    @property
    def verdict(self) -> str:
        return self._in("verdict")

    @property
    def lost(self) -> str:
        return self._in("lost")


def numbered(name: str, prefix: str) -> "Optional[int]":
    """Return 3 for ``attempt-3``, None for anything else; nothing has more than 9999 attempts."""
    digits = name[len(prefix) :] if name.startswith(prefix) else ""
    if 0 < len(digits) < 5 and digits[0] != "0" and not digits.strip("0123456789"):
        return int(digits)
    return None
