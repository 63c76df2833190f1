"""What a run took and made, read from its own folder; and what a model was trained on, which is what its run took."""

from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import NotFoundError, WorkspaceError
from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.shapes import is_name, text_of
from jupyterlab_aml.runfiles.status import read_facts
from jupyterlab_aml.runner.asset import Asset
from jupyterlab_aml.runner.model_facts import data_of, properties_of
from jupyterlab_aml.runner.run_assets import MADE, USED, marked

if TYPE_CHECKING:
    from jupyterlab_aml.runner.asset_store import AssetStore
    from jupyterlab_aml.workspace.workspace import Workspace

Use = dict[str, str | None]


def lineage_of_run(workspace: "Workspace", run_id: str) -> dict[str, Any]:
    """Return ``{"environment", "data_in", "data_out", "models", "models_in"}`` of a run.

    Each is ``{"name", "asset", "path"}``: what the run calls it, ``name:version`` if it is registered, and where data is that is not. ``models`` are
    those it registered, ``models_in`` those it loaded; of versions that were deleted only what the run used is left.
    """
    paths = workspace.paths.run(run_id)
    spec = read_facts(paths).spec
    data_in = [use_of_data(name, value) for name, value in _named(spec.get("inputs"))]
    known = {each["asset"] for each in data_in}
    data_in += [_use(ref) for ref in marked(paths, USED, "datasets") if ref not in known]
    made = [_use(ref) for ref in marked(paths, MADE, "datasets") if _made_by(workspace.dataset_store, ref, run_id)]
    outputs = [_output(run_id, name, value, made) for name, value in _named(spec.get("outputs"))]
    told = {each["asset"] for each in outputs}
    return {
        "environment": _environment(spec.get("environment")),
        "data_in": data_in,
        "data_out": outputs + [each for each in made if each["asset"] not in told],
        "models": [_use(ref) for ref in marked(paths, MADE, "models") if _made_by(workspace.model_store, ref, run_id)],
        "models_in": [_use(ref) for ref in marked(paths, USED, "models")],
    }


def model_facts(asset: Asset) -> dict[str, Any]:
    """Return what lists tell of a model beyond what every kind has."""
    content = asset.content
    return {
        "framework": content.get("model_framework"),
        "framework_version": content.get("model_framework_version"),
        "properties": properties_of(asset),
    }


def model_details(workspace: "Workspace", asset: Asset) -> dict[str, Any]:
    """Return the files of a model, and the ``data`` it was trained on: what its run took, and what was named at the registration."""
    data = [{"name": text_of(each, "name"), "asset": each.get("asset"), "path": None} for each in data_of(asset)]
    if is_name(asset.run):
        known = {each["asset"] for each in data}
        data += [each for each in lineage_of_run(workspace, str(asset.run))["data_in"] if each["asset"] is None or each["asset"] not in known]
    return {
        **model_facts(asset),
        "files": [{"path": path, "size": size, "sha256": sha256} for path, size, sha256 in asset.files],
        "data": data,
    }


def _named(value: Any) -> list[tuple[str, Json]]:
    return [(name, each) for name, each in value.items() if isinstance(each, dict)] if isinstance(value, dict) else []


def _use(ref: str) -> Use:
    return {"name": ref.partition(":")[0], "asset": ref, "path": None}


def use_of_data(name: str, value: Json) -> Use:
    """Return an input or output, as ``run.json`` has it, as a use."""
    asset, definition = text_of(value, "asset") or None, value.get("definition")
    sources = definition.get("paths", []) if isinstance(definition, dict) else [] if asset else [value]
    return {"name": name, "asset": asset, "path": ", ".join(map(_place, sources)) or None}


def _place(source: Any) -> str:
    """Where data is, in a datastore or anywhere."""
    return "/".join(filter(None, (text_of(source, "datastore"), text_of(source, "path")))) if isinstance(source, dict) else ""


def _output(run_id: str, name: str, value: Json, made: list[Use]) -> Use:
    wanted = value.get("register")
    called = text_of(wanted, "name") if isinstance(wanted, dict) else ""
    asset = next((each["asset"] for each in made if each["name"] == called), None)
    place = _place(value).replace("{run-id}", run_id).replace("{output-name}", name)
    return {"name": name, "asset": asset, "path": place or None}


def _environment(value: Any) -> Use | None:
    if not isinstance(value, dict):
        return None
    name, version = text_of(value, "name"), text_of(value, "version")
    return {"name": name, "asset": f"{name}:{version}" if name and version else None, "path": None}


def _made_by(store: "AssetStore", ref: str, run_id: str) -> bool:
    try:
        return store.find(ref).run == run_id
    except (NotFoundError, WorkspaceError):
        return False
