"""The inputs and outputs of a submission, settled: what is meant is looked up, what cannot be is refused, before there is a run."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jupyterlab_aml.errors import ConflictError, NotFoundError, UserError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import WorkspacePaths
from jupyterlab_aml.runner.asset_store import AssetStore
from jupyterlab_aml.runner.places import BLOB_STORE, check_folder, is_uri, join, place_of
from jupyterlab_aml.training.checks import about
from jupyterlab_aml.training.source import did_you_mean

from . import dataset_content
from .data_names import INPUT_MODES, MODES, check_data_name, check_mode
from .datastore_files import default_datastore, find_datastore
from .sources import source_of

_REFERENCE = "azureml:"
_WORD = re.compile(r"\$\{\{(inputs|outputs)\.([^}]*)\}\}")


def settle_inputs(paths: WorkspacePaths, inputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """Return the inputs as ``run.json`` has them: versions are named, data is there.

    Raises
    ------
    NotFoundError
        A dataset, a datastore or a file does not exist; the hint names the nearest.
    WorkspaceError
        A registered dataset is not what it was.
    UserError
        A name or a mode is not allowed.
    """
    settled = {}
    for name, facts in inputs.items():
        with about("input", whole=True):
            settled[check_data_name(name)] = _settled_input(paths, name, dict(facts))
            if facts.get("variable"):
                settled[name]["variable"] = facts["variable"]
    return settled


def settle_outputs(paths: WorkspacePaths, outputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """Return the outputs as ``run.json`` has them; errors are those of :func:`settle_inputs`."""
    settled = {}
    for name, facts in outputs.items():
        with about("output", whole=True):
            check_data_name(name)
            datastore = facts.get("datastore") or default_datastore(paths)
            place = join(find_datastore(paths, datastore)["uri"], str(facts.get("path") or ""))
            if place.startswith(("http://", "https://")):
                raise UserError(f"The output {name!r} cannot be stored on the web.", "Name a folder, s3:// or abfs://.")
            _check_on_compute(facts)
            mode = check_mode(facts.get("mode") or "mount", ("mount", "upload"))
            settled[name] = {**facts, "datastore": datastore, "path": facts.get("path") or "", "mode": mode}
    return settled


def check_words(words: Iterable[str], inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
    """Refuse words that stand for an input or an output that the run has not.

    Raises
    ------
    NotFoundError
        The hint names those there are.
    """
    known = {"inputs": inputs, "outputs": outputs}
    for kind, name in (found for word in words for found in _WORD.findall(word)):
        if name not in known[kind]:
            there = ", ".join(sorted(known[kind]))
            hint = f"It has: {there}." if there else f"Give it: --{kind[:-1]} {name}=..."
            raise NotFoundError(f"${{{{{kind}.{name}}}}} is in the command line, and the run has no {kind[:-1]} {name!r}.", hint, field=kind[:-1])


def path_of(value: str, here: str) -> str:
    """Return a path that may begin at ``here`` whole; URIs are so."""
    return value if "://" in value or not value else os.path.join(here, os.path.expanduser(value))


def input_of(paths: WorkspacePaths, name: str, value: str, mode: str, here: str) -> Json:
    """Return the input that ``NAME=VALUE`` means: a dataset (``cars``, ``cars:2``, ``azureml:cars:2``), a path that may begin ``here``, or a URI.

    Raises
    ------
    NotFoundError
        There is neither; the hint names the nearest.
    ConflictError
        There is a dataset of this name and a file.
    """
    if not value:
        raise UserError(f"The input {name!r} has no value.", f"Write --input {name}=PATH, or {name}=DATASET:VERSION.")
    store = AssetStore(paths, "datasets")
    looks_like_path = value.startswith((".", "/", "~")) or "/" in value
    if value.startswith(_REFERENCE) and not value.startswith(_REFERENCE + "//"):
        return {"type": "file", "mode": mode, "asset": value[len(_REFERENCE) :], "path_on_compute": None}
    is_dataset = not looks_like_path and bool(store.versions(value.partition(":")[0]))
    definition = dataset_content.make(dataset_content.FILE, [source_of(path_of(value, here))])
    try:
        dataset_content.find(paths, definition)
    except NotFoundError as error:
        if is_dataset:
            return {"type": "file", "mode": mode, "asset": value, "path_on_compute": None}
        if looks_like_path:
            raise
        datasets = did_you_mean(value.partition(":")[0], store.names())
        hint = f"Of files: {error.hint} Of datasets: {datasets or 'there are none.'}"
        raise NotFoundError(f"The input {name!r} is neither a file nor a dataset: {value!r}.", hint, datasets=store.names()) from None
    if is_dataset:
        raise ConflictError(f"{value!r} is a dataset and a file here.", f"Write azureml:{value} for the dataset, ./{value} for the file.")
    return {"type": "file", "mode": mode, "asset": None, "definition": definition, "path_on_compute": None}


def output_of(paths: WorkspacePaths, value: str) -> Json:
    """Return the output that ``NAME=VALUE`` means: ``DATASTORE/PATH``, ``azureml://datastores/...``, or nothing for a folder of its own.

    Raises
    ------
    NotFoundError
        There is no such datastore; the hint names the nearest.
    """
    facts: Json = {"datastore": None, "path": None, "mode": "mount", "overwrite": True, "globs": None, "path_on_compute": None, "register": None}
    if not value:
        return {**facts, "path": "dataset/{run-id}/{output-name}"}
    if value.startswith(_REFERENCE):
        source = source_of(value)
        name, path = source["datastore"], source["path"]
    else:
        name, _, path = value.partition("/")
    find_datastore(paths, name)
    return {**facts, "datastore": name, "path": path}


def _settled_input(paths: WorkspacePaths, name: str, facts: Json) -> Json:
    _check_on_compute(facts)
    if facts.get("asset"):
        asset = AssetStore(paths, "datasets").find(str(facts["asset"]))
        found = dataset_content.changes(paths, asset.content, thorough=False)
        if found:
            dataset_content.refuse(asset.ref, found)
        kind, mode = asset.content["type"], check_mode(facts.get("mode") or "direct", INPUT_MODES)
        return {"type": kind, "mode": mode, "asset": asset.ref, "path_on_compute": facts.get("path_on_compute")}
    if facts.get("uri"):  # of a run configuration
        facts = {**facts, "type": "file", "definition": dataset_content.make(dataset_content.FILE, [source_of(str(facts["uri"]))])}
    if facts.get("definition"):
        mode = check_mode(facts.get("mode") or "direct", INPUT_MODES)
        places = [place_of(paths, source) for source in facts["definition"]["paths"]]
        if not any(is_uri(place) for place in places):
            dataset_content.find(paths, facts["definition"])
        kept = {key: facts.get(key) for key in ("definition", "path_on_compute")}
        return {"type": facts["definition"]["type"], "mode": mode, "asset": None, **kept}
    if facts.get("type") != "uri":
        raise UserError(f"The input {name!r} says neither which dataset nor which path it is.", "For example name=data.csv, name=dataset:1.")
    datastore = str(facts.get("datastore") or BLOB_STORE)
    place = join(find_datastore(paths, datastore)["uri"], str(facts.get("path") or ""))
    mode = "mount" if facts.get("mode") == "direct" else check_mode(facts.get("mode") or "mount", MODES)
    check_folder(paths, datastore)
    if mode == "download" and not is_uri(place):
        dataset_content.find(paths, dataset_content.make(dataset_content.FILE, [{"datastore": datastore, "path": facts.get("path") or ""}]))
    kept = {key: facts.get(key) for key in ("path_on_compute", "overwrite")}
    return {"type": "uri", "mode": mode, "asset": None, "datastore": datastore, "path": facts.get("path") or "", **kept}


def _check_on_compute(facts: Mapping[str, Any]) -> None:
    wanted = facts.get("path_on_compute")
    if wanted is not None and (not isinstance(wanted, str) or ".." in wanted.split("/") or not wanted.strip("/") or "\0" in wanted):
        raise UserError(
            f"path_on_compute is {wanted!r}.", "Give a path below the working directory, or one that begins with '/'.", field="path_on_compute"
        )
