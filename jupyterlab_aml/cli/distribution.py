"""The options of ``aml submit`` for runs of several processes."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

import jupyterlab_aml
from jupyterlab_aml.cli import options
from jupyterlab_aml.errors import UserError

PYTORCH, MPI, TENSORFLOW, PYSPARK = "pytorch", "mpi", "tensorflow", "pyspark"
_BELONGS_TO = {
    "processes": (PYTORCH, MPI),
    "workers": (TENSORFLOW,),
    "parameter_servers": (TENSORFLOW,),
    "spark_conf": (PYSPARK,),
}
_INSTEAD = {PYTORCH: "--processes", MPI: "--processes", TENSORFLOW: "--workers and --parameter-servers", PYSPARK: "--spark-conf"}

Command = TypeVar("Command", bound=Callable[..., Any])


def process_options(command: Command) -> Command:
    """Add the options."""
    for add in reversed(
        (
            click.option(
                "--distribution",
                type=click.Choice([PYTORCH, MPI, TENSORFLOW, PYSPARK]),
                help="Run it as several processes that find each other as this expects.",
            ),
            click.option("--processes", metavar="N", type=options.Count(1), help="With pytorch and mpi: how many on each node.  [default: 1]"),
            click.option("--nodes", metavar="N", type=options.Count(1), help="How many machines of the compute target.  [default: 1]"),
            click.option("--workers", metavar="N", type=options.Count(1), help="With tensorflow: how many workers.  [default: 1]"),
            click.option("--parameter-servers", metavar="N", type=options.Count(0), help="With tensorflow: how many.  [default: 0]"),
            click.option(
                "--spark-conf",
                metavar="KEY=VALUE",
                multiple=True,
                type=options.KeyValue(),
                help="With pyspark: a property of Spark. May be repeated.",
            ),
        )
    ):
        command = add(command)
    return command


def settings(given: dict[str, Any], *, notebook: bool) -> dict[str, Any]:
    """Return what the options mean as parameters of ScriptRunConfig; nothing for one process.

    Raises
    ------
    UserError
        They do not go together.
    """
    kind, nodes = given["distribution"], given["nodes"] or 1
    for name, kinds in _BELONGS_TO.items():
        if given[name] not in (None, ()) and kind not in kinds:
            option = "--" + name.replace("_", "-")
            said = "none is given" if kind is None else f"--distribution is {kind}"
            raise UserError(f"{option} goes with --distribution {' or '.join(kinds)}, and {said}.", _hint(kind, kinds), field=name)
    if kind is None:
        if nodes > 1:
            raise UserError("--nodes is given, and not which processes run on the nodes.", "Add --distribution pytorch, for example.", field="nodes")
        return {}
    if notebook:
        raise UserError(
            "A notebook is one process; --distribution is for scripts and commands.", "Leave it out, or submit a script.", field="distribution"
        )
    if kind == PYTORCH:
        return {"distributed_job_config": jupyterlab_aml.PyTorchConfiguration("Gloo", (given["processes"] or 1) * nodes, nodes)}
    if kind == MPI:
        return {"distributed_job_config": jupyterlab_aml.MpiConfiguration(given["processes"] or 1, nodes)}
    config = jupyterlab_aml.RunConfiguration(framework="PySpark" if kind == PYSPARK else None)
    config.node_count = nodes
    if kind == PYSPARK:
        config.spark.configuration = {**config.spark.configuration, **dict(given["spark_conf"])}
        return {"run_config": config}
    return {
        "run_config": config,
        "distributed_job_config": jupyterlab_aml.TensorflowConfiguration(given["workers"] or 1, given["parameter_servers"] or 0),
    }


def _hint(kind: str | None, kinds: tuple[str, ...]) -> str:
    return f"Add --distribution {kinds[0]}." if kind is None else f"With {kind} goes {_INSTEAD[kind]}."


def fields_of(distribution: Any, nodes: int) -> dict[str, Any]:
    """Return the fields that mean the ``distribution`` of a run, to submit it again."""
    if not distribution:
        return {}
    kind = str(distribution.get("type")).lower()
    if kind not in _INSTEAD:
        return {}
    fields: dict[str, Any] = {"distribution": kind, "nodes": nodes if nodes > 1 else None}
    if kind == PYSPARK:
        given = distribution.get("configuration") or {}
        default = jupyterlab_aml.RunConfiguration().spark.configuration
        changed = {key: str(value) for key, value in given.items() if value != default.get(key)}
        return {**fields, "spark_conf": changed}
    if kind == TENSORFLOW:
        return {**fields, "workers": distribution.get("worker_count"), "parameter_servers": distribution.get("parameter_server_count")}
    return {**fields, "processes": distribution.get("process_count_per_instance")}
