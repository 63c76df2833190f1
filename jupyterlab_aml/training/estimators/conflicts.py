"""Which settings of an estimator contradict each other, all told at once."""

from collections.abc import Collection, Mapping

from jupyterlab_aml.errors import UserError
from jupyterlab_aml.training.configuration.distributed import Gloo, Mpi, Nccl, ParameterServer

from .settings import Settings

BACKENDS = {"mpi": Mpi, "ps": ParameterServer, "gloo": Gloo, "nccl": Nccl}
"""The words of ``distributed_backend`` and what has taken their place."""
_TWICE = (
    ("conda_dependencies_file", "conda_dependencies_file_path"),
    ("pip_requirements_file", "pip_requirements_file_path"),
    ("custom_docker_image", "custom_docker_base_image"),
    ("distributed_training", "distributed_backend"),
)


def check(estimator: str, given: Settings, backends: Collection[str]) -> None:
    """Refuse settings that contradict each other.

    Parameters
    ----------
    estimator : str
        The name of its class.
    given : Settings
        What it was given.
    backends : collection of str
        The keys of ``BACKENDS`` that it can be distributed by.

    Raises
    ------
    UserError
        They do; the message has all of it.
    """
    problems = [*_twice(given), *_environment(given), *_distribution(given, backends), *_kinds(given)]
    if problems:
        raise UserError(f"This {estimator} cannot be made: {'; '.join(problems)}.", "Leave one of each out.", problems=problems)


def _twice(given: Settings) -> list[str]:
    return [f"{new} and {old}, its old name, are both given" for new, old in _TWICE if getattr(given, new) and getattr(given, old)]


def _environment(given: Settings) -> list[str]:
    packages, found = given.packages_given(), []
    if given.environment_definition is not None:
        others = [*packages, *(name for name in ("user_managed", "custom_docker_image", "custom_docker_base_image") if getattr(given, name))]
        others += ["image_registry_details"] if given.image_registry_details is not None else []
        found += [f"environment_definition says what the environment is, but {', '.join(others)} too"] if others else []
    elif given.user_managed and packages:
        found.append(f"user_managed=True takes the interpreter as it is, but {', '.join(packages)} asks for packages")
    if given.image and not given.use_docker:
        found.append(f"use_docker=False, but the image {given.image!r} is given")
    return found


def _distribution(given: Settings, backends: Collection[str]) -> list[str]:
    found = [
        f"{name}={value!r}, which is no positive whole number"
        for name in ("node_count", "process_count_per_node", "worker_count")
        for value in [getattr(given, name)]
        if not isinstance(value, int) or isinstance(value, bool) or value < 1
    ]
    training, backend = given.distributed_training, given.distributed_backend
    allowed = ", ".join(f"{BACKENDS[each].__name__}()" for each in backends)
    if training is None and not backend:
        many = [f"{name}={getattr(given, name)}" for name in ("node_count", "process_count_per_node", "worker_count") if getattr(given, name) != 1]
        found += [f"{' and '.join(many)} without distributed_training ({allowed or 'which this estimator has not'})"] if many and not found else []
    elif backend and str(backend).lower() not in backends:
        found.append(f"distributed_backend={backend!r}, but allowed are {', '.join(map(repr, backends))}")
    elif training is not None and not isinstance(training, tuple(BACKENDS[each] for each in backends)):
        found.append(f"distributed_training is a {type(training).__name__}, but allowed are {allowed}")
    per_node = getattr(training, "process_count_per_node", 1)
    if isinstance(training, Mpi) and given.process_count_per_node not in (1, per_node):
        found.append(f"process_count_per_node={given.process_count_per_node}, but distributed_training says {per_node}")
    return found


def _kinds(given: Settings) -> list[str]:
    found = []
    if given.entry_script is None:
        found.append("entry_script is missing: entry_script='train.py'")
    if given.script_params is not None and not isinstance(given.script_params, Mapping):
        found.append(f"script_params is a {type(given.script_params).__name__}, but a dict is needed: {{'--alpha': 0.5}}")
    elif given.script_params:
        found += [f"script_params has the key {key!r}, which is no text" for key in given.script_params if not isinstance(key, str) or not key]
    found += [
        f"{name} is a {type(value).__name__}, but a list is needed"
        for name in ("conda_packages", "pip_packages", "inputs")
        for value in [getattr(given, name)]
        if value is not None and not isinstance(value, (list, tuple))
    ]
    return found
