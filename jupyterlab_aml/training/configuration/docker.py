"""Images and how containers are started."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from .section import Section, signature_of_sdk
from .types import Flag, TextList

DEFAULT_CPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04"
DEFAULT_GPU_IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04"
SHM_SIZE = "2g"


class ContainerRegistry(Section):
    """Where an image is kept.

    Notes
    -----
    Source: ``azureml.core.container_registry.ContainerRegistry``. A password is never written into a run or a registered environment.
    """

    where: ClassVar[str] = "environment.docker.base_image_registry"

    address: str | None = Field(None, description="Address of the registry.")
    username: str | None = Field(None, description="Who logs in there.")
    password: str | None = Field(None, repr=False, description="Its password.")
    registry_identity: Any = Field(None, description="Kept.")


class DockerImagePlatform(Section):
    """What an image runs on.

    Notes
    -----
    Source: ``azureml.core.environment.DockerImagePlatform``.
    """

    where: ClassVar[str] = "environment.docker.platform"

    os: str = Field("Linux", description="The operating system.")
    architecture: str = Field("amd64", description="The processor.")


class DockerBuildContext(Section):
    """A folder that an image is built from.

    Notes
    -----
    Source: ``azureml.core.environment.DockerBuildContext``. One that a workspace keeps is of the type ``storageaccount``, its location begins with
    ``snapshot:``. Contexts of the type ``git`` are not fetched here.
    """

    where: ClassVar[str] = "environment.docker.build_context"

    location_type: Literal["localdirectory", "git", "storageaccount"] | None = Field(None, description="What kind of place it is.")
    location: str | None = Field(None, description="Where it is.")
    dockerfile_path: str = Field("Dockerfile", description="The file to build from, inside it.")

    @signature_of_sdk
    def __init__(self, location_type: str | None = None, location: str | None = None, dockerfile_path: str = "Dockerfile", **values: Any) -> None:
        super().__init__(location_type=location_type, location=location, dockerfile_path=dockerfile_path, **values)

    @staticmethod
    def from_local_directory(workspace: Any, path: str, dockerfile_path: str = "Dockerfile") -> "DockerBuildContext":
        """Return the build context that a folder of this machine is: as it will be when it is registered or submitted."""
        return DockerBuildContext("localdirectory", path, dockerfile_path)


class DockerSection(Section):
    """The image of an environment.

    Notes
    -----
    Source: ``azureml.core.environment.DockerSection``. It is used where it is enabled and Docker or Podman answers; else the run goes on without it
    and says so.
    """

    where: ClassVar[str] = "environment.docker"

    enabled: Flag = Field(False, description="Run in a container.")
    base_image: str | None = Field(None, description="The image.")
    base_dockerfile: str | None = Field(None, description="A Dockerfile that the image is built from: its path or its text.")
    build_context: DockerBuildContext | None = Field(None, description="A folder that the image is built from.")
    base_image_registry: ContainerRegistry = Field(default_factory=ContainerRegistry, description="Where the image is kept.")
    platform: DockerImagePlatform = Field(default_factory=DockerImagePlatform, description="What the image runs on.")
    gpu_support: Flag = Field(False, description="Give the container the GPUs.")
    shared_volumes: Flag = Field(True, description="Let the container see the folders of the run.")
    arguments: TextList = Field(default_factory=list, description="More words for docker run.")
    shm_size: str | None = Field(None, description="Size of the shared memory, such as 2g.")


class DockerConfiguration(Section):
    """How the containers of a run are started.

    Notes
    -----
    Source: ``azureml.core.runconfig.DockerConfiguration``.
    """

    where: ClassVar[str] = "docker"

    use_docker: Flag = Field(False, description="Run in a container.")
    shared_volumes: Flag = Field(True, description="Let the container see the folders of the run.")
    arguments: TextList = Field(default_factory=list, description="More words for docker run.")
    shm_size: str | None = Field(SHM_SIZE, description="Size of the shared memory.")

    @signature_of_sdk
    def __init__(
        self,
        use_docker: bool = False,
        shared_volumes: bool = True,
        arguments: list[str] | None = None,
        shm_size: str | None = SHM_SIZE,
        **values: Any,
    ) -> None:
        super().__init__(use_docker=use_docker, shared_volumes=shared_volumes, arguments=arguments or [], shm_size=shm_size, **values)
