"""Runs of several processes at the doors: what is submitted, and how logs and metrics of each process are shown."""

import json
import os

import pytest
from cli_support import Terminal, make_ended_run
from engine_support import make_workspace

from jupyterlab_aml.cli import words
from jupyterlab_aml.cli.past_fields import fields_of
from jupyterlab_aml.runfiles.files import append

TWO = {"type": "PyTorch", "backend": "gloo", "process_count_per_instance": 2}
RUN = "exp_1795000000_aaaa1111"


@pytest.fixture
def aml(tmp_path, capsys):
    (tmp_path / "train.py").write_text("print(1)")
    (tmp_path / "note.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    make_workspace(tmp_path)
    return Terminal(capsys)


@pytest.fixture
def ended(aml, tmp_path):
    """A run of twelve processes, of which each has printed a line and logged its loss; the last one did so first."""
    distribution = {**TWO, "process_count_per_instance": 12}
    run = make_ended_run(make_workspace(tmp_path), RUN, log="I am 0\n", metrics=[("loss", 0.5)], distribution=distribution)
    attempt = run.attempt(1)
    for rank in range(1, 12):
        with open(attempt.rank_log(rank), "w") as file:
            file.write(f"first of {rank}\nI am {rank}\n")
        append(os.path.join(attempt.metrics, f"{rank}.jsonl"), {"n": "loss", "t": 1_795_000_000.0 - rank, "v": 10.0 * rank})
    with open(attempt.environment_log, "w") as file:
        file.write("built\n")
    return run


@pytest.mark.parametrize(
    ("options", "distribution", "shown"),
    [
        (["--distribution", "pytorch", "--processes", "2"], TWO, "2 processes (PyTorch, gloo)"),
        (["--distribution", "pytorch"], {**TWO, "process_count_per_instance": 1}, "1 process (PyTorch, gloo)"),
        (["--distribution", "mpi", "--processes", "3"], {"type": "Mpi", "process_count_per_instance": 3}, "3 processes (MPI)"),
        (
            ["--distribution", "tensorflow", "--workers", "2", "--parameter-servers", "1"],
            {"type": "TensorFlow", "worker_count": 2, "parameter_server_count": 1},
            "2 workers, 1 parameter server (TensorFlow)",
        ),
        (["--distribution", "tensorflow"], {"type": "TensorFlow", "worker_count": 1, "parameter_server_count": 0}, "1 worker (TensorFlow)"),
    ],
)
def test_options_say_which_processes_a_run_is(aml, options, distribution, shown):
    told = aml("submit", "train.py", *options, "--dry-run")
    assert told.status == 0, told.err
    assert f"as            {shown}\n" in told.out
    facts = json.loads(aml("submit", "train.py", *options, "--dry-run", "--json").out)
    assert (facts["distribution"], facts["nodes"]) == (distribution, 1)
    again = fields_of({"submit": True, "script": "train.py", **facts}, {}, None)
    assert fields_as_options(again) == fields_as_options({"distribution": options[1], **dict(zip(names(options[2::2]), options[3::2], strict=True))})


def names(options):
    return [option.removeprefix("--").replace("-", "_") for option in options]


def fields_as_options(fields):
    """The fields that are about processes, as texts; 1 is what is meant anyway."""
    chosen = ("distribution", "processes", "workers", "parameter_servers")
    return {name: str(fields[name]) for name in chosen if name in fields and str(fields[name]) not in ("1", "0")}


def test_properties_of_spark_are_given_and_come_back(aml):
    options = ["--distribution", "pyspark", "--spark-conf", "spark.executor.memory=2g"]
    facts = json.loads(aml("submit", "train.py", *options, "--dry-run", "--json").out)
    assert facts["distribution"]["type"] == "PySpark"
    assert facts["distribution"]["configuration"]["spark.executor.memory"] == "2g"
    again = fields_of({"submit": True, "script": "train.py", **facts}, {}, None)
    assert (again["distribution"], again["spark_conf"]) == ("pyspark", {"spark.executor.memory": "2g"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["train.py", "--processes", "2"], "--processes goes with --distribution pytorch or mpi, and none is given"),
        (["train.py", "--distribution", "tensorflow", "--processes", "2"], "With tensorflow goes --workers and --parameter-servers"),
        (["train.py", "--distribution", "mpi", "--workers", "2"], "--workers goes with --distribution tensorflow, and --distribution is mpi"),
        (["train.py", "--distribution", "mpi", "--spark-conf", "a=b"], "--spark-conf goes with --distribution pyspark"),
        (["train.py", "--nodes", "2"], "not which processes run on the nodes"),
        (["train.py", "--distribution", "mpi", "--nodes", "2"], "takes 2 nodes, but the compute target 'local' has 1"),
        (["note.ipynb", "--distribution", "mpi"], "A notebook is one process"),
        (["train.py", "--distribution", "mpi", "--processes", "0"], "'0' is not a whole number from 1 up"),
        (["train.py", "--distribution", "horovod"], "'horovod' is not one of"),
    ],
)
def test_what_does_not_go_together_is_one_clear_error(aml, tmp_path, given, told):
    for more in ([], ["--dry-run"]):
        result = aml("submit", *given, *more)
        assert result.status in (1, 2)
        assert told in result.err
        assert result.err.count("rror") <= 1
    assert os.listdir(tmp_path / ".aml" / "runs") == []


def test_the_log_is_that_of_rank_0_unless_another_is_named(aml, ended):
    assert aml("runs", "logs", RUN).out == "I am 0\n"
    assert aml("runs", "logs", RUN, "--rank", "0").out == "I am 0\n"
    assert aml("runs", "logs", RUN, "--rank", "11").out == "first of 11\nI am 11\n"
    assert "process_12" in aml("runs", "logs", RUN, "--rank", "12").err
    assert aml("runs", "logs", RUN, "--rank", "all", "--tail", "1").out == "".join(f"[{rank}] I am {rank}\n" for rank in range(12))


@pytest.mark.parametrize("wrong", [["--rank", "x"], ["--rank", "1", "--file", "logs/a"], ["--rank", "all", "--follow"]])
def test_a_rank_that_cannot_be(aml, ended, wrong):
    result = aml("runs", "logs", RUN, *wrong)
    assert (result.status, result.out) == (2, "")


def test_rank_0_is_first_and_numbers_are_in_order_in_every_view(aml, ended):
    losses = {"loss": 0.5, **{f"loss [rank {rank}]": 10.0 * rank for rank in range(1, 12)}}
    assert list(json.loads(aml("runs", "metrics", RUN, "--json").out).items()) == list(losses.items())
    table = [line.split("  ")[0] for line in aml("runs", "metrics", RUN).out.splitlines()[1:]]
    assert table == list(losses)
    page = aml("runs", "show", RUN).out
    assert "processes    12 processes (PyTorch, gloo)\n" in page
    places = [page.index(f"user_logs/{name}.txt") for name in ("std_log", "std_log_process_1", "std_log_process_2", "std_log_process_11")]
    assert places == sorted(places)
    assert list(json.loads(aml("runs", "list", "--json").out)[0]["metrics"].items()) == list(losses.items())


@pytest.mark.parametrize(
    ("distribution", "nodes", "told"),
    [
        (None, 1, ""),
        ({"type": "PyTorch", "backend": "nccl", "process_count_per_instance": 2}, 2, "4 processes on 2 nodes (PyTorch, nccl)"),
        ({"type": "PySpark"}, 1, "Spark"),
        ({"type": "TensorFlow", "worker_count": 4, "parameter_server_count": 2}, 2, "4 workers, 2 parameter servers on 2 nodes (TensorFlow)"),
    ],
)
def test_processes_in_words(distribution, nodes, told):
    assert words.processes(distribution, nodes) == told
