"""RunConfiguration: the settings of a run that several scripts can share."""

import os
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from jupyterlab_aml.training.checks import target_name
from jupyterlab_aml.training.run_spec import MAX_DURATION_S

from . import run_configuration_files
from .data import DataItem, OutputItem, ReferenceItem
from .distributed import MpiConfiguration, ParallelTaskConfiguration, PyTorchConfiguration, TensorflowConfiguration
from .docker import DockerConfiguration
from .environment import Environment
from .plan import RunPlan
from .python import Conda
from .run_plan import plan_run
from .section import Section, signature_of_sdk
from .sections import AmlComputeConfiguration, ApplicationEndpointConfiguration, HistoryConfiguration, KubernetesComputeConfiguration
from .spark import HdiConfiguration, SparkConfiguration
from .types import Count, Flag, Items, Variables


def _target(value: Any) -> Any:
    target_name(value)
    return value


def _command(value: Any) -> Any:
    return [] if value is None else value if isinstance(value, str) else list(value)


def _in_words(value: Any) -> Any:
    """Spell a framework or communicator as Azure does, whatever the case of its letters."""
    known = {word.lower(): word for word in (*FRAMEWORKS, *COMMUNICATORS)}
    return "None" if value is None else known.get(value.lower(), value) if isinstance(value, str) else value


FRAMEWORKS = ("Python", "PySpark", "TensorFlow", "PyTorch", "CNTK")
COMMUNICATORS = ("None", "ParameterServer", "OpenMpi", "IntelMpi", "Mpi", "Gloo", "Nccl", "ParallelTask")
Framework = Annotated[Literal["Python", "PySpark", "TensorFlow", "PyTorch", "CNTK"], BeforeValidator(_in_words)]
Communicator = Annotated[Literal["None", "ParameterServer", "OpenMpi", "IntelMpi", "Mpi", "Gloo", "Nccl", "ParallelTask"], BeforeValidator(_in_words)]
Target = Annotated[Any, BeforeValidator(_target), PlainSerializer(target_name), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})]
Command = Annotated[str | list[Any], BeforeValidator(_command)]
AsWritten = PlainSerializer(lambda value: int(value) if value == int(value) else value)
Mapped = BeforeValidator(lambda value: {} if value is None else value)


class RunConfiguration(Section):
    """The settings of a run that several scripts can share.

    Parameters
    ----------
    script : str, optional
        Path of the script inside the source folder.
    arguments : list, optional
        Arguments of the script.
    framework : str, optional
        ``Python``, ``PySpark``, ``TensorFlow`` or ``PyTorch``.
    communicator : str, optional
        How several processes find each other: ``None``, ``IntelMpi``, ``OpenMpi``, ``ParameterServer``, ``Gloo`` or ``Nccl``.
    conda_dependencies : CondaDependencies, optional
        Packages.
    command : list or str, optional
        A full command instead of a script.

    Raises
    ------
    UserError
        A setting that there is not, or a value that does not fit.

    Notes
    -----
    Source: ``azureml.core.runconfig.RunConfiguration``.
    """

    script: str | None = Field(None, description="Path of the script inside the source folder.")
    arguments: Items = Field(default_factory=list, description="Arguments of the script.")
    command: Command = Field(default_factory=list, description="A full command instead of a script.")
    framework: Framework = Field("Python", description="What the script is written with.")
    communicator: Communicator = Field("None", description="How several processes find each other.")
    target: Target = Field(None, description="Name of the compute target; null for the default of the workspace.")
    auto_prepare_environment: Flag = Field(True, description="Kept: environments are always prepared.")
    max_run_duration_seconds: Annotated[float, AsWritten] | None = Field(
        MAX_DURATION_S, gt=0, allow_inf_nan=False, description="End the run after so many seconds."
    )
    node_count: Count = Field(1, description="How many machines of the compute target it takes.")
    priority: int | None = Field(None, description="Kept.")
    environment: Environment = Field(default_factory=lambda: Environment("default"), description="Interpreter, packages, image.")
    environment_variables: Variables = Field(default_factory=dict, repr=False, description="On top of those of the environment.")
    history: HistoryConfiguration = Field(default_factory=HistoryConfiguration, description="What is kept of the run.")
    spark: SparkConfiguration = Field(default_factory=SparkConfiguration, description="How Spark runs.")
    docker: DockerConfiguration = Field(default_factory=DockerConfiguration, description="How containers are started.")
    hdi: HdiConfiguration = Field(default_factory=HdiConfiguration, description="How a run on HDInsight is submitted.")
    tensorflow: TensorflowConfiguration = Field(default_factory=TensorflowConfiguration, description="Workers and parameter servers.")
    mpi: MpiConfiguration = Field(default_factory=MpiConfiguration, description="Processes started by MPI.")
    pytorch: PyTorchConfiguration = Field(default_factory=PyTorchConfiguration, description="Processes that PyTorch joins.")
    paralleltask: ParallelTaskConfiguration = Field(default_factory=ParallelTaskConfiguration, description="Kept.")
    data_references: Annotated[dict[str, ReferenceItem], Mapped] = Field(default_factory=dict, description="Paths on datastores, by name.")
    data: Annotated[dict[str, DataItem], Mapped] = Field(default_factory=dict, description="Data that it reads, by name.")
    datacaches: Items = Field(default_factory=list, description="Kept.")
    output_data: Annotated[dict[str, OutputItem], Mapped] = Field(default_factory=dict, description="Data that it writes, by name.")
    source_directory_data_store: str | None = Field(None, description="Kept.")
    amlcompute: AmlComputeConfiguration = Field(default_factory=AmlComputeConfiguration, description="Machines of a cluster; kept.")
    kubernetescompute: KubernetesComputeConfiguration = Field(default_factory=KubernetesComputeConfiguration, description="Kept.")
    services: Annotated[dict[str, ApplicationEndpointConfiguration], Mapped] = Field(default_factory=dict, description="Kept.")
    auto_cluster_compute_specification: Any = Field(None, description="Kept.")
    credential_passthrough: Flag = Field(False, description="Kept.")

    @signature_of_sdk
    def __init__(
        self,
        script: str | None = None,
        arguments: list[Any] | None = None,
        framework: str | None = None,
        communicator: str | None = None,
        conda_dependencies: Conda | None = None,
        _history_enabled: bool | None = None,
        _path: Any = None,
        _name: str | None = None,
        command: list[str] | str | None = None,
        **values: Any,
    ) -> None:
        super().__init__(
            script=script, arguments=arguments, framework=framework or "Python", communicator=communicator or "None", command=command, **values
        )
        if conda_dependencies is not None:
            self.environment.python.conda_dependencies = conda_dependencies

    def __repr__(self) -> str:
        return f"RunConfiguration(script={self.script!r}, target={target_name(self.target)!r})"

    def save(self, path: str | os.PathLike[str] | None = None, name: str | None = None, separate_environment_yaml: bool = False) -> str:
        """Write it as YAML and return the path of the file.

        Parameters
        ----------
        path : str or path, optional
            A folder, whose ``.azureml/<name>.runconfig`` is written, or, without a name, the file itself. By default the current folder.
        name : str, optional
            What it is called.
        separate_environment_yaml : bool
            Write the packages into ``environment.yml`` beside it.

        Raises
        ------
        UserError
            The name is not allowed.
        """
        return run_configuration_files.save(self, path, name, separate=separate_environment_yaml)

    @staticmethod
    def load(path: str | os.PathLike[str], name: str | None = None) -> "RunConfiguration":
        """Read what :meth:`save` wrote, here or with the SDK.

        Parameters
        ----------
        path : str or path
            The folder that holds ``.azureml`` (or ``aml_config``), or, without a name, the file itself.
        name : str, optional
            What it is called.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        UserError
            Something in it does not fit; all of it is told at once, with the path of each key.
        """
        return run_configuration_files.load(RunConfiguration, path, name)

    @staticmethod
    def delete(path: str | os.PathLike[str], name: str | None = None) -> None:
        """Remove the file that :meth:`load` would read.

        Raises
        ------
        NotFoundError
            There is none; the hint names the nearest.
        """
        run_configuration_files.delete(path, name)

    def to_plan(self, folder: str = "") -> RunPlan:
        """Return what a run with these settings is told.

        Parameters
        ----------
        folder : str
            Where relative paths of files begin.

        Raises
        ------
        UserError
            Settings conflict; all conflicts are told at once.
        """
        return plan_run(self, folder)


def run_configuration_schema() -> dict[str, Any]:
    """Return the JSON Schema of a run configuration in a file."""
    return RunConfiguration.model_json_schema(by_alias=True)
