"""Estimator: any script, without a framework that is known."""

import os
from typing import Any

from .base import BaseEstimator
from .settings import Settings


class Estimator(BaseEstimator):
    """Describe the run of a script that uses no framework of the other estimators; pass it to ``Experiment.submit``.

    Parameters
    ----------
    source_directory : str or path
        The folder that is sent along and is the working directory.
    compute_target : str or ComputeTarget, optional
        Where it runs; by default on the default compute target of the workspace.
    entry_script : str
        Path of the script inside that folder.
    script_params : dict, optional
        Arguments of the script, in this order; the value ``""`` leaves a flag alone. A value may be an input or output.
    node_count, process_count_per_node : int
        On how many machines it runs, with how many processes on each.
    distributed_training : Mpi, ParameterServer, Gloo or Nccl, optional
        How its processes find each other.
    use_gpu : bool
        Install what a GPU needs, where the framework has packages for it.
    custom_docker_image, image_registry_details : optional
        An image to run in, and where it is kept.
    user_managed : bool
        Take the interpreter as it is.
    conda_packages, pip_packages : list of str, optional
        Packages that the script needs.
    conda_dependencies_file, pip_requirements_file : str, optional
        Files that list packages; relative paths begin in the source folder.
    environment_variables : dict, optional
        Set for the script. The values are treated as secrets.
    environment_definition : Environment, optional
        The whole environment, instead of all parameters for packages.
    inputs : list, optional
        Datasets, as ``dataset.as_named_input("x")``, and data references.
    shm_size : str, optional
        Size of the shared memory of a container.
    resume_from : DataPath, optional
        What the script gets by its argument ``--resume-from``.
    max_run_duration_seconds : float, optional
        The run is ended after so many seconds; by default after 30 days.
    vm_size, vm_priority, use_docker, source_directory_data_store : optional
        Taken for the SDK's signature: runs go to compute targets as they are, and a container is used where an image is named.
    custom_docker_base_image, distributed_backend, conda_dependencies_file_path, pip_requirements_file_path : optional
        Old names of ``custom_docker_image``, ``distributed_training`` ("mpi", "ps", "gloo" or "nccl"), ``conda_dependencies_file`` and
        ``pip_requirements_file``.

    Raises
    ------
    UserError
        A parameter that there is not, or settings that contradict each other; all of it is told at once.

    Notes
    -----
    Source: ``azureml.train.estimator.Estimator``. Here all kinds of distributed training are open to it, in the SDK only MPI is.
    """

    BACKENDS = ("mpi", "ps", "gloo", "nccl")

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
        _disable_validation: bool = True,
        _show_lint_warnings: bool = False,
        _show_package_warnings: bool = False,
        **unknown: Any,
    ) -> None:
        super().__init__(source_directory, Settings.of(locals()))
