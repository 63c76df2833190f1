"""PythonSection: which interpreter runs the script, and what it has."""

import os
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from .conda_dependencies import CondaDependencies
from .section import Section
from .types import Flag


def _conda(value: Any) -> CondaDependencies:
    if value is None:
        return CondaDependencies()
    if isinstance(value, dict):
        return CondaDependencies(_underlying_structure=value)
    if not isinstance(value, CondaDependencies):
        raise ValueError("allowed is a CondaDependencies, such as CondaDependencies.create(pip_packages=['numpy'])")  # noqa: TRY004 pydantic collects these
    return value


def _path(value: Any) -> Any:
    return os.fspath(value) if isinstance(value, os.PathLike) else value


Conda = Annotated[
    CondaDependencies,
    BeforeValidator(_conda),
    PlainSerializer(lambda value: value.as_dict()),
    WithJsonSchema({"type": "object", "description": "What a conda file holds: channels and dependencies."}),
]


class PythonSection(Section):
    """Which interpreter runs the script, and what it has.

    Notes
    -----
    Source: ``azureml.core.environment.PythonSection``. Without packages it is the interpreter that submits.
    """

    where: ClassVar[str] = "environment.python"

    interpreter_path: Annotated[str | None, BeforeValidator(_path)] = Field(
        None, description="Path of the interpreter; null or 'python' for the one that submits."
    )
    user_managed_dependencies: Flag = Field(False, description="Take the interpreter as it is, install nothing.")
    conda_dependencies: Conda = Field(default_factory=CondaDependencies, description="The packages.")
    conda_dependencies_file: Annotated[str | None, BeforeValidator(_path)] = Field(None, description="A conda file that lists the packages.")
    base_conda_environment: str | None = Field(None, description="Name or path of a conda environment that exists.")

    def dependencies(self, folder: str = "") -> CondaDependencies:
        """Return the packages, from the file if there are none here and it names one.

        Parameters
        ----------
        folder : str
            Where a relative path of the file begins.
        """
        if self.conda_dependencies_file is None or not self.conda_dependencies.is_empty:
            return self.conda_dependencies
        return CondaDependencies(os.path.join(folder, os.path.expanduser(self.conda_dependencies_file)))
