"""What a file of the type ``command`` may say; every key is checked before anything else happens.

Source: "CLI (v2) command job YAML schema", Azure Machine Learning documentation.
"""

import re
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator

from jupyterlab_aml.training.configuration.types import Count, Values, Variables, Version, Whole

_ELSEWHERE = re.compile(r"(azureml:|git\+|https?://)")
SCALARS = (str, int, float, bool)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _folder(value: Any) -> Any:
    if isinstance(value, str) and _ELSEWHERE.match(value):
        raise ValueError("allowed is a folder on this machine")
    return value


def _literal(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, SCALARS):
        return value
    if not isinstance(value, dict):
        raise ValueError("allowed is a text, a number, true, false, or a mapping with type and path")  # noqa: TRY004 - pydantic collects these
    return handler(value)


def _text(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise ValueError("allowed is the name of an environment, or a mapping with image or conda_file")  # noqa: TRY004
    return handler(value)


def _nothing(value: Any) -> Any:
    return {} if value is None else value


class Part(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())
    where: ClassVar[str] = ""


class Input(Part):
    """Data that the command reads."""

    type: Literal["uri_file", "uri_folder"] = "uri_folder"
    path: str = Field(min_length=1, description="A path beside the file, a URI or azureml:NAME:VERSION.")
    mode: Annotated[Literal["ro_mount", "download", "direct"], BeforeValidator(_lower)] = "ro_mount"
    description: str | None = None


class Output(Part):
    """A folder that the command writes."""

    type: Literal["uri_folder"] = "uri_folder"
    path: str | None = None
    mode: Annotated[Literal["rw_mount", "upload"], BeforeValidator(_lower)] = "rw_mount"
    name: str | None = None
    version: Version = None
    description: str | None = None


class Distribution(Part):
    """Which processes make up the run."""

    type: Annotated[Literal["pytorch", "mpi", "tensorflow"], BeforeValidator(_lower)]
    process_count_per_instance: Count | None = None
    worker_count: Count | None = None
    parameter_server_count: Whole | None = None


class Resources(Part):
    """How much of the compute target it takes."""

    instance_count: Count = 1
    shm_size: str | None = None
    docker_args: str | list[str] | None = None
    instance_type: Any = None
    properties: Any = None
    locations: Any = None
    max_instance_count: Any = None


class Limits(Part):
    """When it is ended."""

    timeout: float | None = Field(None, gt=0, allow_inf_nan=False)


class Build(Part):
    """A folder that an image is built from."""

    path: Annotated[str, BeforeValidator(_folder)] = Field(description="The folder.")
    dockerfile_path: str = "Dockerfile"


class InlineEnvironment(Part):
    """An environment that is written out."""

    name: str | None = None
    version: Version = None
    image: str | None = None
    conda_file: str | dict[str, Any] | None = None
    build: Build | None = None
    description: str | None = None
    tags: Any = None
    os_type: Any = None
    inference_config: Any = None


class CommandFile(Part):
    """The whole file."""

    schema_: str | None = Field(None, alias="$schema")
    type: Literal["command"] = "command"
    command: str = Field(min_length=1, description="The line that is run.")
    code: Annotated[str | None, BeforeValidator(_folder)] = None
    environment: Annotated[InlineEnvironment, WrapValidator(_text)] | None = None
    environment_variables: Variables = Field(default_factory=dict, repr=False)
    compute: str | None = None
    distribution: Distribution | None = None
    resources: Annotated[Resources, BeforeValidator(_nothing)] = Field(default_factory=Resources)
    limits: Annotated[Limits, BeforeValidator(_nothing)] = Field(default_factory=Limits)
    inputs: Annotated[dict[str, Annotated[Input, WrapValidator(_literal)]], BeforeValidator(_nothing)] = Field(default_factory=dict)
    outputs: Annotated[dict[str, Annotated[Output, BeforeValidator(_nothing)]], BeforeValidator(_nothing)] = Field(default_factory=dict)
    display_name: str | None = None
    experiment_name: str | None = None
    description: str | None = None
    tags: Values = Field(default_factory=dict)
    properties: Values = Field(default_factory=dict)
    name: Any = None
    identity: Any = None
    services: Any = None
    queue_settings: Any = None

    @property
    def literals(self) -> dict[str, str]:
        """The inputs that are values, as texts."""
        return {name: str(value) for name, value in cast("dict[str, Any]", self.inputs).items() if isinstance(value, SCALARS)}

    @property
    def data(self) -> dict[str, Input]:
        """The inputs that are data."""
        return {name: value for name, value in self.inputs.items() if isinstance(value, Input)}
