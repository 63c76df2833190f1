"""Inputs and outputs of a run configuration."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WrapSerializer, WrapValidator

from .section import Section, signature_of_sdk
from .types import Flag, Items, Version

OUTPUT_PATH = "dataset/{run-id}/{output-name}"
"""Where outputs go that name no place; ``docs/run-folder.md`` tells what stands in braces."""
Mode = Annotated[
    Literal["mount", "download", "upload", "direct", "hdfs"],
    BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),  # Azure's pages and details begin them with a capital
]
_DATASTORE_URI = re.compile(r"azureml://(?:.*/)?datastores/([^/]+)/paths/(.*)")


class DataReferenceConfiguration(Section):
    """A path on a datastore that a run reads or writes.

    Notes
    -----
    Source: ``azureml.core.runconfig.DataReferenceConfiguration``.
    """

    where: ClassVar[str] = "data_references"

    data_store_name: str | None = Field(None, description="The datastore.")
    mode: Mode = Field("mount", description="How the run gets it.")
    path_on_data_store: str | None = Field(None, description="The path there.")
    path_on_compute: str | None = Field(None, description="The path that the script sees.")
    overwrite: Flag = Field(False, description="Write over what is there.")

    @signature_of_sdk
    def __init__(
        self,
        datastore_name: str | None = None,
        mode: str = "mount",
        path_on_datastore: str | None = None,
        path_on_compute: str | None = None,
        overwrite: bool = False,
        **values: Any,
    ) -> None:
        given = {"data_store_name": datastore_name, "path_on_data_store": path_on_datastore, **values}
        super().__init__(mode=mode, path_on_compute=path_on_compute, overwrite=overwrite, **given)

    def to_facts(self) -> dict[str, Any]:
        """Return the input as ``run.json`` has it."""
        return {
            "type": "uri",
            "mode": self.mode,
            "asset": None,
            "datastore": self.data_store_name,
            "path": self.path_on_data_store or "",
            "path_on_compute": self.path_on_compute,
            "overwrite": self.overwrite,
        }


class DataPath(Section):
    """A path on a datastore. Source: ``azureml.core.runconfig.DataPath``."""

    where: ClassVar[str] = "data.data_location.data_path"

    datastore_name: str | None = None
    relative_path: str | None = None

    @signature_of_sdk
    def __init__(self, datastore_name: str | None = None, relative_path: str | None = None, **values: Any) -> None:
        super().__init__(datastore_name=datastore_name, relative_path=relative_path, **values)


class Dataset(Section):
    """A registered dataset. Source: ``azureml.core.runconfig.Dataset``."""

    where: ClassVar[str] = "data.data_location.dataset"

    id: str | None = None
    name: str | None = None
    version: Version = None

    @signature_of_sdk
    def __init__(
        self, dataset_id: str | None = None, dataset_name: str | None = None, dataset_version: str | int | None = None, **values: Any
    ) -> None:
        super().__init__(**{"id": dataset_id, "name": dataset_name, "version": dataset_version, **values})


class Uri(Section):
    """A file or folder anywhere. Source: ``azureml.core.runconfig.Uri``."""

    where: ClassVar[str] = "data.data_location.uri"

    path: str | None = None
    is_file: Flag = False

    @signature_of_sdk
    def __init__(self, path: str | None = None, is_file: bool = False, **values: Any) -> None:
        super().__init__(path=path, is_file=is_file, **values)


class DataLocation(Section):
    """Where data is: one of the three. Source: ``azureml.core.runconfig.DataLocation``."""

    where: ClassVar[str] = "data.data_location"

    dataset: Dataset | None = None
    data_path: DataPath | None = None
    uri: Uri | None = None

    @signature_of_sdk
    def __init__(self, dataset: Dataset | None = None, data_path: DataPath | None = None, uri: Uri | None = None, **values: Any) -> None:
        super().__init__(dataset=dataset, data_path=data_path, uri=uri, **values)

    def to_facts(self) -> dict[str, Any]:
        """Return the place as ``run.json`` has it; nothing where there is none.

        An ``id`` is that of a dataset here, ``name:version``; where there is a name as well, the id may be Azure's.
        """
        if self.dataset is not None and self.dataset.name:
            name, version = self.dataset.name, self.dataset.version
            return {"type": "file", "asset": f"{name}:{version}" if version else name}
        if self.dataset is not None and self.dataset.id:
            return {"type": "file", "asset": self.dataset.id}
        if self.data_path is not None:
            return {"type": "uri", "asset": None, "datastore": self.data_path.datastore_name, "path": self.data_path.relative_path or ""}
        if self.uri is None or not self.uri.path:
            return {}
        known = _DATASTORE_URI.match(self.uri.path)
        if known:
            return {"type": "uri", "asset": None, "datastore": known[1], "path": known[2]}
        return {"type": "file", "asset": None, "uri": self.uri.path}


class Data(Section):
    """Data that a run reads. Source: ``azureml.core.runconfig.Data``."""

    where: ClassVar[str] = "data"

    data_location: DataLocation | None = Field(None, description="Where it is.")
    create_output_directories: Flag = Field(False, description="Make the folder if it is missing.")
    mechanism: Mode = Field("direct", description="How the run gets it.")
    environment_variable_name: str | None = Field(None, description="The environment variable that holds its path.")
    path_on_compute: str | None = Field(None, description="The path that the script sees.")
    overwrite: Flag = Field(False, description="Write over what is there.")
    options: dict[str, Any] | None = Field(None, description="More settings.")

    @signature_of_sdk
    def __init__(
        self,
        data_location: DataLocation | None = None,
        create_output_directories: bool | None = None,
        mechanism: str = "direct",
        environment_variable_name: str | None = None,
        path_on_compute: str | None = None,
        overwrite: bool = False,
        options: dict[str, Any] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(
            data_location=data_location,
            create_output_directories=create_output_directories or False,
            mechanism=mechanism,
            environment_variable_name=environment_variable_name,
            path_on_compute=path_on_compute,
            overwrite=overwrite,
            options=options,
            **values,
        )

    def to_facts(self) -> dict[str, Any]:
        """Return the input as ``run.json`` has it."""
        place = (self.data_location or DataLocation()).to_facts()
        facts = {**place, "mode": self.mechanism, "path_on_compute": self.path_on_compute, "overwrite": self.overwrite}
        return {**facts, "variable": self.environment_variable_name} if self.environment_variable_name else facts

    @staticmethod
    def create(data: Any) -> "Data":
        """Return an input of a run as a run configuration has it."""
        return data_of(data)


class DatasetRegistrationOptions(Section):
    """Kept. Source: ``azureml.core.runconfig.DatasetRegistrationOptions``."""

    where: ClassVar[str] = "output_data.additional_options.registration_options.dataset_registration_options"

    additional_transformation: Any = None


class RegistrationOptions(Section):
    """The name that an output is registered under. Source: ``azureml.core.runconfig.RegistrationOptions``."""

    where: ClassVar[str] = "output_data.additional_options.registration_options"

    name: str | None = None
    description: str | None = None
    tags: dict[str, str] | None = None
    dataset_registration_options: DatasetRegistrationOptions | None = None


class GlobsOptions(Section):
    """Which files are stored. Source: ``azureml.core.runconfig.GlobsOptions``."""

    where: ClassVar[str] = "output_data.additional_options.upload_options.source_globs"

    patterns: Items = Field(default_factory=list)


class UploadOptions(Section):
    """How an output is stored. Source: ``azureml.core.runconfig.UploadOptions``."""

    where: ClassVar[str] = "output_data.additional_options.upload_options"

    overwrite: Flag = False
    source_globs: GlobsOptions | None = None


class MountOptions(Section):
    """Kept. Source: ``azureml.core.runconfig.MountOptions``."""

    where: ClassVar[str] = "output_data.additional_options.mount_options"

    disable_metadata_cache: Flag = False


class OutputOptions(Section):
    """More about an output. Source: ``azureml.core.runconfig.OutputOptions``."""

    where: ClassVar[str] = "output_data.additional_options"

    path_on_compute: str | None = None
    registration_options: RegistrationOptions | None = None
    upload_options: UploadOptions | None = None
    mount_options: MountOptions | None = None


class OutputData(Section):
    """Data that a run writes. Source: ``azureml.core.runconfig.OutputData``."""

    where: ClassVar[str] = "output_data"

    output_location: DataLocation | None = Field(None, description="Where it is stored.")
    mechanism: Mode = Field("mount", description="How it is stored.")
    additional_options: OutputOptions | None = Field(None, description="More about it.")

    @signature_of_sdk
    def __init__(
        self,
        output_location: DataLocation | None = None,
        mechanism: str = "mount",
        additional_options: OutputOptions | None = None,
        **values: Any,
    ) -> None:
        super().__init__(output_location=output_location, mechanism=mechanism, additional_options=additional_options, **values)

    def to_facts(self) -> dict[str, Any]:
        """Return the output as ``run.json`` has it."""
        place = (self.output_location or DataLocation()).to_facts()
        options = self.additional_options or OutputOptions()
        register = options.registration_options
        return {
            "datastore": place.get("datastore"),
            "path": place.get("path") or OUTPUT_PATH,
            "mode": self.mechanism,
            "overwrite": bool(options.upload_options and options.upload_options.overwrite),
            "path_on_compute": options.path_on_compute,
            "register": None if register is None else {"name": register.name, "description": register.description, "tags": register.tags},
        }


def _location(facts: Mapping[str, Any]) -> DataLocation:
    name, _, version = (facts.get("asset") or "").partition(":")
    if name:
        return DataLocation(dataset=Dataset(dataset_name=name, dataset_version=version or None))
    if facts.get("datastore"):
        return DataLocation(data_path=DataPath(facts["datastore"], facts.get("path")))
    return DataLocation(uri=Uri(facts.get("path")))


def data_of(value: Any) -> Data:
    """Return something that tells itself as an input (``to_input()``) as a section."""
    _, facts = value.to_input()
    return Data(_location(facts), mechanism=facts.get("mode") or "direct", path_on_compute=facts.get("path_on_compute"))


def reference_of(value: Any) -> DataReferenceConfiguration:
    """Return something that tells itself as an input as a reference to data."""
    _, facts = value.to_input()
    return DataReferenceConfiguration(facts.get("datastore"), facts.get("mode") or "mount", facts.get("path"), facts.get("path_on_compute"))


def output_of(value: Any) -> OutputData:
    """Return something that tells itself as an output (``to_output()``) as a section."""
    _, facts = value.to_output()
    register = facts.get("register")
    options = None if not register else OutputOptions(registration_options=RegistrationOptions(**register))
    return OutputData(_location(facts), facts.get("mode") or "mount", options)


def _telling(method: str) -> WrapValidator:
    """Take objects that tell themselves as they are: they know more than a section says."""
    return WrapValidator(lambda value, handler: value if hasattr(value, method) else handler(value))


def _told(as_section: Callable[[Any], Section]) -> WrapSerializer:
    return WrapSerializer(lambda value, handler: handler(value if isinstance(value, Section) else as_section(value)))


DataItem = Annotated[Data, _telling("to_input"), _told(data_of)]
ReferenceItem = Annotated[DataReferenceConfiguration, _telling("to_input"), _told(reference_of)]
OutputItem = Annotated[OutputData, _telling("to_output"), _told(output_of)]
