"""From the ``distribution`` of a run to the processes of it on this machine. ``docs/distributed.md`` lists the variables that they get."""

import json
import re
from typing import Any, Callable, Dict, List, Mapping

from jupyterlab_aml.runfiles.files import Json
from jupyterlab_aml.runfiles.paths import AttemptPaths

from . import mpi, spark
from .launch import ALONE, Launch, Node
from .ports import free_port
from .processes import Part
from .stage import StageError

_TENSORFLOW_1 = re.compile(r"tensorflow(-gpu)?\s*[=~]=\s*1\.", re.IGNORECASE)


def plan(paths: AttemptPaths, spec: Json, argv: List[str], env: Dict[str, str], node: Node = ALONE) -> List[Part]:
    """Return the processes to start, the first of all first; ``argv`` and ``env`` are what one process would have.

    Raises
    ------
    StageError
        They cannot be started here; the text says what is missing.
    """
    kind = spec["distribution"].get("type")
    launcher = _LAUNCHERS.get(kind) if type(kind) is str else None
    if launcher is None:
        raise StageError("the distribution has the type {!r}; known are {}".format(kind, ", ".join(sorted(_LAUNCHERS))))
    return launcher(Launch(paths, spec, argv, env, node))


def per_process(launch: Launch) -> List[Part]:
    """PyTorch: the same command once for each process, which finds the others by environment variables."""
    each = launch.number_of("process_count_per_instance", 1, 1)
    node = launch.node
    world = each * len(node.addresses)
    shared = {
        "MASTER_ADDR": node.addresses[0],
        "MASTER_PORT": str(node.port or free_port()),
        "NODE_RANK": str(node.rank),
        "WORLD_SIZE": str(world),
        "LOCAL_WORLD_SIZE": str(each),
    }
    if node.is_alone:
        shared["GLOO_SOCKET_IFNAME"] = launch.env.get("GLOO_SOCKET_IFNAME", "lo")
    first = node.rank * each
    return [
        launch.part(rank, _title("rank", rank, world), dict(shared, RANK=str(rank), LOCAL_RANK=str(rank - first), **batch_ai(shared, rank)))
        for rank in range(first, first + each)
    ]


def batch_ai(shared: Mapping[str, str], rank: int) -> Dict[str, str]:
    """The variables by which the processes of a PyTorch estimator of 2019 find each other; its scripts get them as arguments."""
    master = "tcp://{}:{}".format(shared["MASTER_ADDR"], shared["MASTER_PORT"])
    return {"AZ_BATCHAI_PYTORCH_INIT_METHOD": master, "AZ_BATCHAI_TASK_INDEX": str(rank)}


def tensorflow(launch: Launch) -> List[Part]:
    """TensorFlow: workers, then parameter servers, each with its place among them in ``TF_CONFIG``. Tasks go round the machines.

    With parameter servers the first worker is the chief. In TensorFlow 2 it gives work to the others, which wait for more until they are ended; in
    TensorFlow 1 each worker has a part of its own, and ends when that is done.
    """
    workers = launch.number_of("worker_count", 1, 1)
    servers = launch.number_of("parameter_server_count", 0, 0)
    tasks = [("worker", index) for index in range(workers)] + [("ps", index) for index in range(servers)]
    if servers:
        tasks[:workers] = [("chief", 0)] + [("worker", index) for index in range(workers - 1)]
    awaited = ("chief", "worker") if not servers or _is_tensorflow_1(launch.spec) else ("chief",)
    nodes = launch.node.addresses
    cluster: Dict[str, List[str]] = {}
    for rank, (kind, _) in enumerate(tasks):
        port = free_port() if launch.node.port is None else launch.node.port + rank
        cluster.setdefault(kind, []).append("{}:{}".format(nodes[rank % len(nodes)], port))
    parts = []
    for rank, (kind, index) in enumerate(tasks):
        if rank % len(nodes) == launch.node.rank:
            task = {"cluster": cluster, "task": {"type": kind, "index": index}, "environment": "cloud"}
            title = kind if kind == "chief" else "parameter server {}".format(index) if kind == "ps" else _title("worker", index, len(tasks))
            parts.append(launch.part(rank, title, {"TF_CONFIG": json.dumps(task)}, awaited=kind in awaited))
    return parts


def _is_tensorflow_1(spec: Json) -> bool:
    """Whether the environment asks for TensorFlow 1."""
    requirements: Any = (spec.get("environment") or {}).get("requirements")
    return type(requirements) is list and any(_TENSORFLOW_1.match(str(line).strip()) for line in requirements)


def _title(word: str, number: int, of: int) -> str:
    return "{} {}".format(word, number) if of > 1 else ""


_LAUNCHERS: Dict[str, Callable[[Launch], List[Part]]] = {
    "PyTorch": per_process,
    "TensorFlow": tensorflow,
    "Mpi": mpi.mpirun,
    "PySpark": spark.spark_submit,
}
