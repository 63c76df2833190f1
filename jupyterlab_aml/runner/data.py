"""The data of a run: inputs are brought into place before the script starts, outputs are kept after it has succeeded.

What is on this machine is handled here. What has to be fetched from elsewhere, or stored, is done by a program of its own (``assets.fetch``,
``assets.keep``), so that the runner goes on looking whether the run has to end.
"""

import os
import shutil
import sys
import time
from typing import Any, Dict, List, Tuple

from jupyterlab_aml.errors import AmlError
from jupyterlab_aml.runfiles.files import Json, dumps, read_bytes, read_json, replace

from . import dataset_files as files
from .asset_store import AssetStore
from .bindings import Bindings
from .defaults import read_default
from .places import BLOB_STORE, check_folder, is_uri, join, local_path, place_of, read_datastore
from .processes import describe, how_ended
from .stage import StageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jupyterlab_aml.runfiles.paths import AttemptPaths, WorkspacePaths

    from .attempt import Attempt

FAILED = "DataError"
LOOK_S = 0.5
FETCHED, PROBLEM = ".fetched.json", ".problem"
Files = List[Tuple[str, str]]


def fetch(attempt: "Attempt") -> Bindings:
    """Bring the inputs into place and make room for the outputs.

    Raises
    ------
    StageError
        Something is gone, or is not what was registered.
    """
    inputs, outputs = attempt.spec.get("inputs") or {}, attempt.spec.get("outputs") or {}
    for number in range(1, attempt.paths.number):
        clear(attempt.paths.run.attempt(number), attempt.spec)  # one that was lost has left it
    try:
        work = _Work(attempt)
        facts = {
            "inputs": {name: work.input(name, inputs[name]) for name in sorted(inputs)},
            "outputs": {name: work.output(name, outputs[name]) for name in sorted(outputs)},
        }
        _link(attempt, facts)
        replace(attempt.paths.inputs, dumps(facts))
    except AmlError as error:
        raise StageError(str(error), code=FAILED)
    return _bindings(facts, work.places)


def store(attempt: "Attempt", succeeded: bool) -> None:
    """Keep what the script left as outputs, and register what is to be registered, if it ``succeeded``; else it stays in ``data`` to be looked at.

    Raises
    ------
    StageError
        It cannot be stored.
    """
    found = read_json(attempt.paths.inputs) if succeeded else None
    if found and any(each.get("keep") for each in list(found["inputs"].values()) + list(found["outputs"].values())):
        attempt.finishing("storing the outputs")
        _attend(attempt, "jupyterlab_aml.assets.keep", "the outputs cannot be stored")


def clear(paths: "AttemptPaths", spec: Json) -> None:
    """Remove what was fetched for an attempt, and links to it that were made elsewhere."""
    try:
        found = read_json(paths.inputs) or {}
    except Exception:  # noqa: BLE001 - whatever was written there is no reason to fail now
        found = {}
    for facts in list(found.get("inputs", {}).values()) + list(found.get("outputs", {}).values()):
        link = facts.get("link")
        if link and os.path.islink(link) and os.readlink(link) == facts.get("path"):
            os.unlink(link)
    for name, facts in (spec.get("inputs") or {}).items():
        if facts.get("mode") != "upload":
            shutil.rmtree(os.path.join(paths.data, name), ignore_errors=True)
    for name in (FETCHED, PROBLEM):
        if os.path.exists(os.path.join(paths.data, name)):
            os.unlink(os.path.join(paths.data, name))
    if os.path.isdir(paths.data) and not os.listdir(paths.data):
        os.rmdir(paths.data)


def content_of(workspace: "WorkspacePaths", facts: Json) -> Json:
    """The definition of the dataset that an input is; one of a datastore's path is a file dataset.

    Raises
    ------
    AmlError
        The registered dataset is gone or damaged.
    """
    if facts.get("asset"):
        return dict(AssetStore(workspace, "datasets").find(facts["asset"]).content)
    if facts.get("definition"):
        return dict(facts["definition"])
    return {
        "type": "file",
        "paths": [{"datastore": facts.get("datastore") or BLOB_STORE, "path": facts.get("path") or ""}],
        "options": {},
        "steps": [],
    }


def output_place(workspace: "WorkspacePaths", run_id: str, name: str, facts: Json) -> Tuple[str, str, str]:
    """Datastore, path in it, and path or URI of where an output is kept."""
    datastore = str(facts.get("datastore") or read_default(workspace, "datastore", BLOB_STORE, "datastore"))
    path = str(facts.get("path") or "dataset/{run-id}/{output-name}").replace("{run-id}", run_id).replace("{output-name}", name)
    return datastore, path, local_path(join(read_datastore(workspace, datastore)["uri"], path))


class _Work:
    """Brings the data of one attempt into place."""

    def __init__(self, attempt: "Attempt") -> None:
        self.attempt = attempt
        self.paths = attempt.paths
        self.workspace = attempt.paths.run.workspace
        self.places = []  # type: List[str]
        self._next_look = 0.0
        self._fetched = self._fetch_from_elsewhere()

    def tick(self) -> None:
        """Between two pieces of a file: see whether the run has to end."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK_S
            self.attempt.watch.look()
            self.attempt.watch.beat()

    def _fetch_from_elsewhere(self) -> Dict[str, Files]:
        away = [name for name, facts in (self.attempt.spec.get("inputs") or {}).items() if self._is_away(facts)]
        if not away:
            return {}
        self.attempt.busy("fetching {}".format(", ".join(sorted(away))))
        _attend(self.attempt, "jupyterlab_aml.assets.fetch", "the data cannot be fetched", away)
        if os.path.exists(self.paths.progress):
            os.unlink(self.paths.progress)  # from here on it is the script that tells how far it is
        found = read_json(os.path.join(self.paths.data, FETCHED)) or {}
        return {name: [(file, path) for file, path in listed] for name, listed in found.items()}

    def _is_away(self, facts: Json) -> bool:
        return facts.get("mode") != "upload" and any(
            is_uri(place_of(self.workspace, source)) for source in content_of(self.workspace, facts)["paths"]
        )

    def input(self, name: str, facts: Json) -> Json:
        """Bring one input into place and say where it is."""
        content = content_of(self.workspace, facts)
        told = {"type": facts["type"], "mode": facts["mode"], "asset": facts.get("asset"), "on_compute": facts.get("path_on_compute")}
        if facts.get("variable"):
            told["variable"] = facts["variable"]
        folder = os.path.join(self.paths.data, name)
        if facts["mode"] == "upload":
            os.makedirs(folder)
            return dict(told, path=folder, keep=True)
        if facts.get("asset"):
            store = AssetStore(self.workspace, "datasets")
            store.mark_used(store.find(facts["asset"]), self.paths.run.run_id)
        if facts["type"] == "uri" and facts["mode"] == "mount" and name not in self._fetched:
            place = place_of(self.workspace, content["paths"][0])
            check_folder(self.workspace, content["paths"][0]["datastore"])
            if not os.path.exists(place):
                os.makedirs(place)  # a script may write there
            self.places.append(place)
            return dict(told, path=place)
        found = self._fetched[name] if name in self._fetched else self._here(content, facts)
        if facts["mode"] == "download":
            found = self._copied(found, folder, content, facts)
        elif facts["mode"] != "direct":
            found = self._linked(found, folder)
        entries = [{"path": file} for file, _ in found]  # type: List[Json]
        path = found[0][1] if files.is_single(content["paths"], entries) else folder if facts["mode"] != "direct" else None
        table = {key: content.get(key) for key in ("format", "options", "steps")}
        return dict(told, path=path, files=found, id=facts.get("asset") or "{}/inputs/{}".format(self.paths.run.run_id, name), **table)

    def _here(self, content: Json, facts: Json) -> Files:
        """Find the files of a dataset on this machine, and check those that were registered; what is copied is checked then."""
        places = [place_of(self.workspace, source) for source in content["paths"]]
        roots = [files.root_of(place) for place in places]
        self.places += roots
        if "entries" not in content:
            entries = files.named((number, name, name) for number, place in enumerate(places) for name in files.files_of(place))
            chosen = files.chosen(entries, content.get("steps")) if content["type"] == "file" else entries
            return [(entry["path"], files.path_of(entry, roots)) for entry in chosen]
        thorough = facts["mode"] != "download"
        found = [(entry["path"], files.path_of(entry, roots)) for entry in content["entries"]]
        changes = [(file, files.change_of(entry, path, self.tick, thorough)) for entry, (file, path) in zip(content["entries"], found)]
        self._refuse_changed(facts, [each for each in changes if each[1]])
        return found

    def _copied(self, found: Files, folder: str, content: Json, facts: Json) -> Files:
        sums = {entry["path"]: entry.get("sha256") for entry in content.get("entries", [])}
        copies, changed = [], []
        for file, path in found:
            target = join(folder, file)
            if path != target and not os.path.lexists(target):
                copied = files.copy(path, target, self.tick)
                if sums.get(file) not in (None, copied):
                    changed.append((file, "has other content: its checksum differs"))
            copies.append((file, target))
        self._refuse_changed(facts, changed)
        return copies

    def _linked(self, found: Files, folder: str) -> Files:
        links = []
        os.makedirs(folder, exist_ok=True)
        for file, path in found:
            target = path
            if not path.startswith(folder + os.sep):
                target = join(folder, file)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.symlink(path, target)
            links.append((file, target))
        return links

    def _refuse_changed(self, facts: Json, changes: Files) -> None:
        if changes:
            raise StageError(" ".join(files.changed_words(str(facts.get("asset")), changes)), code=FAILED)

    def output(self, name: str, facts: Json) -> Json:
        """Make the folder that an output is written to and say where it is."""
        place = output_place(self.workspace, self.paths.run.run_id, name, facts)[2]
        in_place = facts.get("mode") == "mount" and not is_uri(place)
        folder = place if in_place else os.path.join(self.paths.data, name)
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise StageError("the folder of the output {!r} cannot be made: {}".format(name, describe(error)), code=FAILED)
        if in_place:
            self.places.append(place)
        told = {"mode": facts.get("mode"), "place": place, "on_compute": facts.get("path_on_compute")}
        return dict(told, path=folder, keep=not in_place or bool(facts.get("register")))


def _link(attempt: "Attempt", facts: Json) -> None:
    """Make the links that a run asks for beside the paths it is told."""
    for name, each in list(facts["inputs"].items()) + list(facts["outputs"].items()):
        wanted = each.pop("on_compute", None)
        if not wanted or not each.get("path"):
            continue
        link = wanted if os.path.isabs(wanted) else join(attempt.paths.code, wanted)
        if os.path.lexists(link):
            raise StageError("path_on_compute of {!r} is {!r}, and there is something already".format(name, wanted), code=FAILED)
        os.makedirs(os.path.dirname(link), exist_ok=True)
        os.symlink(each["path"], link)
        each["link"] = link


def _bindings(facts: Json, places: List[str]) -> Bindings:
    words, variables = {}, {}
    for name, each in facts["inputs"].items():
        path = each.get("link") or each["path"]
        word = each["id"] if each["mode"] == "direct" else path
        words["${{inputs." + name + "}}"] = str(word)
        variables["AZUREML_DATAREFERENCE_" + name] = variables["AZURE_ML_INPUT_" + name] = str(path or word)
        if each.get("variable"):
            variables[each["variable"]] = str(path or word)
    for name, each in facts["outputs"].items():
        path = each.get("link") or each["path"]
        words["${{outputs." + name + "}}"] = path
        variables["AZUREML_DATAREFERENCE_" + name] = variables["AZURE_ML_OUTPUT_" + name] = path
    return Bindings(words, variables, tuple(places))


def _attend(attempt: "Attempt", module: str, failed: str, names: Any = ()) -> None:
    """Run a program of ours for the data; it finds credentials where the script would.

    Raises
    ------
    StageError
        It failed; the text is what it says.
    """
    paths = attempt.paths
    os.makedirs(paths.data, exist_ok=True)
    env = dict(os.environ, **{key: str(value) for key, value in (read_json(paths.run.env) or {}).items()})
    code = attempt.attend([sys.executable, "-m", module, paths.folder] + list(names), env, paths.data_log)
    if code:
        problem = read_bytes(os.path.join(paths.data, PROBLEM)).decode("utf-8", "replace").strip()
        raise StageError(problem or "{}: {}; see user_logs/data.txt".format(failed, how_ended(code)), code=FAILED)
