"""Models: registered once, never changed, loaded by name; standard library only, so that scripts on any interpreter have them.

Source: ``azureml.core.Model`` (names, parameters and behaviour). Deployment is not here: models are kept and loaded, not served.
"""

from typing import Any, Callable, Dict, List, Optional

from ..errors import UserError
from ..runfiles.files import Json
from . import model_source, model_store
from .labels import texts
from .model_facts import content_of, data_of, list_of, references, with_properties
from .model_view import ModelView
from .surroundings import Refused

_SERVING = "Models are kept and loaded here, not served: load it with Model.get_model_path(name), or fetch it with model.download()."

# Named outside the class, where ``list`` is the SDK's method.
Models = List["Model"]


class Model(ModelView):
    """One version of a model.

    Parameters
    ----------
    workspace
        The workspace it is in.
    name, id, version
        Which: ``name`` means its newest version, ``id`` is ``name:version``.
    tags, properties, run_id, model_framework
        The newest version with all of these; tags and properties are keys, pairs of key and value, or a dict.

    Raises
    ------
    NotFoundError
        There is none; the hint names the nearest.

    Notes
    -----
    Source: ``azureml.core.Model``.
    """

    class Framework:
        """Words for what a model was made with; any other text is taken as well."""

        CUSTOM = "Custom"
        TENSORFLOW = "TensorFlow"
        SCIKITLEARN = "ScikitLearn"
        ONNX = "Onnx"

    def __init__(
        self,
        workspace: Any,
        name: Optional[str] = None,
        id: Optional[str] = None,  # noqa: A002  the SDK's name
        tags: Any = None,
        properties: Any = None,
        version: Any = None,
        run_id: Optional[str] = None,
        model_framework: Optional[str] = None,
        expand: bool = True,
        **_sdk: Any,
    ) -> None:
        if id is not None:
            name, _, found = str(id).partition(":")
            version = version if version is not None else found or None
        filters = {"tags": tags, "properties": properties, "run_id": run_id, "model_framework": model_framework}
        if name is None and not any(filters.values()):
            raise UserError("No model is named.", "Write Model(workspace, 'name'), or list them with Model.list(workspace).", field="name")
        super().__init__(workspace, model_store.find(workspace.paths, name, version, **filters))

    # -- registering and finding

    @staticmethod
    def register(
        workspace: Any,
        model_path: Any,
        model_name: str,
        tags: Optional[Dict[str, Any]] = None,
        properties: Optional[Dict[str, Any]] = None,
        description: Optional[str] = None,
        datasets: Any = None,
        model_framework: Optional[str] = None,
        model_framework_version: Optional[str] = None,
        child_paths: Optional[List[str]] = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Any = None,
        **_sdk: Any,
    ) -> "Model":
        """Keep a file or a folder as a new version and return it.

        Parameters
        ----------
        model_path
            The file, or the folder with everything in it. Links may lead to files in the same folder.
        model_name
            Versions of a name count from 1.
        datasets
            Pairs of a purpose and a dataset: what it was made from.
        child_paths
            Only these files and folders of the folder.

        Raises
        ------
        NotFoundError
            There is no such path.
        UserError
            The name is not allowed, or a file cannot be stored.
        WorkspaceError
            It cannot be written; nothing is left behind.

        Notes
        -----
        A script that registers a model in the workspace of its own run is remembered as what made it.
        """
        source = model_source.of_path(model_path, child_paths)
        content = content_of(
            source.root,
            properties,
            datasets,
            model_framework=model_framework,
            model_framework_version=model_framework_version,
            sample_input_dataset=sample_input_dataset,
            sample_output_dataset=sample_output_dataset,
            resource_configuration=resource_configuration,
        )
        run = model_store.run_here(workspace.paths)
        asset = model_store.register(workspace.paths, model_name, source, content, run=run, tags=tags, description=description)
        return Model.of(workspace, asset)

    @staticmethod
    def register_of_run(run: Any, model_name: str, model_path: Optional[str], labels: Json, datasets: Any, **facts: Any) -> "Model":
        """Keep artifacts of a run as a new version; ``labels`` are tags, properties and description, ``facts`` the rest of :meth:`register`."""
        source = model_source.of_run(run, model_path or model_name)
        content = content_of(source.root, labels.pop("properties"), datasets, **facts)
        asset = model_store.register(run.paths.workspace, model_name, source, content, run=run.id, **labels)
        return Model.of(None, asset, run)

    @staticmethod
    def list(
        workspace: Any,
        name: Optional[str] = None,
        tags: Any = None,
        properties: Any = None,
        run_id: Optional[str] = None,
        latest: bool = False,
        dataset_id: Optional[str] = None,
        expand: bool = True,
        page_count: int = 255,
        model_framework: Optional[str] = None,
    ) -> Models:
        """Return models, the newest first.

        Parameters
        ----------
        latest
            Only the newest version of each name.
        dataset_id
            Only those made from this dataset, by its name or ``name:version``.
        """
        store = model_store.store_of(workspace.paths)
        found = store.newest() if latest else model_store.newest_first(store)
        fitting = [
            asset
            for asset in sorted(found, key=lambda asset: asset.created, reverse=True)
            if (name is None or asset.name == name)
            and model_store.fits(asset, tags, properties, run_id, model_framework)
            and (dataset_id is None or dataset_id in _names(data_of(asset)))
        ]
        return [Model.of(workspace, asset) for asset in fitting]

    @staticmethod
    def get_model_path(model_name: str, version: Any = None, _workspace: Any = None) -> str:
        """Return the path of a model's file or folder, to load it from; it is read-only.

        In a run its workspace is meant, elsewhere ``_workspace`` or the nearest one. A model that is not registered is looked for below the folder
        ``AZUREML_MODEL_DIR`` and beside the script. That the run used it is remembered.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        WorkspaceError
            A file is not what was registered.
        """
        return model_store.model_path(model_name, version, None if _workspace is None else _workspace.paths)

    @staticmethod
    def deserialize(workspace: Any, model_payload: Json) -> "Model":
        """Return the model that :meth:`serialize` told of."""
        return Model(workspace, id=model_payload["id"])

    # -- fetching and changing it

    def download(self, target_dir: Any = ".", exist_ok: bool = False, exists_ok: Optional[bool] = None) -> str:
        """Copy it into a folder and return the path of the copy; every file is compared with its checksum.

        Raises
        ------
        ConflictError
            The file or folder is there and ``exist_ok`` is False.
        WorkspaceError
            A file is not what was registered; nothing is left behind.
        """
        path = model_store.fetch(self.asset, target_dir, exist_ok if exists_ok is None else exists_ok)
        model_store.note_use(self._paths, self.asset)
        return path

    def delete(self) -> None:
        """Remove this version; the runs that made and used it stay as they are."""
        model_store.store_of(self._paths).delete(self.asset)

    def update(
        self,
        tags: Optional[Dict[str, Any]] = None,
        description: Optional[str] = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Any = None,
    ) -> None:
        """Replace the tags or the description; what is None stays as it is."""
        if any(each is not None for each in (sample_input_dataset, sample_output_dataset, resource_configuration)):
            raise UserError("Of a registered model only tags and description can be updated.", "Register it again for the rest.")
        self.asset = model_store.store_of(self._paths).label(self.asset, tags, description)

    def update_tags_properties(
        self, add_tags: Optional[Dict[str, Any]] = None, remove_tags: Any = None, add_properties: Optional[Dict[str, Any]] = None
    ) -> None:
        """Add and remove tags, and add properties, in one step.

        Raises
        ------
        ConflictError
            A property has another value already; then nothing is changed.
        """
        added, removed = texts("tags", add_tags or {}), [remove_tags] if isinstance(remove_tags, str) else remove_tags or []

        def change(labels: Json) -> Json:
            kept = {key: value for key, value in dict(labels.get("tags") or {}, **added).items() if key not in removed}
            return dict(labels, tags=kept, added=with_properties(self.asset, labels.get("added") or {}, add_properties or {}))

        self._edit(change)

    def add_tags(self, tags: Dict[str, Any]) -> None:
        """Add tags; others stay."""
        self.update_tags_properties(add_tags=tags)

    def remove_tags(self, tags: Any) -> None:
        """Remove tags by their keys; keys that are not there do not matter."""
        self.update_tags_properties(remove_tags=tags)

    def add_properties(self, properties: Dict[str, Any]) -> None:
        """Add properties.

        Raises
        ------
        ConflictError
            A property has another value already: properties never change. Then none is added.
        """
        self.update_tags_properties(add_properties=properties)

    def add_dataset_references(self, datasets: Any) -> None:
        """Remember more data that it was made from: pairs of a purpose and a dataset."""
        named = references(datasets)

        def change(labels: Json) -> Json:
            added = labels.get("added") or {}
            return dict(labels, added=dict(added, data=list_of(added.get("data")) + named))

        self._edit(change)

    def _edit(self, change: Callable[[Json], Json]) -> None:
        self.asset = model_store.store_of(self._paths).edit(self.asset, change)


def _names(data: List[Json]) -> List[str]:
    found = [each["asset"] for each in data if each.get("asset")]
    return found + [each.partition(":")[0] for each in found]


for _name in ("deploy", "package", "profile", "print_configuration", "get_sas_urls"):
    setattr(Model, _name, Refused(UserError("Model.{} does not exist in the embedded workspace.".format(_name), _SERVING)))
