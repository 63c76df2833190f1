"""What all estimators have in common: from the parameters to a run configuration, and from there to what is submitted."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from jupyterlab_aml.training.configuration.conda_dependencies import CondaDependencies
from jupyterlab_aml.training.configuration.run_configuration import RunConfiguration
from jupyterlab_aml.training.run_spec import RunSpec
from jupyterlab_aml.training.script_run_config import ScriptRunConfig

from .conflicts import check
from .distribution import distribute
from .environment import environment_of
from .inputs import arguments_of, inputs_of
from .interpreter import is_python_here
from .settings import Settings
from .versions import Framework, supported


class BaseEstimator:
    """What ``Experiment.submit`` and the other estimators need of one.

    Notes
    -----
    Source: ``azureml.train.estimator.MMLBaseEstimator``.
    """

    FRAMEWORK: ClassVar[Framework | None] = None
    BACKENDS: ClassVar[Sequence[str]] = ()

    def __init__(self, source_directory: str | os.PathLike[str], settings: Settings) -> None:
        check(type(self).__name__, settings, self.BACKENDS)
        self._source_directory = source_directory
        self._resume_from = settings.resume_from
        environment, packages = environment_of(type(self).__name__, self.FRAMEWORK, os.path.expanduser(source_directory), settings)
        self._packages = packages
        self._default_environment = settings.environment_definition is None
        self._run_config = RunConfiguration(script=os.fspath(settings.entry_script), arguments=arguments_of(settings.script_params))
        self._run_config.target = settings.compute_target
        self._run_config.environment = environment
        if settings.max_run_duration_seconds is not None:
            self._run_config.max_run_duration_seconds = settings.max_run_duration_seconds
        inputs_of(settings.inputs, self._run_config)
        distribute(settings, self._run_config)
        self._warnings = (*packages.warnings, *_without_effect(settings))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(source_directory={self.source_directory!r}, entry_script={self._run_config.script!r})"

    @property
    def source_directory(self) -> str | os.PathLike[str]:
        """The folder that is sent along."""
        return self._source_directory

    @property
    def run_config(self) -> RunConfiguration:
        """The run configuration that the estimator comes to. What is changed in it holds for the next run."""
        return self._run_config

    @property
    def conda_dependencies(self) -> CondaDependencies:
        """The packages of its environment."""
        return self._run_config.environment.python.conda_dependencies

    def to_run_spec(self) -> RunSpec:
        """Check the estimator against the file system and return what is to run.

        Raises
        ------
        NotFoundError
            The source folder or the script does not exist; the hint names the nearest.
        UserError
            A setting that cannot run.
        """
        spec = ScriptRunConfig(self._source_directory, run_config=self._run_config, resume_from=self._resume_from).to_run_spec()
        return replace(spec, accepts=self._accepts(spec), warnings=(*spec.warnings, *self._warnings))

    def _accepts(self, spec: RunSpec) -> tuple[str, ...]:
        """Return the requirements that the interpreter may fulfil instead of an environment; none where it cannot take its place."""
        wanted = spec.environment
        if wanted is None or not self._default_environment or spec.python is not None:
            return ()
        if wanted["conda"] or wanted["conda_environment"] or wanted["docker"] or not is_python_here(wanted["python_version"]):
            return ()
        accepted = [self._packages.accepted.get(each, each) for each in wanted["requirements"]]
        return tuple(each for each in accepted if each is not None) if None not in accepted else ()


class FrameworkEstimator(BaseEstimator):
    """An estimator of a framework that is known."""

    FRAMEWORK: ClassVar[Framework]

    @classmethod
    def get_supported_versions(cls) -> list[str]:
        """Return the versions of the framework that install on this Python, oldest first."""
        return supported(cls.FRAMEWORK)


def _without_effect(given: Settings) -> list[str]:
    """Say what is taken for the SDK's signature only."""
    names = [name for name in ("vm_size", "vm_priority", "source_directory_data_store") if getattr(given, name) is not None]
    return [f"{name}={getattr(given, name)!r} has no effect: a run takes the compute target as it is." for name in names]
