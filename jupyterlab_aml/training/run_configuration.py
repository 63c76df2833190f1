"""The settings of a run in the attribute style of 2019: ``run_config.environment.python.user_managed_dependencies = True``.

Source: ``azureml.core.runconfig.RunConfiguration`` and ``azureml.core.Environment``. What a run on the embedded workspace can honour is honoured;
package lists and Docker images are kept and reported by :meth:`RunConfiguration.ignored`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.errors import UserError

DAY_S = 86400
MAX_DURATION_S = 30 * DAY_S


@dataclass
class PythonSection:
    """Which interpreter runs the script."""

    interpreter_path: str | None = None
    user_managed_dependencies: bool = False
    conda_dependencies: Any = None


@dataclass
class DockerSection:
    """Which image the run would use on a compute target that has Docker."""

    enabled: bool = False
    base_image: str | None = None
    gpu_support: bool = False
    arguments: list[str] = field(default_factory=list)


@dataclass
class Environment:
    """Interpreter, packages and environment variables of a run."""

    name: str = "default"
    version: str | None = None
    python: PythonSection = field(default_factory=PythonSection)
    docker: DockerSection = field(default_factory=DockerSection)
    environment_variables: dict[str, str] = field(default_factory=dict, repr=False)


class RunConfiguration:
    """The settings of a run that several scripts can share.

    Parameters
    ----------
    script : str, optional
        Path of the script inside the source folder.
    arguments : list, optional
        Arguments of the script.
    framework : str, optional
        Only ``"Python"`` runs on the embedded workspace.
    communicator : str, optional
        Only ``"None"`` runs on the embedded workspace.
    conda_dependencies : object, optional
        Packages; on the embedded workspace they are what the interpreter has.
    command : list or str, optional
        A full command instead of a script.

    Notes
    -----
    Source: ``azureml.core.runconfig.RunConfiguration``.
    """

    def __init__(
        self,
        script: str | None = None,
        arguments: list[Any] | None = None,
        framework: str | None = None,
        communicator: str | None = None,
        conda_dependencies: Any = None,
        _history_enabled: bool | None = None,
        _path: Any = None,
        _name: str | None = None,
        command: list[str] | str | None = None,
    ) -> None:
        self.script = script
        self.arguments = arguments if arguments is not None else []
        self.command = command
        self.framework = framework or "Python"
        self.communicator = communicator or "None"
        self.target: Any = None
        self.environment: Any = Environment()
        self.environment.python.conda_dependencies = conda_dependencies
        self.max_run_duration_seconds: float | None = MAX_DURATION_S
        self.node_count = 1
        self.priority: int | None = None
        self.auto_prepare_environment = True

    def __repr__(self) -> str:
        return f"RunConfiguration(script={self.script!r}, target={target_name(self.target)!r})"

    @property
    def environment_variables(self) -> dict[str, str]:
        """Environment variables of the run; the same as those of its environment."""
        variables: dict[str, str] = self.environment.environment_variables
        return variables

    @environment_variables.setter
    def environment_variables(self, variables: Mapping[str, str]) -> None:
        self.environment.environment_variables = dict(variables)

    @property
    def interpreter_path(self) -> str | None:
        """The interpreter that was asked for; None, or the SDK's default word ``python``, means the one that submits."""
        path = getattr(getattr(self.environment, "python", None), "interpreter_path", None)
        return None if path in (None, "", "python") else str(path)

    def check(self) -> None:
        """Refuse what would change the meaning of the run if it were ignored.

        Raises
        ------
        UserError
            More than one node, or a framework or communicator other than plain Python.
        """
        wrong = []
        if self.node_count != 1:
            wrong.append(f"node_count={self.node_count!r} (the embedded workspace has one node)")
        if self.framework.lower() != "python":
            wrong.append(f"framework={self.framework!r} (only 'Python')")
        if self.communicator.lower() != "none":
            wrong.append(f"communicator={self.communicator!r} (only 'None')")
        if wrong:
            raise UserError("This run configuration cannot run here: " + ", ".join(wrong) + ".", "Leave these settings out for local runs.")

    def ignored(self) -> list[str]:
        """Name the settings that have no effect on the embedded workspace."""
        python = getattr(self.environment, "python", None)
        docker = getattr(self.environment, "docker", None)
        names = []
        if getattr(python, "conda_dependencies", None) is not None and not getattr(python, "user_managed_dependencies", False):
            names.append("environment.python.conda_dependencies")
        if getattr(docker, "enabled", False):
            names.append("environment.docker")
        return names


def target_name(target: Any) -> str | None:
    """Return the name of a compute target given as a name or an object that has a name; None for the default of the workspace.

    Raises
    ------
    UserError
        It is none of these.
    """
    if target is None:
        return None
    name = target if isinstance(target, str) else getattr(target, "name", None)
    if not isinstance(name, str) or not name:
        raise UserError(
            f"compute_target is a {type(target).__name__}; allowed are a name, a compute target or None.",
            "Use compute_target='local' or one of ws.compute_targets.",
        )
    return name
