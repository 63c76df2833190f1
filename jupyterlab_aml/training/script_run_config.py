"""ScriptRunConfig: a folder, a script, its arguments and where it runs."""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import UserError

from .checks import SHELL, check_arguments, check_command, check_environment_variables, check_seconds, check_texts, target_name
from .configuration.plan import RunPlan
from .data_words import Bound
from .run_spec import GRACE_S, MAX_DURATION_S, RunSpec
from .source import script_in, source_folder

if TYPE_CHECKING:
    from .configuration.run_configuration import RunConfiguration

_CONFIGURATION = "jupyterlab_aml.training.configuration"


class ScriptRunConfig:
    """Describe the run of one script; pass it to ``Experiment.submit``.

    Parameters
    ----------
    source_directory : str or path, optional
        The folder that is sent along and is the working directory of the script. Without it, the current folder (nothing, for a command).
    script : str, optional
        Path of the script inside that folder.
    arguments : list, optional
        Arguments of the script: texts, numbers, inputs and outputs.
    run_config : RunConfiguration, optional
        Settings shared with other runs; a copy is taken. The other parameters go before them.
    compute_target : str or ComputeTarget, optional
        Where it runs; by default on the default compute target of the workspace.
    environment : Environment or str, optional
        Interpreter, packages and environment variables; ``name`` or ``name:version`` of a registered one.
    distributed_job_config : MpiConfiguration, PyTorchConfiguration or TensorflowConfiguration, optional
        The processes that it is; one without it.
    resume_from : optional
        An input that holds the checkpoint to go on from; the script gets its path as ``--resume-from``.
    max_run_duration_seconds : float, optional
        The run is ended after so many seconds; None for never.
    command : list or str, optional
        A full command instead of a script.
    docker_runtime_config : DockerConfiguration, optional
        How a container of it is started.
    environment_variables : dict, optional
        Set for the script. The values are treated as secrets: they are shown nowhere.
    python : str, optional
        Path of the interpreter; by default the one that submits.
    display_name, description, tags, properties : optional
        What the run is called and marked with.
    grace_s : float
        Seconds between asking the script to end and ending it, when it is canceled or runs out of time.
    allow_large_snapshot : bool
        Send the folder even if it is over the limits of a snapshot.
    extra_files : dict of str to bytes, optional
        Files to send along that are not in the folder.

    Notes
    -----
    Source: ``azureml.core.ScriptRunConfig``. The parameters from ``environment_variables`` on are ours.
    """

    MAX_DURATION_SECONDS_DEFAULT = MAX_DURATION_S

    def __init__(
        self,
        source_directory: str | os.PathLike[str] | None = None,
        script: str | os.PathLike[str] | None = None,
        arguments: Sequence[Any] | None = None,
        run_config: "RunConfiguration | None" = None,
        _telemetry_values: Any = None,
        compute_target: Any = None,
        environment: Any = None,
        distributed_job_config: Any = None,
        resume_from: Any = None,
        max_run_duration_seconds: float | None = MAX_DURATION_S,
        command: Sequence[Any] | str | None = None,
        docker_runtime_config: Any = None,
        *,
        environment_variables: Mapping[str, Any] | None = None,
        python: str | os.PathLike[str] | None = None,
        display_name: str | None = None,
        description: str | None = None,
        tags: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
        grace_s: float = GRACE_S,
        allow_large_snapshot: bool = False,
        extra_files: Mapping[str, bytes] | None = None,
    ) -> None:
        if script is not None and command is not None:
            raise UserError("Both script and command are given.", "Give one: script='train.py', or command=['python', 'train.py'].")
        self.source_directory = source_directory
        self.script = script
        self.command = command
        self.arguments = list(arguments) if isinstance(arguments, (list, tuple)) else arguments
        self.resume_from = resume_from
        self._target, self._environment_name = compute_target, environment if isinstance(environment, str) else None
        target_name(compute_target)
        self._duration = duration = None if max_run_duration_seconds is None else check_seconds("max_run_duration_seconds", max_run_duration_seconds)
        self._run_config: RunConfiguration | None = None
        if environment is not None or any(each is not None for each in (run_config, distributed_job_config, docker_runtime_config)):
            self._run_config = _settings(run_config, compute_target, environment, duration, distributed_job_config, docker_runtime_config)
        self.environment_variables = check_environment_variables(environment_variables)
        self.python = None if python is None else os.fspath(python)
        self.display_name = display_name
        self.description = description
        self.tags = check_texts("tags", tags)
        self.properties = check_texts("properties", properties)
        self.grace_s = check_seconds("grace_s", grace_s, zero=True)
        self.allow_large_snapshot = allow_large_snapshot
        self.extra_files = dict(extra_files or {})
        check_arguments(Bound().words(arguments))
        if command is not None:
            check_command(Bound().words(command))

    def __repr__(self) -> str:
        what = f"script={os.fspath(self.script)!r}" if self.script is not None else f"command={self.command!r}"
        return f"ScriptRunConfig(source_directory={self.source_directory!r}, {what}, compute_target={target_name(self.run_config.target)!r})"

    @property
    def run_config(self) -> "RunConfiguration":
        """The settings of the run."""
        if self._run_config is None:  # plain runs never load what checks settings
            self._run_config = _settings(None, self._target, None, self._duration, None, None)
        return self._run_config

    @run_config.setter
    def run_config(self, settings: "RunConfiguration") -> None:
        self._run_config = _settings(settings, None, None, MAX_DURATION_S, None, None)

    def to_run_spec(self) -> RunSpec:
        """Check the configuration against the file system and return what is to run.

        Raises
        ------
        NotFoundError
            The source folder or the script does not exist; the hint names the nearest.
        UserError
            Neither script nor command, both, a script outside the folder, or settings that conflict.
        """
        settings = self._run_config
        script, command, given = self.script, self.command, self.arguments
        if settings is not None:
            script, command = (script, command) if script or command else (settings.script, settings.command)
            given = given or settings.arguments
        if script and command:
            raise UserError("Both script and command are given.", "Give one: script='train.py', or command=['python', 'train.py'].")
        if not script and not command:
            raise UserError("There is nothing to run: neither script nor command is given.", "Write script='train.py'.")
        folder = self._folder(needed=bool(script or self.extra_files))
        plan = RunPlan() if settings is None else settings.to_plan(folder or "")
        bound = Bound()
        bound.add(plan.inputs, plan.outputs)
        arguments = check_arguments(bound.words(given))
        if self.resume_from is not None:
            arguments += ("--resume-from", str(bound.word(_checkpoint(self.resume_from))))
        words = check_command(bound.words(command)) if command else ()
        if arguments and isinstance(command, str) and words[:2] == SHELL:
            raise UserError("The command is a line for the shell, and there are arguments.", "Write the arguments into the line.", field="command")
        arguments, words = bound.references_of_2019(arguments), bound.references_of_2019(words)
        duration = self._duration if settings is None else settings.max_run_duration_seconds
        variables = {} if settings is None else settings.environment_variables
        return RunSpec(
            source_directory=folder,
            script=script_in(folder, script, self.extra_files) if script and folder else None,
            command=(*words, *arguments) if words else None,
            arguments=() if words else arguments,
            compute=target_name(self._target if settings is None else settings.target),
            environment_variables=check_environment_variables({**plan.environment.variables, **variables, **self.environment_variables}),
            timeout_s=None if duration is None else check_seconds("max_run_duration_seconds", duration),
            grace_s=self.grace_s,
            python=self.python or plan.environment.python,
            display_name=self.display_name,
            description=self.description,
            tags=self.tags,
            properties=self.properties,
            allow_large_snapshot=self.allow_large_snapshot,
            extra_files=self.extra_files,
            environment=plan.environment.environment if self._environment_name is None else reference(self._environment_name),
            distribution=plan.distribution,
            nodes=plan.nodes,
            inputs=bound.inputs,
            outputs=bound.outputs,
            warnings=(*plan.environment.warnings, *plan.warnings),
        )

    def _folder(self, *, needed: bool) -> str | None:
        if self.source_directory is None and not needed:
            return None
        return source_folder("." if self.source_directory is None else self.source_directory)


def reference(name: str) -> dict[str, Any]:
    """Return ``environment`` of a ``RunSpec`` for a registered one, ``name`` or ``name:version``; it is looked up when the run is submitted."""
    name, _, version = name.partition(":")
    return {"name": name, "version": version or None, "lookup": True}


def _settings(*given: Any) -> "RunConfiguration":
    """Return the settings with the parameters on top; loaded only here, because of what it takes to check settings."""
    found: RunConfiguration = import_module(f"{_CONFIGURATION}.overrides").settings_with(*given)
    return found


def _checkpoint(value: Any) -> Any:
    if not hasattr(value, "to_input"):
        raise UserError(
            f"resume_from is a {type(value).__name__}; an input is needed.", "Write resume_from=DataPath(datastore, 'path/of/the/checkpoint')."
        )
    return _Checkpoint(value)


class _Checkpoint:
    """An input under the name that it has as a checkpoint."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def to_input(self) -> tuple[str, Mapping[str, Any]]:
        """Return name and description, as every input does."""
        return "resume_from", self.value.to_input()[1]
