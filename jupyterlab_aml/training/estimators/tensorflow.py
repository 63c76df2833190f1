"""TensorFlow: the estimator of TensorFlow."""

import os
from typing import Any

from .base import FrameworkEstimator
from .settings import Settings
from .versions import TENSORFLOW


class TensorFlow(FrameworkEstimator):
    """Describe the run of a script that uses TensorFlow.

    Parameters
    ----------
    framework_version : str, optional
        The version of TensorFlow, such as ``"2.21"``; by default what the interpreter that submits has, if it is supported, else the newest that was
        tested. Without ``use_gpu`` it is the smaller package for processors.
    worker_count, parameter_server_count : int
        Old form of ``distributed_training=ParameterServer(...)``, with ``distributed_backend="ps"``.

    Notes
    -----
    The other parameters are those of :class:`Estimator`. Source: ``azureml.train.dnn.TensorFlow``.
    """

    FRAMEWORK = TENSORFLOW
    FRAMEWORK_NAME = TENSORFLOW.name
    DEFAULT_VERSION = TENSORFLOW.default
    BACKENDS = ("mpi", "ps")

    def __init__(
        self,
        source_directory: str | os.PathLike[str],
        *,
        compute_target: Any = None,
        vm_size: str | None = None,
        vm_priority: str | None = None,
        entry_script: str | None = None,
        script_params: dict[str, Any] | None = None,
        node_count: int = 1,
        process_count_per_node: int = 1,
        worker_count: int = 1,
        parameter_server_count: int = 1,
        distributed_backend: str | None = None,
        distributed_training: Any = None,
        use_gpu: bool = False,
        use_docker: bool = True,
        custom_docker_base_image: str | None = None,
        custom_docker_image: str | None = None,
        image_registry_details: Any = None,
        user_managed: bool = False,
        conda_packages: list[str] | None = None,
        pip_packages: list[str] | None = None,
        conda_dependencies_file_path: str | None = None,
        pip_requirements_file_path: str | None = None,
        conda_dependencies_file: str | None = None,
        pip_requirements_file: str | None = None,
        environment_variables: dict[str, str] | None = None,
        environment_definition: Any = None,
        inputs: list[Any] | None = None,
        source_directory_data_store: Any = None,
        shm_size: str | None = None,
        resume_from: Any = None,
        max_run_duration_seconds: float | None = None,
        framework_version: str | None = None,
        _enable_optimized_mode: bool = False,
        _disable_validation: bool = True,
        _show_lint_warnings: bool = False,
        _show_package_warnings: bool = False,
        **unknown: Any,
    ) -> None:
        super().__init__(source_directory, Settings.of(locals()))
