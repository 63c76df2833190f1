"""From a file of the type ``command`` to what a run is told."""

import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jupyterlab_aml.errors import AmlError, UserError
from jupyterlab_aml.training.checks import SHELL
from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.distributed import MpiConfiguration, PyTorchConfiguration, TensorflowConfiguration
from jupyterlab_aml.training.configuration.docker import SHM_SIZE, DockerBuildContext, DockerConfiguration
from jupyterlab_aml.training.configuration.environment import Environment
from jupyterlab_aml.training.configuration.environment_plan import CURATED_ID
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration
from jupyterlab_aml.training.source import did_you_mean

from .shape import CommandFile, InlineEnvironment, Output

_ASSET, _LATEST = "azureml:", "@latest"
_PLACEHOLDER = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")
_FOR_SHELL = re.compile(r"[$`*?~#!\n\\{}\[\]]|\A\s*\w+=")
_MODES = {"ro_mount": "mount", "direct": "mount", "download": "download", "rw_mount": "mount", "upload": "upload"}
_WITHOUT_EFFECT = ("name", "identity", "services", "queue_settings")
_RESOURCES_WITHOUT_EFFECT = ("instance_type", "properties", "locations", "max_instance_count")
_COUNTS = {"pytorch": {"process_count_per_instance"}, "mpi": {"process_count_per_instance"}, "tensorflow": {"worker_count", "parameter_server_count"}}


@dataclass(frozen=True)
class CommandPlan:
    """What a file comes to.

    Attributes
    ----------
    experiment : str or None
        The experiment it names.
    settings : dict
        Parameters of ``ScriptRunConfig``.
    inputs : dict
        Name to (path, URI or ``azureml:`` reference; mode).
    outputs : dict
        Name to (``azureml://`` URI, or nothing for a folder of its own; mode; dataset to register it as).
    warnings : list of str
        What does not happen as the file says.
    """

    experiment: str | None
    settings: dict[str, Any]
    inputs: dict[str, tuple[str, str]]
    outputs: dict[str, tuple[str, str, str | None]]
    warnings: list[str] = field(default_factory=list)


def plan_command(file: CommandFile, path: str) -> CommandPlan:
    """Return what a run is told of a file; ``path`` is where it is.

    Raises
    ------
    UserError
        Something in it cannot be; all of it is told at once.
    """
    return _Planner(file, path).plan()


class _Planner:
    def __init__(self, file: CommandFile, path: str) -> None:
        self.file = file
        self.path = path
        self.folder = os.path.dirname(path)
        self.problems: list[str] = []
        self.warnings: list[str] = []

    def plan(self) -> CommandPlan:
        file = self.file
        settings: dict[str, Any] = {
            "source_directory": self._code(),
            "command": self._command(),
            "compute_target": file.compute and file.compute.removeprefix(_ASSET),
            "environment": self._environment(),
            "environment_variables": file.environment_variables,
            "display_name": file.display_name,
            "description": file.description,
            "tags": file.tags,
            "properties": file.properties,
            **self._processes(),
            **self._docker(),
        }
        if file.limits.timeout is not None:
            settings["max_run_duration_seconds"] = file.limits.timeout
        self._say_what_has_no_effect()
        if self.problems:
            raise UserError(f"{self.path}: {'; '.join(self.problems)}.", "docs/run-configuration.md lists every key.", problems=self.problems)
        return CommandPlan(
            file.experiment_name,
            {name: value for name, value in settings.items() if value is not None},
            {name: (self._place(each.path), _MODES[each.mode]) for name, each in file.data.items()},
            {name: (self._kept(name, each), _MODES[each.mode], each.name) for name, each in file.outputs.items()},
            self.warnings,
        )

    def _code(self) -> str | None:
        if self.file.code is None:
            return None
        folder = os.path.normpath(os.path.join(self.folder, os.path.expanduser(self.file.code)))
        if not os.path.isdir(folder):
            self.problems.append(f"code is {self.file.code!r}: there is no such folder")
        return folder

    def _command(self) -> str | list[str]:
        """Return the line with the values of inputs in their places; the shell takes what only it understands."""
        if "$[[" in self.file.command:
            self.problems.append("command has an optional part, $[[...]], which only components have")
        bare = _PLACEHOLDER.sub("", self.file.command)
        line = _PLACEHOLDER.sub(self._word, self.file.command).strip()
        if _FOR_SHELL.search(bare.strip()):
            return [*SHELL, line]
        self._split("command", line)
        return line

    def _word(self, match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(".")
        if kind == "inputs" and name in self.file.literals:
            return self.file.literals[name]
        known = [*(f"inputs.{each}" for each in self.file.inputs), *(f"outputs.{each}" for each in self.file.outputs)]
        if match[1] not in known:
            meant = did_you_mean(match[1], known).rstrip(".")
            self.problems.append(f"command has {match[0]}, which the file does not define" + (f" ({meant[:1].lower()}{meant[1:]})" if meant else ""))
        return f"${{{{{match[1]}}}}}"

    def _environment(self) -> Environment | str | None:
        given: Any = self.file.environment
        if isinstance(given, InlineEnvironment):
            return self._inline(given)
        if given is None or not given.startswith("azureml://"):
            return None if given is None else str(given).removeprefix(_ASSET).removesuffix(_LATEST)
        if not given.startswith(CURATED_ID):
            self.problems.append(f"environment is {given!r}: allowed are azureml:NAME:VERSION, azureml:NAME@latest and {CURATED_ID}...")
            return None
        name = given.removeprefix(CURATED_ID).partition("/")[0]
        curated = Environment(name)
        curated.asset_id = CURATED_ID + name
        return curated

    def _inline(self, given: InlineEnvironment) -> Environment:
        made = Environment(given.name or os.path.splitext(os.path.basename(self.path))[0])
        if given.conda_file is not None:
            self._try("environment.conda_file", lambda: self._give_packages(made, given.conda_file))
        if given.image is not None:
            made.docker.enabled, made.docker.base_image = True, given.image
        if given.build is not None:
            made.docker.enabled = True
            made.docker.build_context = DockerBuildContext("localdirectory", self._place(given.build.path), given.build.dockerfile_path)
        if given.image is not None and given.build is not None:
            self.problems.append("environment has both image and build")
        if given.image is None and given.conda_file is None and given.build is None:
            self.problems.append("environment has neither image, build nor conda_file")
        return made

    def _give_packages(self, made: Environment, conda: Any) -> None:
        beside = os.path.join(self.folder, os.path.expanduser(conda)) if isinstance(conda, str) else None
        made.python.conda_dependencies = CondaDependencies(beside) if beside else CondaDependencies(_underlying_structure=conda)

    def _processes(self) -> dict[str, Any]:
        given, nodes = self.file.distribution, self.file.resources.instance_count
        if given is None:
            if nodes > 1:
                self.problems.append(f"resources.instance_count is {nodes}, and no distribution says which processes run there")
            return {}
        for name in sorted(given.model_fields_set - {"type"} - _COUNTS[given.type]):
            self.problems.append(f"distribution.{name} does not go with the type {given.type!r}, which has {', '.join(sorted(_COUNTS[given.type]))}")
        each = given.process_count_per_instance or 1
        if given.type == "pytorch":
            return {"distributed_job_config": PyTorchConfiguration("Gloo", each * nodes, nodes)}
        if given.type == "mpi":
            return {"distributed_job_config": MpiConfiguration(each, nodes)}
        return {
            "run_config": RunConfiguration(node_count=nodes),
            "distributed_job_config": TensorflowConfiguration(given.worker_count or 1, given.parameter_server_count or 0),
        }

    def _docker(self) -> dict[str, Any]:
        resources, environment = self.file.resources, self.file.environment
        given = resources.docker_args
        words = self._split("resources.docker_args", given) if isinstance(given, str) else list(given or ())
        if not words and resources.shm_size is None:
            return {}
        if not (isinstance(environment, InlineEnvironment) and (environment.image or environment.build)):
            named = [name for name in ("shm_size", "docker_args") if getattr(resources, name)]
            self.warnings += [f"resources.{name} has no effect: the environment names no image." for name in named]
            return {}
        return {"docker_runtime_config": DockerConfiguration(use_docker=True, arguments=words, shm_size=resources.shm_size or SHM_SIZE)}

    def _place(self, given: str) -> str:
        """Return where something is: a path begins at the file."""
        if given.startswith(_ASSET) or "://" in given:
            return given.removesuffix(_LATEST)
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(given)))

    def _kept(self, name: str, output: Output) -> str:
        """Return where an output is kept."""
        if output.version is not None:
            self.warnings.append(f"outputs.{name}.version has no effect: versions are numbered.")
        return (output.path or "").replace("${{name}}", "{run-id}").replace("${{output_name}}", "{output-name}")

    def _say_what_has_no_effect(self) -> None:
        named = [name for name in _WITHOUT_EFFECT if getattr(self.file, name) is not None]
        named += [f"resources.{name}" for name in _RESOURCES_WITHOUT_EFFECT if getattr(self.file.resources, name) is not None]
        self.warnings += [f"{name} has no effect here." for name in named]
        self.warnings += [
            f"inputs.{name}.mode is 'direct': the command gets the path of the data, not its URI."
            for name, each in self.file.data.items()
            if each.mode == "direct"
        ]

    def _split(self, key: str, line: str) -> list[str]:
        try:
            return shlex.split(line)
        except ValueError as error:
            self.problems.append(f"{key} cannot be split into words: {str(error).lower()}")
            return []

    def _try(self, key: str, do: Callable[[], None]) -> None:
        try:
            do()
        except AmlError as error:
            self.problems.append(f"{key}: {str(error).rstrip('.')}")
