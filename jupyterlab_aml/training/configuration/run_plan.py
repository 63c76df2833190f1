"""From a run configuration to what a run is told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jupyterlab_aml.errors import UserError

from .plan import RunPlan

if TYPE_CHECKING:
    from .run_configuration import RunConfiguration

_MPI = ("IntelMpi", "OpenMpi", "Mpi")
_PYTORCH = ("Nccl", "Gloo")
_GOES_WITH = {"ParameterServer": ("TensorFlow",), "Nccl": ("PyTorch",), "Gloo": ("PyTorch",)}


def plan_run(settings: "RunConfiguration", folder: str = "") -> RunPlan:
    """Return what a run is told of its settings; ``folder`` is where relative paths of files begin."""
    nodes, distribution = _distribution(settings)
    inputs = {name: _facts(each) for name, each in {**settings.data_references, **settings.data}.items()}
    outputs = {name: _facts(each) for name, each in settings.output_data.items()}
    return RunPlan(settings.environment.to_spec(folder, settings.docker.model_dump()), distribution, nodes, inputs, outputs)


def _facts(data: Any) -> Mapping[str, Any]:
    """Return an input or output as ``run.json`` has it; objects that tell themselves know more than a section says."""
    if hasattr(data, "to_facts"):
        facts: Mapping[str, Any] = data.to_facts()
        return facts
    _, facts = data.to_input() if hasattr(data, "to_input") else data.to_output()
    return facts


def _distribution(settings: "RunConfiguration") -> tuple[int, dict[str, Any] | None]:
    """Return how many machines a run takes and which processes it is."""
    framework, communicator = settings.framework, settings.communicator
    if framework == "CNTK" or communicator == "ParallelTask":
        what, why = ("framework", "CNTK ended in 2019") if framework == "CNTK" else ("communicator", "only batch scoring on Azure starts such tasks")
        raise UserError(f"{what}={getattr(settings, what)!r} cannot run here: {why}.", "Use distributed_job_config=MpiConfiguration().", field=what)
    wanted = _GOES_WITH.get(communicator)
    if wanted and framework not in wanted:
        raise UserError(
            f"framework={framework!r} and communicator={communicator!r} conflict.",
            f"{communicator} goes with framework={wanted[0]!r}.",
            field="communicator",
        )
    if framework == "PySpark":
        return settings.node_count, {"type": "PySpark", "configuration": settings.spark.configuration}
    if communicator in _MPI:
        nodes = _nodes(settings, settings.mpi.node_count, "mpi")
        return nodes, settings.mpi.to_distribution()
    if communicator in _PYTORCH:
        nodes = _nodes(settings, settings.pytorch.node_count, "pytorch")
        return nodes, {**settings.pytorch.to_distribution(nodes), "backend": communicator.lower()}
    if communicator == "ParameterServer":
        return settings.node_count, settings.tensorflow.to_distribution()
    if settings.node_count > 1:
        raise UserError(
            f"node_count is {settings.node_count}, but nothing says which processes run on the machines.",
            "Write distributed_job_config=PyTorchConfiguration('Gloo', node_count=2) or MpiConfiguration(node_count=2), or node_count=1.",
            field="nodes",
        )
    return 1, None


def _nodes(settings: "RunConfiguration", of_section: int, section: str) -> int:
    """Return the number of machines, which the older files say at the top and the newer ones in the section, too."""
    if settings.node_count > 1 and of_section > 1 and settings.node_count != of_section:
        raise UserError(
            f"node_count is {settings.node_count}, but {section}.node_count is {of_section}.", "Give one of them, or both alike.", field="nodes"
        )
    return max(settings.node_count, of_section)
