"""Settings with the parameters of ScriptRunConfig on top."""

from typing import Any

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.run_spec import MAX_DURATION_S

from .distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from .docker import DockerConfiguration
from .environment import Environment
from .run_configuration import RunConfiguration


def settings_with(given: Any, target: Any, environment: Any, duration: float | None, job_config: Any, docker: Any) -> RunConfiguration:
    """Return a copy of shared settings, or new ones, with those parameters that are given on top.

    Raises
    ------
    UserError
        One is not of its type; the message says what is allowed.
    """
    if given is not None and not isinstance(given, RunConfiguration):
        raise UserError(f"run_config is a {type(given).__name__}; a RunConfiguration is needed.")
    settings = RunConfiguration() if given is None else given.copied()
    if target is not None:
        settings.target = target
    if isinstance(environment, Environment):
        settings.environment = environment
    elif environment is not None and not isinstance(environment, str):
        raise UserError(
            f"environment is a {type(environment).__name__}; an Environment, or the name of a registered one, is needed.",
            "Write environment=Environment('my-environment').",
            field="environment",
        )
    if duration != MAX_DURATION_S:
        settings.max_run_duration_seconds = duration
    if job_config is not None:
        _distribute(settings, job_config)
    if docker is not None:
        if not isinstance(docker, DockerConfiguration):
            raise UserError(f"docker_runtime_config is a {type(docker).__name__}; a DockerConfiguration is needed.", field="docker_runtime_config")
        settings.docker = docker
    return settings


def _distribute(settings: RunConfiguration, job_config: Any) -> None:
    if hasattr(job_config, "to_job_config"):
        job_config = job_config.to_job_config(settings.node_count)
    if isinstance(job_config, MpiConfiguration):
        settings.mpi, settings.communicator, settings.node_count = job_config, "IntelMpi", job_config.node_count
    elif isinstance(job_config, PyTorchConfiguration):
        settings.pytorch, settings.framework, settings.node_count = job_config, "PyTorch", job_config.node_count
        settings.communicator = job_config.communication_backend
    elif isinstance(job_config, TensorflowConfiguration):
        settings.tensorflow, settings.framework, settings.communicator = job_config, "TensorFlow", "ParameterServer"
    else:
        raise UserError(
            f"distributed_job_config is a {type(job_config).__name__}, which no run here is started by.",
            "Allowed are MpiConfiguration, PyTorchConfiguration and TensorflowConfiguration.",
            field="distributed_job_config",
        )
