"""PyTorch, Chainer and Keras: estimators with one signature."""

import os
from typing import Any

from .base import FrameworkEstimator
from .settings import Settings
from .versions import CHAINER, KERAS, PYTORCH


class _NetworkEstimator(FrameworkEstimator):
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


class PyTorch(_NetworkEstimator):
    """Describe the run of a script that uses PyTorch.

    Parameters
    ----------
    framework_version : str, optional
        The version of PyTorch, such as ``"2.13"``; by default what the interpreter that submits has, if it is supported, else the newest that
        was tested.
        Without ``use_gpu`` it is built for processors only.

    Notes
    -----
    The other parameters are those of :class:`Estimator`. Source: ``azureml.train.dnn.PyTorch``. Two processes on one machine:
    ``PyTorch(..., process_count_per_node=2, distributed_training=Gloo())``, which the SDK refused.
    """

    FRAMEWORK = PYTORCH
    FRAMEWORK_NAME = PYTORCH.name
    DEFAULT_VERSION = PYTORCH.default
    BACKENDS = ("mpi", "gloo", "nccl")


class Chainer(_NetworkEstimator):
    """Describe the run of a script that uses Chainer, which is maintained no more and needs a Python up to 3.11.

    Parameters
    ----------
    framework_version : str, optional
        The version of Chainer; there is one left.

    Notes
    -----
    The other parameters are those of :class:`Estimator`. Source: ``azureml.train.dnn.Chainer``.
    """

    FRAMEWORK = CHAINER
    FRAMEWORK_NAME = CHAINER.name
    DEFAULT_VERSION = CHAINER.default
    BACKENDS = ("mpi",)


class Keras(_NetworkEstimator):
    """Describe the run of a script that uses Keras 3.

    Parameters
    ----------
    framework_version : str, optional
        The version of Keras, such as ``"3.15"``; by default what the interpreter that submits has, if it is supported, else the newest that
        was tested.
    environment_variables : dict, optional
        ``KERAS_BACKEND`` says what Keras runs on: ``"tensorflow"``, which is the default, ``"torch"`` or ``"jax"``.

    Notes
    -----
    The other parameters are those of :class:`Estimator`. The class is ours: the SDK left Keras to its TensorFlow estimator.
    """

    FRAMEWORK = KERAS
    FRAMEWORK_NAME = KERAS.name
    DEFAULT_VERSION = KERAS.default
    BACKENDS = ("mpi",)
