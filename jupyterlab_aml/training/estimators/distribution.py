"""Which processes an estimator asks for, written into its run configuration."""

from jupyterlab_aml.training.configuration.distributed import Gloo, Mpi, Nccl, ParameterServer
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration

from .conflicts import BACKENDS
from .settings import Settings


def distribute(given: Settings, settings: RunConfiguration) -> None:
    """Set framework, communicator and number of processes."""
    training = given.distributed_training or _of_backend(given)
    if training is None:
        return
    settings.node_count = given.node_count
    if isinstance(training, Mpi):
        per_node = max(training.process_count_per_node, given.process_count_per_node)
        settings.communicator = "IntelMpi"
        settings.mpi = Mpi(per_node).to_job_config(given.node_count)
    elif isinstance(training, ParameterServer):
        settings.framework, settings.communicator = "TensorFlow", "ParameterServer"
        settings.tensorflow = training.to_job_config(given.node_count)
    else:
        settings.framework, settings.communicator = "PyTorch", "Nccl" if isinstance(training, Nccl) else "Gloo"
        settings.pytorch = training.to_job_config(given.node_count, given.process_count_per_node)


def _of_backend(given: Settings) -> Mpi | ParameterServer | Gloo | None:
    if not given.distributed_backend:
        return None
    kind = BACKENDS[given.distributed_backend.lower()]
    return ParameterServer(given.worker_count, given.parameter_server_count) if kind is ParameterServer else kind()
