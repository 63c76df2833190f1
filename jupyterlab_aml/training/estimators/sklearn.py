"""SKLearn: the estimator of scikit-learn."""

import os
from typing import Any

from .base import FrameworkEstimator
from .settings import Settings
from .versions import SKLEARN


class SKLearn(FrameworkEstimator):
    """Describe the run of a script that uses scikit-learn.

    Parameters
    ----------
    framework_version : str, optional
        The version of scikit-learn, such as ``"1.9"`` or ``"1.9.1"``; by default what the interpreter that submits has, if it is supported, else the
        newest that was tested.

    Notes
    -----
    The other parameters are those of :class:`Estimator`. Source: ``azureml.train.sklearn.SKLearn``.
    """

    FRAMEWORK = SKLEARN
    FRAMEWORK_NAME = SKLEARN.name
    DEFAULT_VERSION = SKLEARN.default

    def __init__(
        self,
        source_directory: str | os.PathLike[str],
        *,
        compute_target: Any = None,
        vm_size: str | None = None,
        vm_priority: str | None = None,
        entry_script: str | None = None,
        script_params: dict[str, Any] | None = None,
        use_docker: bool = True,
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
