"""Which processes make up a run: the sections of a run configuration, and the classes that estimators take."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from jupyterlab_aml.errors import UserError

from .section import Section, signature_of_sdk
from .types import Count, Whole


class MpiConfiguration(Section):
    """Processes started by MPI.

    Notes
    -----
    Source: ``azureml.core.runconfig.MpiConfiguration``.
    """

    where: ClassVar[str] = "mpi"

    process_count_per_node: Count = Field(1, description="How many processes each machine runs.")
    node_count: Count = Field(1, description="How many machines.")

    @signature_of_sdk
    def __init__(self, process_count_per_node: int = 1, node_count: int = 1, **values: Any) -> None:
        super().__init__(process_count_per_node=process_count_per_node, node_count=node_count, **values)

    def to_distribution(self, nodes: int | None = None) -> dict[str, Any]:
        """Return ``distribution`` of ``run.json``."""
        return {"type": "Mpi", "process_count_per_instance": self.process_count_per_node}


class PyTorchConfiguration(Section):
    """Processes that PyTorch joins.

    Notes
    -----
    Source: ``azureml.core.runconfig.PyTorchConfiguration``.
    """

    where: ClassVar[str] = "pytorch"

    communication_backend: Literal["Nccl", "Gloo"] = Field("Nccl", description="How they speak: Nccl between GPUs, Gloo between processors.")
    process_count: Count | None = Field(None, description="How many processes there are on all machines together; null for one on each.")
    node_count: Count = Field(1, description="How many machines.")

    @signature_of_sdk
    def __init__(self, communication_backend: str = "Nccl", process_count: int | None = None, node_count: int = 1, **values: Any) -> None:
        super().__init__(communication_backend=communication_backend, process_count=process_count, node_count=node_count, **values)

    def to_distribution(self, nodes: int | None = None) -> dict[str, Any]:
        """Return ``distribution`` of ``run.json``.

        Raises
        ------
        UserError
            The processes cannot be shared out evenly.
        """
        nodes = self.node_count if nodes is None else nodes
        total = nodes if self.process_count is None else self.process_count
        if total % nodes:
            raise UserError(
                f"pytorch.process_count={total} cannot be shared out evenly between node_count={nodes}.", f"Use a multiple of {nodes}.", field="nodes"
            )
        return {"type": "PyTorch", "process_count_per_instance": total // nodes, "backend": self.communication_backend.lower()}


class TensorflowConfiguration(Section):
    """Workers and parameter servers of TensorFlow.

    Notes
    -----
    Source: ``azureml.core.runconfig.TensorflowConfiguration``.
    """

    where: ClassVar[str] = "tensorflow"

    worker_count: Count = Field(1, description="How many workers.")
    parameter_server_count: Whole = Field(1, description="How many parameter servers.")

    @signature_of_sdk
    def __init__(self, worker_count: int = 1, parameter_server_count: int = 1, **values: Any) -> None:
        super().__init__(worker_count=worker_count, parameter_server_count=parameter_server_count, **values)

    def to_distribution(self, nodes: int | None = None) -> dict[str, Any]:
        """Return ``distribution`` of ``run.json``."""
        return {"type": "TensorFlow", "worker_count": self.worker_count, "parameter_server_count": self.parameter_server_count}


class ParallelTaskConfiguration(Section):
    """Many small pieces of work, which only batch scoring of Azure starts; kept.

    Notes
    -----
    Source: ``azureml.core.runconfig.ParallelTaskConfiguration``.
    """

    where: ClassVar[str] = "paralleltask"

    max_retries_per_worker: Whole = Field(0, description="How often a piece is tried again.")
    worker_count_per_node: Count = Field(1, description="How many workers each machine has.")
    terminal_exit_codes: list[int] | None = Field(None, description="Exit codes after which nothing is tried again.")
    configuration: dict[str, Any] = Field(default_factory=dict, description="More properties.")


class Mpi:
    """MPI, for the parameter ``distributed_training`` of an estimator.

    Notes
    -----
    Source: ``azureml.train.dnn.Mpi``.
    """

    def __init__(self, process_count_per_node: int = 1) -> None:
        self.process_count_per_node = process_count_per_node
        self.to_job_config()

    def to_job_config(self, node_count: int = 1) -> MpiConfiguration:
        """Return what a :class:`ScriptRunConfig` takes as ``distributed_job_config``."""
        return MpiConfiguration(self.process_count_per_node, node_count)


class ParameterServer:
    """Workers and parameter servers, for the parameter ``distributed_training`` of an estimator.

    Notes
    -----
    Source: ``azureml.train.dnn.ParameterServer``.
    """

    def __init__(self, worker_count: int = 1, parameter_server_count: int = 1) -> None:
        self.worker_count = worker_count
        self.parameter_server_count = parameter_server_count
        self.to_job_config()

    def to_job_config(self, node_count: int = 1) -> TensorflowConfiguration:
        """Return what a :class:`ScriptRunConfig` takes as ``distributed_job_config``; its number of nodes is that of the run configuration."""
        return TensorflowConfiguration(self.worker_count, self.parameter_server_count)


class Gloo:
    """PyTorch over Gloo, for the parameter ``distributed_training`` of an estimator: one process on each node.

    Notes
    -----
    Source: ``azureml.train.dnn.Gloo``.
    """

    def to_job_config(self, node_count: int = 1, process_count_per_node: int = 1) -> PyTorchConfiguration:
        """Return what a :class:`ScriptRunConfig` takes as ``distributed_job_config``."""
        return PyTorchConfiguration(type(self).__name__, node_count * process_count_per_node, node_count)


class Nccl(Gloo):
    """PyTorch over NCCL, for the parameter ``distributed_training`` of an estimator: one process on each node.

    Notes
    -----
    Source: ``azureml.train.dnn.Nccl``.
    """
