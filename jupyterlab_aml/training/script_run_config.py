"""ScriptRunConfig: a folder, a script, its arguments and where it runs."""

import copy
import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from jupyterlab_aml.errors import UserError

from .checks import check_arguments, check_command, check_environment_variables, check_seconds, check_texts
from .run_configuration import MAX_DURATION_S, RunConfiguration, target_name
from .run_spec import GRACE_S, RunSpec
from .source import script_in, source_folder


class ScriptRunConfig:
    """Describe the run of one script; pass it to ``Experiment.submit``.

    Parameters
    ----------
    source_directory : str or path, optional
        The folder that is sent along and is the working directory of the script. Without it, the current folder (nothing, for a command).
    script : str, optional
        Path of the script inside that folder.
    arguments : list of str or number, optional
        Arguments of the script.
    run_config : RunConfiguration, optional
        Settings shared with other runs; the other parameters go before them.
    compute_target : str or ComputeTarget, optional
        Where it runs; by default on the default compute target of the workspace.
    environment : Environment, optional
        Interpreter and environment variables.
    max_run_duration_seconds : float, optional
        The run is ended after so many seconds; None for never.
    command : list of str or str, optional
        A full command instead of a script.
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
        run_config: RunConfiguration | None = None,
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
        for name, value in (("distributed_job_config", distributed_job_config), ("resume_from", resume_from)):
            if value is not None:
                raise UserError(f"{name} needs a compute target that the embedded workspace does not have.", f"Leave {name} out.")
        self.source_directory = source_directory
        self.script = script
        self.command = command
        self.arguments = list(arguments) if isinstance(arguments, (list, tuple)) else arguments
        self.run_config = _with_overrides(run_config, compute_target, environment, max_run_duration_seconds)
        if getattr(docker_runtime_config, "use_docker", False):
            self.run_config.environment.docker.enabled = True
        self.environment_variables = check_environment_variables(environment_variables)
        self.python = None if python is None else os.fspath(python)
        self.display_name = display_name
        self.description = description
        self.tags = check_texts("tags", tags)
        self.properties = check_texts("properties", properties)
        self.grace_s = check_seconds("grace_s", grace_s, zero=True)
        self.allow_large_snapshot = allow_large_snapshot
        self.extra_files = dict(extra_files or {})
        check_arguments(arguments)
        if command is not None:
            check_command(command)

    def __repr__(self) -> str:
        what = f"script={os.fspath(self.script)!r}" if self.script is not None else f"command={self.command!r}"
        return f"ScriptRunConfig(source_directory={self.source_directory!r}, {what}, compute_target={target_name(self.run_config.target)!r})"

    def to_run_spec(self) -> RunSpec:
        """Check the configuration against the file system and return what is to run.

        Raises
        ------
        NotFoundError
            The source folder or the script does not exist; the hint names the nearest.
        UserError
            Neither script nor command, both, a script outside the folder, or a setting that cannot run here.
        """
        settings = self.run_config
        settings.check()
        script, command = (self.script, self.command) if self.script or self.command else (settings.script, settings.command)
        if script and command:
            raise UserError("Both script and command are given.", "Give one: script='train.py', or command=['python', 'train.py'].")
        if not script and not command:
            raise UserError("There is nothing to run: neither script nor command is given.", "Write script='train.py'.")
        arguments = check_arguments(self.arguments or settings.arguments)
        folder = self._folder(needed=bool(script or self.extra_files))
        ignored = settings.ignored()
        if ignored:
            warnings.warn(
                "No effect on the embedded workspace, which runs in the interpreter as it is: " + ", ".join(ignored), UserWarning, stacklevel=2
            )
        duration = settings.max_run_duration_seconds
        return RunSpec(
            source_directory=folder,
            script=script_in(folder, script, self.extra_files) if script and folder else None,
            command=(*check_command(command), *arguments) if command else None,
            arguments=() if command else arguments,
            compute=target_name(settings.target),
            environment_variables=check_environment_variables({**settings.environment_variables, **self.environment_variables}),
            timeout_s=None if duration is None else check_seconds("max_run_duration_seconds", duration),
            grace_s=self.grace_s,
            python=self.python or settings.interpreter_path,
            display_name=self.display_name,
            description=self.description,
            tags=self.tags,
            properties=self.properties,
            allow_large_snapshot=self.allow_large_snapshot,
            extra_files=self.extra_files,
        )

    def _folder(self, *, needed: bool) -> str | None:
        if self.source_directory is None and not needed:
            return None
        return source_folder("." if self.source_directory is None else self.source_directory)


def _with_overrides(given: RunConfiguration | None, target: Any, environment: Any, duration: float | None) -> RunConfiguration:
    """Return the settings with the parameters of ScriptRunConfig on top; shared settings of the caller stay as they are."""
    if duration is not None:
        check_seconds("max_run_duration_seconds", duration)
    settings = RunConfiguration() if given is None else given
    if not hasattr(settings, "max_run_duration_seconds"):
        raise UserError(f"run_config is a {type(given).__name__}; a RunConfiguration is needed.")
    duration_given = duration != MAX_DURATION_S
    if given is not None and (target is not None or environment is not None or duration_given):
        settings = copy.copy(given)
    if target is not None:
        target_name(target)
        settings.target = target
    if environment is not None:
        settings.environment = environment
    if duration_given:
        settings.max_run_duration_seconds = duration
    return settings
