"""Runs of several processes, as real processes: their variables, logs, metrics and ends."""

import json
import os
import signal
import socket
import sys
import time

import pytest
from engine_support import (
    add_snapshot,
    end_agent,
    ended,
    events_of,
    finish,
    log_of,
    make_run,
    make_workspace,
    marked_pids,
    run_here,
    start_runner,
    submit,
    until,
)

from jupyterlab_aml.runfiles.files import dumps, write_once
from jupyterlab_aml.runner.launch import Node
from jupyterlab_aml.runner.processes import Processes
from jupyterlab_aml.runner.ranks import plan
from jupyterlab_aml.workspace.details import log_files
from jupyterlab_aml.workspace.record import read_record

PLACES = ("MASTER_ADDR", "MASTER_PORT", "NODE_RANK", "RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "GLOO_SOCKET_IFNAME")
# Rank 0 answers everybody at the master's port; whoever has connected is in `peers` or is `master`.
MEET = """
import os, socket, sys, time
rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
address = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
if rank == 0:
    server = socket.create_server(address)
    peers = [server.accept()[0] for _ in range(world - 1)]
else:
    while True:
        try:
            master = socket.create_connection(address)
            break
        except ConnectionRefusedError:
            time.sleep(0.01)
"""


@pytest.fixture
def paths(tmp_path):
    return make_workspace(tmp_path)


def pytorch(paths, code, processes=2, run_id="exp_1_0", **spec):
    """A run of some processes, each with this code."""
    snapshot = add_snapshot(paths, {"train.py": code.encode()})
    return make_run(paths, run_id, **described(snapshot, processes), **spec)


def described(snapshot, processes):
    distribution = {"type": "PyTorch", "backend": "gloo", "process_count_per_instance": processes}
    return {"snapshot": snapshot, "script": "train.py", "python": sys.executable, "distribution": distribution}


def rank_log(run, rank):
    with open(run.attempt(1).rank_log(rank)) as file:
        return file.read()


def printed_by(run, *ranks):
    """The text that each of the ranks has printed, once all have."""

    def look():
        texts = [rank_log(run, rank) if os.path.exists(run.attempt(1).rank_log(rank)) else "" for rank in ranks]
        return texts if all(texts) else None

    return until(look)


def test_each_process_has_its_place_its_log_and_its_metrics(paths):
    code = f"""
import json, os
from jupyterlab_aml import Run
print(json.dumps({{name: os.environ.get(name) for name in {PLACES!r}}}))
rank = int(os.environ["RANK"])
for step in range(3):
    Run.get_context().log("loss", 10.0 * rank + step, step=step)
if rank == 1:
    Run.get_context().log("only here", "yes")
open("outputs/" + os.environ["RANK"], "w").close()
"""
    run = pytorch(paths, code)
    record = run_here(run)
    places = [json.loads(rank_log(run, rank)) for rank in (0, 1)]
    port = places[0].pop("MASTER_PORT")
    assert 1024 < int(port) < 65536
    assert places[1].pop("MASTER_PORT") == port
    shared = {"MASTER_ADDR": "127.0.0.1", "NODE_RANK": "0", "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "GLOO_SOCKET_IFNAME": "lo"}
    assert places == [{**shared, "RANK": rank, "LOCAL_RANK": rank} for rank in ("0", "1")]
    assert (record.status, record.exit_code) == ("Completed", 0)
    assert list(record.metrics.items()) == [("loss", 2.0), ("loss [rank 1]", 12.0), ("only here [rank 1]", "yes")]
    assert sorted(os.listdir(run / "outputs")) == ["0", "1"]
    assert [event["status"] for event in events_of(run)] == ["Preparing", "Starting", "Running", "Completed"]


def test_one_process_for_each_machine_where_no_number_is_given(paths):
    run = make_run(paths, command=["sh", "-c", "echo $RANK of $WORLD_SIZE"], distribution={"type": "PyTorch", "process_count_per_instance": None})
    assert run_here(run).status == "Completed"
    assert log_of(run) == b"0 of 1\n"


def test_a_process_that_fails_ends_the_others_and_is_named(paths):
    code = MEET + "if rank == 1: print('bad shard'); raise ValueError('no such column: price')\ntime.sleep(60)"
    run = pytorch(paths, code)
    began = time.monotonic()
    record = run_here(run)
    assert time.monotonic() - began < 20
    assert (record.status, record.exit_code) == ("Failed", 1)
    assert record.status_reason == "rank 1: exit code 1: ValueError: no such column: price"
    assert record.error == {"code": "UserError", "message": record.status_reason, "log": "user_logs/std_log_process_1.txt"}
    assert marked_pids(run) == []


def test_the_first_to_fail_is_named_and_not_those_that_failed_by_it(paths):
    code = MEET + (
        "import atexit\n"
        "if rank == 1: atexit.register(time.sleep, 0.2); raise SystemExit(print('out of data', flush=True) or master.close() or 3)\n"
        "if not peers[0].recv(1): raise ConnectionError('the peer is gone')\n"
    )
    record = run_here(pytorch(paths, code))
    assert (record.exit_code, record.status_reason) == (3, "rank 1: exit code 3: the log ends with `out of data`")


def test_a_process_that_does_not_end_when_asked_is_forced_to(paths):
    code = MEET + (
        "import signal\n"
        "if rank == 0: signal.signal(signal.SIGTERM, lambda *_: print('never', flush=True)); peers[0].send(b'x'); time.sleep(60)\n"
        "master.recv(1); sys.exit(7)\n"
    )
    run = pytorch(paths, code, grace_s=0.2)
    assert run_here(run).status_reason == "rank 1: exit code 7"
    assert rank_log(run, 0) == "never\n" * rank_log(run, 0).count("\n")
    assert marked_pids(run) == []


def test_a_process_that_is_killed_is_named(paths):
    run = pytorch(paths, MEET + "print(os.getpid(), flush=True); time.sleep(60)")
    runner = start_runner(run)
    os.kill(int(printed_by(run, 0, 1)[1]), signal.SIGKILL)
    assert finish(runner) == (0, "")
    record = read_record(run)
    assert (record.exit_code, record.status_reason.split(": the log")[0]) == (-9, "rank 1: killed by SIGKILL")
    assert marked_pids(run) == []


def test_cancel_ends_all_processes(paths):
    run = pytorch(paths, "print('here', flush=True); import time; time.sleep(60)", processes=3)
    runner = start_runner(run)
    printed_by(run, 0, 1, 2)
    os.makedirs(run / "request", exist_ok=True)
    write_once(run.request("cancel", 1), dumps({"t": time.time(), "by": "ada"}))
    os.kill(runner.pid, signal.SIGUSR1)
    assert finish(runner) == (0, "")
    assert (read_record(run).status, read_record(run).status_reason) == ("Canceled", "canceled by ada")
    assert marked_pids(run) == []


def test_a_process_that_hangs_holds_the_run_until_its_time_is_up(paths):
    code = "import os, time\nif os.environ['RANK'] == '1': time.sleep(60)"
    record = run_here(pytorch(paths, code, timeout_s=1.0))
    assert (record.status, record.status_reason) == ("Failed", "timed out after 1 s")


def test_a_command_that_is_not_there_starts_nothing(paths):
    run = make_run(paths, command=["no-such-command"], distribution={"type": "PyTorch", "process_count_per_instance": 2})
    record = run_here(run)
    assert (record.status, record.exit_code) == ("Failed", 127)
    assert record.status_reason.startswith("cannot start 'no-such-command'")


def test_a_runner_that_is_killed_leaves_none_of_its_processes(paths):
    snapshot = add_snapshot(paths, {"train.py": b"print('here', flush=True); import time; time.sleep(60)"})
    try:
        run = submit(paths, "exp_1_0", **described(snapshot, 2))
        printed_by(run, 0, 1)
        with open(run.attempt(1).started) as file:
            os.kill(json.load(file)["pid"], signal.SIGKILL)
        record = ended(run)
        assert record.status == "Failed"
        assert until(lambda: marked_pids(run) == [])
    finally:
        end_agent(paths)


def test_two_runs_at_once_do_not_meet(paths):
    code = MEET + "name = os.environ['AML_RUN_ID'].encode()\npeers[0].sendall(name) if rank == 0 else print(master.recv(99).decode())"
    runs = [pytorch(paths, code, run_id=f"exp_{number}_0") for number in (1, 2)]
    for runner in [start_runner(run) for run in runs]:
        assert finish(runner) == (0, "")
    assert [rank_log(run, 1).strip() for run in runs] == ["exp_1_0", "exp_2_0"]


def test_processes_that_print_at_once_keep_their_lines(paths):
    code = "import os\nfor line in range(500): print(os.environ['RANK'], line, 'x' * 80)"
    run = pytorch(paths, code, processes=8)
    assert run_here(run).status == "Completed"
    for rank in range(8):
        assert rank_log(run, rank).splitlines() == [f"{rank} {line} {'x' * 80}" for line in range(500)]
    assert list(log_files(run, 1)) == ["user_logs/std_log.txt", *(f"user_logs/std_log_process_{rank}.txt" for rank in range(1, 8))]


def test_the_place_of_the_process_that_started_the_agent_is_not_handed_on(paths):
    run = make_run(paths, command=["sh", "-c", "echo [$RANK$TF_CONFIG$OMPI_COMM_WORLD_RANK$PMIX_RANK]"])
    run_here(run, RANK="5", TF_CONFIG="{}", OMPI_COMM_WORLD_RANK="5", PMIX_RANK="5")
    assert log_of(run) == b"[]\n"


@pytest.mark.parametrize(
    ("distribution", "says"),
    [
        ({"type": "Chainer"}, "the distribution has the type 'Chainer'; known are Mpi, PySpark, PyTorch, TensorFlow"),
        ({"type": "PyTorch", "process_count_per_instance": 0}, "process_count_per_instance of the distribution is 0"),
        ({"type": "PyTorch", "process_count_per_instance": "2"}, "run.json: distribution is not a type with numbers of processes"),
    ],
)
def test_a_distribution_that_cannot_be_is_refused(paths, distribution, says):
    record = run_here(make_run(paths, command=["echo"], distribution=distribution))
    assert (record.status, record.exit_code) == ("Failed", None)
    assert says in record.status_reason


def test_machines_are_wrappers_with_different_ranks(paths):
    """Two nodes are two wrappers that agree on the master; here both are on loopback."""
    run = pytorch(paths, MEET + "print(rank, os.environ['NODE_RANK'], os.environ['LOCAL_RANK'], 'of', world)")
    attempt = run.attempt(1)
    os.makedirs(attempt.user_logs)
    port = free_port()
    started = Processes()
    argv = [sys.executable, "-c", MEET + "print(rank, os.environ['NODE_RANK'], os.environ['LOCAL_RANK'], 'of', world)"]
    for rank in (0, 1):
        started.start(plan(attempt, read_spec(run), argv, dict(os.environ), Node(rank, ("127.0.0.1", "127.0.0.1"), port)), str(run.folder))
    until(lambda: started.collect() or not started.running)
    assert started.completed
    assert [rank_log(run, rank) for rank in range(4)] == ["0 0 0 of 4\n", "1 0 1 of 4\n", "2 1 0 of 4\n", "3 1 1 of 4\n"]


def read_spec(run):
    with open(run.spec) as file:
        return json.load(file)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
