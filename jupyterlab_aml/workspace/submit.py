"""Turning a description into a run folder that the agent will find, whatever dies on the way."""

import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import AgentError, NotFoundError, UserError
from jupyterlab_aml.runfiles import faults
from jupyterlab_aml.runner.create import create_run
from jupyterlab_aml.runner.environment import asks_for_more, taken_over
from jupyterlab_aml.runner.lazy import LazyModule, load
from jupyterlab_aml.runner.names import check_experiment_name
from jupyterlab_aml.runner.storage import storing
from jupyterlab_aml.training.checks import about, check_texts
from jupyterlab_aml.training.run_spec import RunSpec

from . import snapshot
from .run_environment import looked_up, note_use, usable
from .snapshot_lock import storing_snapshots
from .targets import ComputeTarget, default_target

if TYPE_CHECKING:
    from .workspace import Workspace

_build_context = LazyModule("jupyterlab_aml.workspace.build_context")  # nor a container
_data = LazyModule("jupyterlab_aml.assets.run_data")  # most runs have none


def submit(
    workspace: "Workspace", experiment: str, config: Any, tags: Mapping[str, Any] | None = None, parent: Mapping[str, Any] | None = None
) -> str:
    """Make a run and wake the agent; return the id of the run.

    Parameters
    ----------
    workspace : Workspace
        Where the run is kept.
    experiment : str
        Name of its experiment.
    config : Submittable
        Anything with ``to_run_spec()``.
    tags : dict, optional
        Tags on top of those of the configuration.
    parent : dict, optional
        ``run.json`` of the parent.

    Raises
    ------
    UserError
        Something in the description is not allowed. There is no run then.
    WorkspaceError
        The workspace cannot be written. There is no run then.
    """
    spec = looked_up(_spec_of(config), workspace)
    fields = _fields(spec, workspace, _checked_name(experiment), check_texts("tags", tags), parent or {})
    with storing("the submission failed"), storing_snapshots(workspace.paths):
        if (fields["environment"] or {}).get("docker"):
            fields["environment"] = _build_context.settled(
                fields["environment"], workspace.paths, workspace.cache, allow_large=spec.allow_large_snapshot
            )
        fields["snapshot"] = _snapshot(spec, workspace)
        run_id = create_run(workspace.paths, fields, spec.environment_variables).run_id
    note_use(workspace, spec.environment, run_id)
    try:
        workspace.agent.ensure(run_id)
    except AgentError as error:  # the run is there, and every client that waits for it tries again
        warnings.warn(str(error), RuntimeWarning, stacklevel=3)
    faults.step("submit.woken")
    return run_id


def check(workspace: "Workspace", experiment: str, spec: RunSpec) -> None:
    """Raise what :func:`submit` would raise before it stores anything; the error's detail ``field`` says what it is about."""
    _fields(looked_up(spec, workspace), workspace, _checked_name(experiment), {}, {})


def _checked_name(experiment: str) -> str:
    with about("experiment"):
        return check_experiment_name(experiment)


def _spec_of(config: Any) -> RunSpec:
    if not hasattr(config, "to_run_spec"):
        raise UserError(
            f"A {type(config).__name__} cannot be submitted.",
            "Submit a ScriptRunConfig, for example ScriptRunConfig('.', script='train.py').",
        )
    spec: RunSpec = config.to_run_spec()
    return spec


def _interpreter(python: str | None) -> str:
    if python is None:
        return sys.executable
    path = os.path.expanduser(python)
    found = shutil.which(os.path.abspath(path) if os.path.dirname(path) else path)
    if found is None:
        raise NotFoundError(f"There is no interpreter {python!r} that can be executed.", f"This one is {sys.executable!r}.")
    return found


def _check_one_interpreter(spec: RunSpec) -> None:
    """Refuse an interpreter beside an environment that chooses its own, which would win without a word."""
    environment = spec.environment or {}
    if spec.python and any(environment.get(key) for key in ("python_version", "conda", "conda_environment")):
        raise UserError(
            f"python is {spec.python!r}, but the environment {environment['name']!r} has an interpreter of its own.", "Leave one of them out."
        )


def _check_nodes(nodes: int, target: ComputeTarget) -> None:
    """Refuse more machines than a target has: one, unless its kind has the setting ``nodes``."""
    there = target.settings.get("nodes", 1)
    if nodes > there:
        raise UserError(
            f"The run takes {nodes} nodes, but the compute target {target.name!r} has {there}.",
            f"Write node_count={there} and more processes on it, such as MpiConfiguration(process_count_per_node={nodes}), or name a larger target.",
            field="nodes",
        )


def _in_this_interpreter(spec: RunSpec) -> RunSpec:
    """Return the description without its environment if the interpreter that submits has all that it asks for and may take its place."""
    if not spec.accepts or spec.environment is None:
        return spec
    found = load("jupyterlab_aml.training.estimators.interpreter").versions_here(spec.accepts)
    if not found:
        return spec
    notice = f"The environment of {spec.environment['name']} is the interpreter that submits: it has {', '.join(found)}."
    return replace(spec, environment=None, warnings=(*spec.warnings, notice))


def _snapshot(spec: RunSpec, workspace: "Workspace") -> str | None:
    if spec.snapshot is not None:
        snapshot.read_manifest(workspace.paths, spec.snapshot)
        return spec.snapshot
    if spec.source_directory is None:
        return snapshot.take_files(spec.extra_files, workspace.paths).id if spec.extra_files else None
    taken = snapshot.take(
        spec.source_directory, workspace.paths, workspace.cache, allow_large=spec.allow_large_snapshot, extra=spec.extra_files or None
    )
    return taken.id


def _fields(spec: RunSpec, workspace: "Workspace", experiment: str, tags: Mapping[str, str], parent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what run.json says of a submitted run, beyond the defaults of every run."""
    words = [*spec.arguments, *(spec.command or ())]
    if any("${{" in word for word in words):
        _data.check_words(words, spec.inputs, spec.outputs)
    with about("compute"):
        target = default_target(workspace) if spec.compute is None else ComputeTarget(workspace, spec.compute)
        target.check_usable()
    _check_nodes(spec.nodes, target)
    with about("python"):
        _check_one_interpreter(spec)
        python = _interpreter(spec.python) if target.type == "local" else spec.python
    if target.type == "local":
        spec = _in_this_interpreter(spec)
    with about("environment"):
        environment = usable(spec.environment) if target.type == "local" else spec.environment
    return {
        "experiment": experiment,
        "type": spec.type,
        "display_name": spec.display_name,
        "description": spec.description,
        "parent": parent.get("id"),
        "root": parent.get("root") or parent.get("id"),
        "compute": target.name,
        "command": list(spec.command) if spec.command else None,
        "script": spec.script,
        "arguments": list(spec.arguments),
        "python": python,
        "client": "shipped" if python != sys.executable or asks_for_more(environment) else None,
        "shell": taken_over() if target.type == "local" else None,
        "source_directory": spec.source_directory,
        "timeout_s": spec.timeout_s,
        "grace_s": spec.grace_s,
        "tags": {**spec.tags, **tags},
        "properties": dict(spec.properties),
        "environment": environment,
        "distribution": dict(spec.distribution) if spec.distribution else None,
        "nodes": spec.nodes,
        "inputs": _data.settle_inputs(workspace.paths, spec.inputs) if spec.inputs else {},
        "outputs": _data.settle_outputs(workspace.paths, spec.outputs) if spec.outputs else {},
        "warnings": list(spec.warnings),
        "submit": True,
    }
