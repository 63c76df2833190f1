"""What is kept of a model beside its files: its framework, properties and the data it was made from."""

from typing import Any, Dict, List, Optional

from ..errors import ConflictError, UserError
from ..runfiles.files import Json
from ..runfiles.shapes import labels_of
from .asset import Asset
from .labels import texts

_RESOURCES = ("cpu", "memory_in_gb", "gpu")


def content_of(root: str, properties: Optional[Dict[str, Any]], datasets: Any, **facts: Any) -> Json:
    """Return what the record of a new version holds; ``facts`` are the framework, its version, sample datasets and the resource configuration."""
    resources = facts.pop("resource_configuration", None)
    return {
        "root": root,
        "properties": texts("properties", properties or {}),
        "model_framework": _text(facts.pop("model_framework", None)),
        "model_framework_version": _text(facts.pop("model_framework_version", None)),
        "data": references(datasets),
        "resource_configuration": None if resources is None else {name: getattr(resources, name, None) for name in _RESOURCES},
        "samples": {name: reference(dataset) for name, dataset in facts.items() if dataset is not None},
    }


def properties_of(asset: Asset, added: Optional[Json] = None) -> Dict[str, Optional[str]]:
    """Return the properties that it was registered with and those that were added."""
    found = labels_of(asset.content.get("properties"))
    found.update(labels_of((asset.added if added is None else added).get("properties")))
    return found


def data_of(asset: Asset) -> List[Json]:
    """Return ``{"name", "asset"}`` of the data that was named at the registration and later."""
    known = list_of(asset.content.get("data")) + list_of(asset.added.get("data"))
    return [each for each in known if isinstance(each, dict)]


def with_properties(asset: Asset, added: Json, properties: Dict[str, Any]) -> Json:
    """Return what was ``added`` with more properties.

    Raises
    ------
    ConflictError
        A property has another value already: properties never change.
    """
    wanted, present = texts("properties", properties), properties_of(asset, added)
    changed = ["{!r} is {!r}, not {!r}".format(key, present[key], wanted[key]) for key in wanted if present.get(key, wanted[key]) != wanted[key]]
    if changed:
        raise ConflictError("Properties of model {} never change: {}.".format(asset.ref, "; ".join(changed)), "Use a tag for what may change.")
    return dict(added, properties=dict(labels_of(added.get("properties")), **wanted))


def list_of(value: Any) -> List[Any]:
    """Return a list as it is, anything else as none."""
    return value if isinstance(value, list) else []


def references(datasets: Any) -> List[Json]:
    """Return ``{"name": purpose, "asset": "name:version" | None}`` of pairs of a purpose and a dataset.

    Raises
    ------
    UserError
        They are no such pairs.
    """
    found = []
    for pair in datasets or ():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise UserError("{!r} in datasets is no pair.".format(pair), "Write datasets=[('training data', dataset)].", field="datasets")
        found.append({"name": str(pair[0]), "asset": reference(pair[1])})
    return found


def reference(dataset: Any) -> Optional[str]:
    """Return ``name:version`` of a dataset; None if it is not registered."""
    name, version = getattr(dataset, "name", None), getattr(dataset, "version", None)
    return "{}:{}".format(name, version) if name and version is not None else None


def _text(value: Any) -> Optional[str]:
    return None if value is None else str(value)
