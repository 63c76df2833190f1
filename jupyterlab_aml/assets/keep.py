"""Stores the outputs of a run that succeeded, and registers them: ``python -m jupyterlab_aml.assets.keep <attempt folder>``."""

import fnmatch
import os
import shutil
import sys
from collections.abc import Mapping
from typing import Any

from jupyterlab_aml.errors import NotFoundError
from jupyterlab_aml.runfiles.files import Json, read_json, walk_files
from jupyterlab_aml.runfiles.paths import AttemptPaths
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.data import output_place
from jupyterlab_aml.runner.places import place_of

from . import dataset_content, transfer
from .data_program import Progress, run_program


def keep(paths: AttemptPaths, spec: Json, _names: list[str]) -> None:
    """Store every output, then register: a dataset is made of what is there for good."""
    found = read_json(paths.inputs) or {"inputs": {}, "outputs": {}}
    workspace = paths.run.workspace
    stored = []
    for name, told in found["inputs"].items():
        if told.get("keep"):
            facts = spec["inputs"][name]
            place = place_of(workspace, {"datastore": facts["datastore"], "path": facts.get("path") or ""})
            stored.append(_store(paths, name, told["path"], place, facts))
    for name, told in found["outputs"].items():
        if told["path"] != told["place"]:
            stored.append(_store(paths, name, told["path"], told["place"], spec["outputs"][name]))
    _register(paths, spec)
    for folder in stored:
        shutil.rmtree(folder, ignore_errors=True)


def _store(paths: AttemptPaths, name: str, folder: str, place: str, facts: Mapping[str, Any]) -> str:
    globs = facts.get("globs")
    pairs = [(path, file) for file, path in walk_files(folder) if not globs or any(fnmatch.fnmatch(file, glob) for glob in globs)]
    if not pairs:
        print(f"{name}: the script left no files", flush=True)  # noqa: T201 - the output is the log
        return folder
    progress = Progress(paths, f"storing {name}", len(pairs))
    transfer.upload(pairs, place, overwrite=bool(facts.get("overwrite")), stored=lambda file: progress.step(f"{name}: {file}"))
    return folder


def _register(paths: AttemptPaths, spec: Json) -> None:
    """Register all that are to be, or none."""
    workspace = paths.run.workspace
    store = AssetStore(workspace, "datasets")
    made = []
    try:
        for name, facts in spec["outputs"].items():
            wanted = facts.get("register")
            if wanted:
                content = _content(workspace, paths.run.run_id, name, facts)
                made.append(
                    store.add(wanted["name"], content, run=paths.run.run_id, tags=wanted.get("tags") or {}, description=wanted.get("description"))
                )
                print(f"{name}: registered as {made[-1].ref}", flush=True)  # noqa: T201
    except BaseException:
        for asset in made:
            store.delete(asset)
        raise


def _content(workspace: Any, run_id: str, name: str, facts: Mapping[str, Any]) -> Json:
    datastore, path, _ = output_place(workspace, run_id, name, dict(facts))
    table = facts.get("table")
    below = os.path.join(path, table["glob"]) if table and table.get("glob") else path.rstrip("/") + "/"
    source = {"datastore": datastore, "path": below}
    kind = dataset_content.TABULAR if table else dataset_content.FILE
    content = dataset_content.make(kind, [source], table=table["format"] if table else None, options=table["options"] if table else None)
    try:
        return dataset_content.registered(workspace, content)
    except NotFoundError as error:
        raise NotFoundError(
            f"The output {name!r} cannot be registered: {error.message}", "Did the script write into the folder it was given?"
        ) from error


if __name__ == "__main__":
    sys.exit(run_program(keep))
