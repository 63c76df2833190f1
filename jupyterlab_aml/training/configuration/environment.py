"""Environment: interpreter, packages, image and environment variables of a run."""

import os
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from jupyterlab_aml.errors import UserError

from . import docker_build, environment_files, registered
from .build_local import LocalBuild, build_local
from .docker import ContainerRegistry, DockerBuildContext, DockerSection
from .environment_plan import plan_environment
from .foreign import DatabricksSection, RSection
from .python import PythonSection
from .section import Section, signature_of_sdk
from .spark import SparkSection
from .types import Texts, Variables, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import EnvironmentPlan

Environments = dict[str, "Environment"]
"""Named outside the class, where ``list`` is the SDK's method."""


class Environment(Section):
    """Interpreter, packages, image and environment variables of a run.

    Parameters
    ----------
    name : str
        What it is called.

    Notes
    -----
    Source: ``azureml.core.Environment``. Without packages, or with ``python.user_managed_dependencies``, an interpreter is taken as it is.
    """

    where: ClassVar[str] = "environment"

    name: str = Field("default", description="What it is called.")
    version: Version = Field(None, description="The version it was registered as.")
    python: PythonSection = Field(default_factory=PythonSection, description="Interpreter and packages.")
    environment_variables: Variables = Field(default_factory=dict, repr=False, description="Environment variables of the script.")
    docker: DockerSection = Field(default_factory=DockerSection, description="The image.")
    spark: SparkSection = Field(default_factory=SparkSection, description="What Spark loads.")
    databricks: DatabricksSection = Field(default_factory=DatabricksSection, description="Libraries of Databricks; kept.")
    r: RSection | None = Field(None, description="What R has; kept.")
    inferencing_stack_version: str | None = Field(None, description="Kept.")
    asset_id: str | None = Field(None, description="Kept.")

    @signature_of_sdk
    def __init__(self, name: str, **values: Any) -> None:
        super().__init__(name=name, **values)

    # -- making one

    @staticmethod
    def from_conda_specification(name: str, file_path: str | os.PathLike[str]) -> "Environment":
        """Return one with the packages of a conda file.

        Raises
        ------
        NotFoundError
            There is no such file.
        UserError
            It is not a conda file.
        """
        return environment_files.from_conda(Environment(name), file_path)

    @staticmethod
    def from_pip_requirements(name: str, file_path: str | os.PathLike[str], pip_version: str | None = None) -> "Environment":
        """Return one with the packages of a requirements file; ``pip_version`` has no effect, because pip is not what installs them.

        Raises
        ------
        NotFoundError
            There is no such file.
        """
        return environment_files.from_pip(Environment(name), file_path)

    @staticmethod
    def from_existing_conda_environment(name: str, conda_environment_name: str) -> "Environment":
        """Return one that is a conda environment of this machine."""
        made = Environment(name)
        made.python.base_conda_environment = conda_environment_name
        return made

    @staticmethod
    def from_docker_image(
        name: str,
        image: str,
        container_registry: ContainerRegistry | None = None,
        conda_specification: str | None = None,
        pip_requirements: str | None = None,
    ) -> "Environment":
        """Return one that runs in a container of this image."""
        made = environment_files.from_either(Environment(name), conda_specification, pip_requirements)
        made.docker.enabled = True
        made.docker.base_image = image
        if container_registry is not None:
            made.docker.base_image_registry = container_registry
        return made

    @staticmethod
    def from_dockerfile(name: str, dockerfile: str, conda_specification: str | None = None, pip_requirements: str | None = None) -> "Environment":
        """Return one that runs in a container of an image that is built from a Dockerfile, given as its path or its text."""
        made = environment_files.from_either(Environment(name), conda_specification, pip_requirements)
        made.docker.enabled = True
        made.docker.base_dockerfile = docker_build.text_of_dockerfile(dockerfile)
        return made

    @staticmethod
    def from_docker_build_context(name: str, docker_build_context: DockerBuildContext) -> "Environment":
        """Return one that runs in a container of an image that is built from a folder."""
        made = Environment(name)
        made.docker.enabled = True
        made.docker.build_context = docker_build_context
        return made

    def clone(self, new_name: str) -> "Environment":
        """Return a copy under another name, not registered."""
        copy = self.copied()
        copy.name, copy.version = new_name, None
        return copy

    # -- in a workspace

    def register(self, workspace: Any) -> "Environment":
        """Register it and return it with its version: the newest one if nothing changed since, else the next.

        Raises
        ------
        UserError
            The name is not allowed.
        WorkspaceError
            It cannot be written.
        """
        return registered.register(self, workspace)

    @staticmethod
    def get(workspace: Any, name: str, version: str | int | None = None, label: str | None = None) -> "Environment":
        """Return a registered one, by default its newest version. A name of Azure's own (``AzureML-...``) is the interpreter that submits.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        """
        return registered.get(Environment, workspace, name, version, label)

    @staticmethod
    def list(workspace: Any) -> Environments:
        """Return the newest version of every registered one, by name."""
        return registered.newest(Environment, workspace)

    @staticmethod
    def label(workspace: Any, name: str, version: str, labels: Texts) -> None:
        """Give a version labels; ``get(label=...)`` finds it by them.

        Raises
        ------
        NotFoundError
            There is no such version.
        """
        registered.label(workspace, name, version, labels)

    # -- building

    def build(self, workspace: Any, image_build_compute: str | None = None) -> Any:
        """Refuse to build an image: none is needed, the packages are installed when a run first needs them.

        Raises
        ------
        UserError
            Always.
        """
        raise registered.no_image("build", self.name)

    def build_local(self, workspace: Any, platform: Any = None, *, upgrade: bool = False, **kwargs: Any) -> LocalBuild:
        """Install the packages on this machine now, so that no run has to wait for it, and print how that goes.

        Parameters
        ----------
        workspace, platform
            Have no effect: what is built is there for all workspaces of this machine.
        upgrade : bool
            Resolve it anew, and tell which packages are others now. Without it, what it came to here stays.
        **kwargs
            ``useDocker=True`` is refused: an image is built when a run first needs it.

        Returns
        -------
        LocalBuild
            ``python``, the interpreter; ``packages``, what was installed; ``changes``, what ``upgrade`` changed. Without packages to install,
            the interpreter that is taken as it is.

        Raises
        ------
        EnvironmentBuildError
            It cannot be built; the message begins with what the resolver says.
        UserError
            An image is asked for, or settings conflict.
        """
        return build_local(self, upgrade=upgrade, **kwargs)

    def get_image_details(self, workspace: Any) -> Any:
        """Refuse: there is no image that could be told of.

        Raises
        ------
        UserError
            Always.
        """
        raise registered.no_image("get_image_details", self.name)

    @staticmethod
    def add_private_pip_wheel(workspace: Any, file_path: str, exist_ok: bool = False) -> str:
        """Return the requirement that a wheel of this machine is.

        Raises
        ------
        UserError
            There is no such wheel.
        """
        path = os.path.abspath(os.path.expanduser(file_path))
        if not (os.path.isfile(path) and path.endswith(".whl")):
            raise UserError(f"There is no wheel {file_path!r}.", "Give the path of a .whl file.")
        return f"file://{path}"

    # -- files

    def save_to_directory(self, path: str | os.PathLike[str], overwrite: bool = False) -> None:
        """Write ``azureml_environment.json`` and ``conda_dependencies.yml`` into a folder.

        Raises
        ------
        ConflictError
            The folder is there, and ``overwrite`` is not given.
        """
        environment_files.save(self, path, overwrite=overwrite)

    @staticmethod
    def load_from_directory(path: str | os.PathLike[str]) -> "Environment":
        """Return what :meth:`save_to_directory` wrote, here or with the SDK.

        Raises
        ------
        NotFoundError
            The folder holds no environment.
        UserError
            Something in it does not fit; all of it is told at once.
        """
        return environment_files.load(Environment, path)

    def to_spec(self, folder: str = "", docker: "Mapping[str, Any] | None" = None) -> "EnvironmentPlan":
        """Return what a run of it is told: ``environment`` of ``run.json``, the interpreter, the warnings.

        Parameters
        ----------
        folder : str
            Where relative paths of files begin.
        docker : dict, optional
            How containers are started, where that is not said here.

        Raises
        ------
        UserError
            Settings conflict.
        """
        return plan_environment(self, folder, docker)


class EnvironmentReference(Section):
    """A registered environment by its name. Source: ``azureml.core.environment.EnvironmentReference``."""

    where: ClassVar[str] = "environment"

    name: str
    version: Version = None

    @signature_of_sdk
    def __init__(self, name: str, version: str | int | None = None, **values: Any) -> None:
        super().__init__(name=name, version=version, **values)

    def get_environment(self, workspace: Any) -> Environment:
        """Return what it refers to."""
        return Environment.get(workspace, self.name, self.version)
