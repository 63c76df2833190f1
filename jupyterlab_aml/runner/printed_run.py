"""The run of a script started by hand where there is no workspace: calls print a line, nothing is written anywhere."""

import os
import sys
from typing import Any, Dict, Iterator, List, Optional

from ..errors import ConflictError, NotFoundError
from ..runfiles.files import Json
from ..runfiles.notes import Notes
from ..runfiles.paths import RunPaths
from ..runfiles.status import Status
from .artifact_names import check_artifact_name, not_found
from .artifacts import check_source
from .context import RunContext
from .endings import Outcome, ended
from .metric_writer import cut
from .names import friendly_name, offline_run_id
from .placing import Source


class PrintedRun(RunContext):
    """Keeps metrics, tags and children in memory, so that a script which reads them back works."""

    def __init__(self, parent: Optional["PrintedRun"] = None, name: Optional[str] = None, run_id: Optional[str] = None) -> None:
        run_id = run_id or offline_run_id()
        experiment = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0] or "console"
        spec = {"id": run_id, "type": "offline", "experiment": experiment, "submit": False}
        super().__init__(RunPaths(os.path.join("not-recorded", "runs", run_id)), spec)
        self._records = []  # type: List[Json]
        self._files = {}  # type: Dict[str, str]
        self._labels = Notes({}, {}, name or friendly_name(), None)
        self._state = Status("Running", "", 1, None, None, None, None)
        self._mother = parent
        self._offspring = []  # type: List[PrintedRun]
        self._metrics = self  # type: ignore[assignment]  # number() and record() are below

    def __reduce__(self) -> Any:
        return PrintedRun, (None, self.display_name, self.id)

    @property
    def parent(self) -> Any:
        """The run this one is a child of, or None."""
        return self._mother

    def number(self, name: str, value: Any, description: str = "", step: Any = None) -> bool:
        """Leave every metric to :meth:`record`."""
        return False

    def record(self, name: str, value: Any, more: Json) -> None:
        """Keep and print one metric."""
        self._records.append(dict(more, n=name, v=value))
        say("{} {!r}: {}".format(more.get("k", "metric"), name, cut(value)))

    def _tell(self, record: Json) -> None:
        say("progress {} of {}{}".format(record["done"], record["total"], ": " + record["what"] if record["what"] else ""))

    def _metric_records(self, problems: List[str]) -> List[Json]:
        return self._records

    def _notes(self) -> Notes:
        return self._labels

    def _note(self, op: str, key: str, value: Any) -> None:
        labels = self._labels
        if op == "tag":
            labels.tags[key] = value
        elif op == "untag":
            labels.tags.pop(key, None)
        elif op == "property":
            labels.properties[key] = value
        else:
            self._labels = labels._replace(**{op: value})
        say("{}{}: {}".format(op.replace("_", " "), " " + repr(key) if key else "", cut(value)))

    def _artifacts(self) -> Dict[str, str]:
        return self._files

    def _upload(self, wanted: Dict[str, Source]) -> None:
        for name, source in wanted.items():
            check_source(source)
            if name in self._files:
                raise ConflictError("Run {} has a file {!r} already.".format(self.id, name), name=name)
        for name, source in wanted.items():
            self._files[check_artifact_name(name)] = "" if hasattr(source, "read") else os.path.abspath(str(source))
            say("file {!r}".format(name))

    def _store_under_any(self, candidates: Iterator[str], source: Source) -> str:
        check_source(source)
        name = next(candidate for candidate in candidates if candidate not in self._files)
        self._files[name] = "" if hasattr(source, "read") else os.path.abspath(str(source))
        return name

    def register_model(self, model_name: str, model_path: Optional[str] = None, *_args: Any, **_facts: Any) -> None:
        """Say which model would be registered, if the script uploaded it."""
        name = check_artifact_name(model_path or model_name)
        if not os.path.exists(name) and not any(each == name or each.startswith(name + "/") for each in self._files):
            raise not_found("Run {} has no file or folder {!r}.".format(self.id, name), name, self._files)
        say("model {!r} from {!r}".format(model_name, name))

    def download_file(self, name: str, output_file_path: Optional[str] = None, _validate_checksum: bool = False) -> None:
        """Copy a file that the script uploaded from a path; what came from a stream was not kept."""
        if self._files.get(name) == "":
            raise NotFoundError("File {!r} was not kept: this run is not recorded.".format(name), "Create a workspace with `aml workspace create`.")
        super().download_file(name, output_file_path)

    def _new_child(self, fields: Json, outputs: Optional[str]) -> Any:
        child = PrintedRun(self, fields.get("display_name"), fields.get("id"))
        child._labels.tags.update(fields.get("tags") or {})
        self._offspring.append(child)
        return child

    def _children(self) -> List[Any]:
        return self._offspring[::-1]

    def _status(self) -> Status:
        return self._state

    def _is_ended(self) -> bool:
        return self._state.final

    def _end(self, outcome: Outcome) -> None:
        if self._state.final and self._state.status != outcome.status:
            raise ended(self.id, self._state.status)
        self._state = self._state._replace(status=outcome.status, reason=outcome.reason, error=outcome.error)


def say(text: str) -> None:
    """Print what would have been recorded."""
    sys.stdout.write("not recorded (no workspace here): {}\n".format(text))
