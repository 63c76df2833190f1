"""Registered datasets by name, in scripts whose interpreter has only what travels; standard library, and pandas where a DataFrame is asked for."""

from typing import Any

from ..errors import RunEnvironmentError, WorkspaceError
from ..runfiles.files import Json
from ..runfiles.paths import WorkspacePaths
from . import dataset_files as files
from .asset import Asset
from .asset_store import AssetStore
from .model_store import run_here
from .places import is_uri, place_of
from .script_data import InputFiles, InputTable
from .surroundings import Absent

KIND = "datasets"


class Dataset:
    """Registered datasets, to be read.

    Notes
    -----
    Source: ``azureml.core.Dataset``.
    """

    Tabular = Absent("Dataset.Tabular")
    File = Absent("Dataset.File")

    @staticmethod
    def get_by_name(workspace: Any, name: str, version: Any = "latest", **_sdk: Any) -> Any:
        """Return a registered dataset, by default its newest version; that the run uses it is remembered.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        WorkspaceError
            Its files are not what was registered.
        RunEnvironmentError
            Its files are not on this machine, and this interpreter cannot fetch them.
        """
        store = AssetStore(workspace.paths, KIND)
        asset = store.get(name, None if version == "latest" else str(version))
        facts = _facts(workspace.paths, asset)
        run_id = run_here(workspace.paths)
        if run_id is not None:
            store.mark_used(asset, run_id)
        return (InputTable if asset.content["type"] == "tabular" else InputFiles)(asset.name, facts)

    @staticmethod
    def get_by_id(workspace: Any, id: str, **_sdk: Any) -> Any:  # noqa: A002 - the SDK's name
        """Return a dataset by its id: what the script got as an argument for an input, or ``name:version``.

        Raises
        ------
        NotFoundError, WorkspaceError, RunEnvironmentError
            As :meth:`get_by_name`.
        """
        from .context import RunContext  # which loads this room for scripts that ask for it

        for given in RunContext.get_context().input_datasets.values():
            if isinstance(given, InputFiles) and given.id == str(id):
                return given
        name, _, version = str(id).partition(":")
        return Dataset.get_by_name(workspace, name, version or "latest")


def _facts(workspace: WorkspacePaths, asset: Asset) -> Json:
    """Return what is read of a version, once its files are found to be those that were registered."""
    content = asset.content
    places = [place_of(workspace, source) for source in content["paths"]]
    elsewhere = [place for place in places if is_uri(place)]
    if elsewhere:
        raise RunEnvironmentError(
            "The dataset {} is at {}, and this interpreter has nothing that fetches it.".format(asset.ref, elsewhere[0]),
            "Make it an input of the run, dataset.as_named_input('NAME') or `aml submit --input`: then it is fetched before the script starts.",
        )
    roots = [files.root_of(place) for place in places]
    found = [(entry["path"], files.path_of(entry, roots)) for entry in content["entries"]]
    changes = [(name, files.change_of(entry, path)) for entry, (name, path) in zip(content["entries"], found)]
    changes = [each for each in changes if each[1]]
    if changes:
        raise WorkspaceError(*files.changed_words(asset.ref, changes), dataset=asset.ref)
    return {"id": asset.ref, "files": found, **{key: content.get(key) for key in ("format", "options", "steps")}}
