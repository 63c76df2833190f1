"""Training with the real parts: PyTorch over gloo, MPI, parameter servers over real ports, Spark."""

import json
import os
import shutil
import signal
import sys
import time

import pytest
from engine_support import add_snapshot, finish, log_of, make_run, make_workspace, marked_pids, run_here, start_runner, until

from jupyterlab_aml.runfiles.files import dumps, write_once
from jupyterlab_aml.runfiles.metrics import collect, read_metrics
from jupyterlab_aml.runner.ranks import plan
from jupyterlab_aml.workspace.record import read_record

needs_mpi = pytest.mark.skipif(shutil.which("mpirun") is None, reason="there is no mpirun")
needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")

TORCH = """
import os
import torch
import torch.distributed as dist
from jupyterlab_aml import Run
torch.set_num_threads(1)
torch.manual_seed(0)
x = torch.randn(32, 3)
y = x @ torch.tensor([[1.0], [-2.0], [3.0]]) + 0.5
model = torch.nn.Linear(3, 1)
dist.init_process_group("gloo")
rank, world = dist.get_rank(), dist.get_world_size()
assert (rank, world) == (int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]))
part = slice(rank * 32 // world, (rank + 1) * 32 // world)
trained = torch.nn.parallel.DistributedDataParallel(model)
optimizer = torch.optim.SGD(trained.parameters(), lr=0.1)
for epoch in range(20):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(trained(x[part]), y[part])
    loss.backward()
    optimizer.step()
    whole = loss.detach().clone()
    dist.all_reduce(whole)
    if rank == 0:
        Run.get_context().log("loss", whole.item() / world, step=epoch)
Run.get_context().log("own loss", loss.item())
dist.destroy_process_group()
"""

MPI = """
import numpy as np
from mpi4py import MPI
from jupyterlab_aml import Run
world = MPI.COMM_WORLD
x = np.random.default_rng(0).normal(size=(32, 3))
y = x @ [1.0, -2.0, 3.0]
part = slice(world.rank * 32 // world.size, (world.rank + 1) * 32 // world.size)
weights = np.zeros(3)
for epoch in range(20):
    error = x[part] @ weights - y[part]
    loss, gradient = world.allreduce(np.array([error @ error / 32])), world.allreduce(2 * error @ x[part] / 32)
    weights -= 0.1 * gradient
    if world.rank == 0:
        Run.get_context().log("loss", loss[0], step=epoch)
Run.get_context().log("rank", world.rank)
print("rank", world.rank, "of", world.size)
"""

FAILING = """
import os, sys, time
from mpi4py import MPI
world = MPI.COMM_WORLD
print(os.getppid(), flush=True)
how = sys.argv[1]
if world.rank == 1 and how == "raise":
    raise ValueError("bad shard")
if world.rank == 1 and how == "exit":
    sys.exit(7)
if world.rank == 1 and how == "abort":
    world.Abort(5)
if world.rank == 1 and how == "kill":
    os.kill(os.getpid(), 9)
if world.rank == 1 and how == "kill the wrapper":
    os.kill(os.getppid(), 9)
world.recv(source=1 - world.rank)
"""

# Each worker adds one at each server, a real process at the port that TF_CONFIG names; the chief looks until all have. Only it ends by itself.
PARAMETER_SERVER = """
import json, os, socket, socketserver, time
config = json.loads(os.environ["TF_CONFIG"])
cluster, task = config["cluster"], config["task"]
def address(text):
    host, port = text.split(":")
    return host, int(port)
print(json.dumps(config), flush=True)
if task["type"] == "ps":
    total = 0
    class Add(socketserver.StreamRequestHandler):
        def handle(self):
            global total
            total += int(self.rfile.readline())
            self.wfile.write(b"%d\\n" % total)
    socketserver.TCPServer(address(cluster["ps"][task["index"]]), Add).serve_forever()
def add(number, server):
    while True:
        try:
            with socket.create_connection(address(server)) as link:
                link.sendall(b"%d\\n" % number)
                return int(link.makefile().readline())
        except ConnectionRefusedError:
            time.sleep(0.01)
for server in cluster["ps"]:
    if task["type"] == "worker":
        add(1, server)
    else:
        while add(0, server) < len(cluster["worker"]):
            time.sleep(0.01)
if task["type"] == "worker":
    time.sleep(600)
"""

SPARK = """
import sys
from pyspark import SparkContext
from jupyterlab_aml import Run
spark = SparkContext.getOrCreate()
(python, rows), = spark.parallelize(range(int(sys.argv[1])), 1).map(lambda _: sys.executable).countByValue().items()
Run.get_context().log("rows", rows)
Run.get_context().log("python", python)
Run.get_context().log("name", spark.appName)
spark.stop()
"""


@pytest.fixture
def paths(tmp_path):
    return make_workspace(tmp_path)


def script(paths, code, distribution, run_id="exp_1_0", **spec):
    snapshot = add_snapshot(paths, {"train.py": code.encode()})
    return make_run(paths, run_id, **{"snapshot": snapshot, "script": "train.py", "python": sys.executable, "distribution": distribution, **spec})


def mpi(processes=2):
    return {"type": "Mpi", "process_count_per_instance": processes}


def metrics(run):
    return collect(read_metrics(run.attempt(1)))


def rank_log(run, rank):
    with open(run.attempt(1).rank_log(rank)) as file:
        return file.read()


def together(runs):
    """Run several at once, to their ends."""
    for runner in [start_runner(run) for run in runs]:
        assert finish(runner, timeout=120) == (0, "")
    for run in runs:
        record = read_record(run)
        assert record.status == "Completed", (record.status_reason, log_of(run))


def test_two_pytorch_processes_train_as_one_does(paths):
    """The same script, unchanged: by one process on the whole batch, by two on a half each, at the same time."""
    torch = {"type": "PyTorch", "backend": "gloo"}
    runs = [script(paths, TORCH, {**torch, "process_count_per_instance": count}, f"exp_{count}_0") for count in (1, 2)]
    together(runs)
    one, two = map(metrics, runs)
    assert one["loss"][-1] < one["loss"][0] / 10
    assert two["loss"] == pytest.approx(one["loss"], rel=1e-4)
    assert {name for name in two if "rank" in name} == {"own loss [rank 1]"}
    assert two["own loss"] != two["own loss [rank 1]"]


@needs_mpi
def test_two_mpi_ranks_train_as_one_does(paths):
    runs = [script(paths, MPI, mpi(count), f"exp_{count}_0") for count in (1, 2)]
    together(runs)
    one, two = map(metrics, runs)
    assert one["loss"][-1] < one["loss"][0] / 10
    assert two["loss"] == pytest.approx(one["loss"], rel=1e-9)
    assert (two["rank"], two["rank [rank 1]"]) == (0, 1)
    assert [rank_log(runs[1], rank) for rank in (0, 1)] == ["rank 0 of 2\n", "rank 1 of 2\n"]


@needs_mpi
@pytest.mark.parametrize(
    ("how", "exit_code", "reason"),
    [
        ("raise", 1, "rank 1: exit code 1: ValueError: bad shard"),
        ("exit", 7, "rank 1: exit code 7"),
        ("abort", 5, "rank 1: exit code 5"),
        ("kill", -9, "rank 1: killed by SIGKILL"),
        ("kill the wrapper", -9, "rank 1: killed by SIGKILL"),
    ],
)
def test_an_mpi_rank_that_fails_ends_the_others_and_is_named(paths, how, exit_code, reason):
    run = script(paths, FAILING, mpi(), arguments=[how])
    record = run_here(run)
    assert (record.status, record.exit_code, record.status_reason.split(": the log")[0]) == ("Failed", exit_code, reason)
    assert record.error["log"] == "user_logs/std_log_process_1.txt"
    assert marked_pids(run) == []


@needs_mpi
def test_ranks_have_the_grace_of_the_run_and_no_more_is_waited_for(paths):
    code = """
import os, signal, sys, time
def save(*_):
    time.sleep(1.5)
    print("saved", flush=True)
    sys.exit()
if os.environ["OMPI_COMM_WORLD_RANK"] == "0":
    signal.signal(signal.SIGTERM, save)
    open("outputs/ready", "w").close()
    time.sleep(60)
while not os.path.exists("outputs/ready"):
    time.sleep(0.01)
sys.exit(3)
"""
    run = script(paths, code, mpi(), grace_s=30.0)
    began = time.monotonic()
    assert run_here(run).status_reason == "rank 1: exit code 3"
    assert rank_log(run, 0) == "saved\n"
    assert time.monotonic() - began < 20


@needs_mpi
def test_cancel_ends_mpirun_and_all_its_ranks(paths):
    run = script(paths, FAILING, mpi(), arguments=["never"])
    runner = start_runner(run)
    until(lambda: all(os.path.exists(run.attempt(1).rank_log(rank)) and rank_log(run, rank) for rank in (0, 1)))
    os.makedirs(run / "request", exist_ok=True)
    write_once(run.request("cancel", 1), dumps({"t": time.time(), "by": "ada"}))
    os.kill(runner.pid, signal.SIGUSR1)
    assert finish(runner) == (0, "")
    assert read_record(run).status == "Canceled"
    assert marked_pids(run) == []


@needs_mpi
def test_mpi_runs_commands_of_any_language_and_says_where_the_first_is(paths):
    command = ["sh", "-c", "echo $OMPI_COMM_WORLD_RANK/$OMPI_COMM_WORLD_SIZE $AML_RANK $AZ_BATCHAI_MPI_MASTER_NODE ${AZ_BATCH_MASTER_NODE%:*}"]
    run = make_run(paths, command=command, distribution=mpi(3))
    assert run_here(run).status == "Completed"
    assert [rank_log(run, rank) for rank in range(3)] == [f"{rank}/3 {rank} 127.0.0.1 127.0.0.1\n" for rank in range(3)]


@needs_mpi
def test_a_command_that_no_rank_can_start(paths):
    record = run_here(make_run(paths, command=["no-such-command"], distribution=mpi()))
    assert record.exit_code == 127
    assert record.status_reason.endswith("exit code 127: cannot start 'no-such-command': No such file or directory")


def test_workers_meet_parameter_servers_which_end_with_them(paths):
    run = script(paths, PARAMETER_SERVER, {"type": "TensorFlow", "worker_count": 3, "parameter_server_count": 2})
    assert run_here(run).status == "Completed"
    told = [json.loads(rank_log(run, rank)) for rank in range(5)]
    tasks = [("chief", 0), ("worker", 0), ("worker", 1), ("ps", 0), ("ps", 1)]
    assert [(config["task"]["type"], config["task"]["index"]) for config in told] == tasks
    addresses = [address for kind in ("chief", "worker", "ps") for address in told[0]["cluster"][kind]]
    assert len(set(addresses)) == 5
    assert {address.split(":")[0] for address in addresses} == {"127.0.0.1"}
    assert all(config["cluster"] == told[0]["cluster"] and config["environment"] == "cloud" for config in told)
    assert marked_pids(run) == []


def test_a_parameter_server_that_fails_is_named(paths):
    code = "import json, os, sys, time\nps = json.loads(os.environ['TF_CONFIG'])['task']['type'] == 'ps'\nsys.exit(4) if ps else time.sleep(60)"
    run = script(paths, code, {"type": "TensorFlow", "worker_count": 1, "parameter_server_count": 1})
    assert run_here(run).status_reason == "parameter server 0: exit code 4"


@pytest.mark.parametrize(
    ("requirement", "servers", "awaited"),
    [
        ("tensorflow==1.15", 1, ["chief", "worker"]),
        ("tensorflow-cpu==2.21.*", 1, ["chief"]),
        ("tensorflow-cpu==2.21.*", 0, ["worker", "worker"]),
    ],
)
def test_workers_of_tensorflow_2_end_with_their_chief(paths, requirement, servers, awaited):
    distribution = {"type": "TensorFlow", "worker_count": 2, "parameter_server_count": servers}
    spec = {"distribution": distribution, "environment": {"requirements": ["numpy", requirement]}}
    parts = plan(paths.run("exp_1_0").attempt(1), spec, ["true"], {})
    tasks = [json.loads(part.env["TF_CONFIG"])["task"]["type"] for part in parts]
    assert tasks == (["chief", "worker", "ps"] if servers else ["worker", "worker"])
    assert [task for task, part in zip(tasks, parts, strict=True) if part.awaited] == awaited


@needs_java
def test_spark_submit_runs_the_script_as_the_driver(paths):
    configuration = {
        "spark.app.name": "counting",
        "spark.master": "local[1]",
        "spark.yarn.maxAppAttempts": 1,
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # little is worth compiling in so short a run
    }
    run = script(paths, SPARK, {"type": "PySpark", "configuration": configuration}, arguments=["100"])
    runner = start_runner(run)
    assert finish(runner, timeout=180) == (0, "")
    record = read_record(run)
    assert record.status == "Completed", log_of(run)
    assert record.metrics == {"rows": 100, "python": sys.executable, "name": "counting"}


@pytest.mark.parametrize(
    ("distribution", "code", "says"),
    [
        (mpi(), "MpiNotFound", "mpirun was not found on PATH; install it, on Debian and Ubuntu with `apt install openmpi-bin`"),
        ({"type": "PySpark"}, "JavaNotFound", "Spark needs Java, and there is none on PATH"),
    ],
)
def test_what_is_missing_is_said_with_how_to_install_it(paths, distribution, code, says):
    run = script(paths, "", distribution, shell={"PATH": ""}, env={"PATH": os.path.dirname(sys.executable)})
    record = run_here(run)
    assert (record.status, record.error["code"]) == ("Failed", code)
    assert says in record.status_reason


def test_a_mpirun_of_another_kind_is_said(paths, tmp_path):
    program = tmp_path / "bin" / "mpirun"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho HYDRA build details:\n")
    program.chmod(0o755)
    record = run_here(script(paths, "", mpi(), env={"PATH": f"{program.parent}:/usr/bin:/bin"}))
    assert "is not of Open MPI: 'HYDRA build details:'" in record.status_reason


@needs_java
def test_an_environment_without_spark_has_that_of_who_submitted(paths):
    pytest.importorskip("pyspark")
    attempt = script(paths, "", {"type": "PySpark"}).attempt(1)
    spec = {"distribution": {"type": "PySpark"}, "script": "train.py", "python": "/nowhere/python"}
    (part,) = plan(attempt, spec, ["/nowhere/python", "train.py"], {"PATH": "/usr/bin:/bin"})
    assert part.argv[0].endswith("/pyspark/bin/spark-submit")
    assert part.env["PYSPARK_DRIVER_PYTHON"] == "/nowhere/python"


def test_spark_runs_python_scripts_only(paths):
    record = run_here(make_run(paths, command=["ls"], distribution={"type": "PySpark"}))
    assert record.status_reason.endswith("Spark runs Python scripts, and 'ls' is none")


@pytest.mark.parametrize(("distribution", "program"), [(mpi(), "mpirun"), ({"type": "PySpark"}, "spark-submit")])
def test_in_a_container_the_programs_are_those_of_the_image(paths, distribution, program):
    attempt = script(paths, "", distribution).attempt(1)
    spec = {"distribution": distribution, "script": "train.py", "python": "python", "engine": "docker"}
    (part,) = plan(attempt, spec, ["python", "train.py"], {"PATH": ""})
    assert part.argv[0] == program
    inside = [word for word in part.argv if word.endswith("mpi_rank.py")]
    assert all(word.startswith(paths.root) and os.path.isfile(word) for word in inside)
    assert len(inside) == (program == "mpirun")
