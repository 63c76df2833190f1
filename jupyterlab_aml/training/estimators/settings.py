"""What an estimator is given, as one value that the steps from there to a run configuration share."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from jupyterlab_aml.errors import UserError

_NO_PARAMETERS = ("self", "__class__", "unknown")


@dataclass(frozen=True)
class Settings:
    """The parameters of all estimators, with the SDK's defaults. Those that a class does not take keep them."""

    compute_target: Any = None
    vm_size: str | None = None
    vm_priority: str | None = None
    entry_script: Any = None
    script_params: Any = None
    node_count: Any = 1
    process_count_per_node: Any = 1
    worker_count: Any = 1
    parameter_server_count: Any = 1
    distributed_backend: str | None = None
    distributed_training: Any = None
    use_gpu: bool = False
    use_docker: bool = True
    custom_docker_base_image: str | None = None
    custom_docker_image: str | None = None
    image_registry_details: Any = None
    user_managed: bool = False
    conda_packages: Any = None
    pip_packages: Any = None
    conda_dependencies_file_path: Any = None
    pip_requirements_file_path: Any = None
    conda_dependencies_file: Any = None
    pip_requirements_file: Any = None
    environment_variables: Any = field(default=None, repr=False)
    environment_definition: Any = None
    inputs: Any = None
    source_directory_data_store: Any = None
    shm_size: str | None = None
    resume_from: Any = None
    max_run_duration_seconds: Any = None
    framework_version: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Settings":
        """Return the settings among the local variables of an ``__init__`` that has just begun.

        Raises
        ------
        UserError
            ``unknown`` holds keywords that the estimator has not; the nearest that it has are named.
        """
        parameters = [name for name in given if name not in _NO_PARAMETERS]
        if given["unknown"]:
            raise UserError(
                "; ".join(_no_parameter(type(given["self"]).__name__, name, parameters) for name in given["unknown"]),
                unknown=list(given["unknown"]),
            )
        return cls(**{each.name: given[each.name] for each in fields(cls) if each.name in given})

    @property
    def image(self) -> str | None:
        """The image, by either of its names."""
        return self.custom_docker_image or self.custom_docker_base_image

    @property
    def conda_file(self) -> Any:
        """The conda file, by either of its names."""
        return self.conda_dependencies_file or self.conda_dependencies_file_path

    @property
    def pip_file(self) -> Any:
        """The requirements file, by either of its names."""
        return self.pip_requirements_file or self.pip_requirements_file_path

    def packages_given(self) -> list[str]:
        """Return the names of the parameters for packages that were given."""
        names = (
            "conda_packages", "pip_packages", "conda_dependencies_file", "conda_dependencies_file_path", "pip_requirements_file",
            "pip_requirements_file_path",
        )  # fmt: skip
        return [name for name in names if getattr(self, name)]


def _no_parameter(estimator: str, name: str, parameters: list[str]) -> str:
    near = difflib.get_close_matches(name, parameters, n=1)
    return f"{estimator} has no parameter {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
