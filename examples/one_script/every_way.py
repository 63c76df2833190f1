"""One training script, unchanged, in every way: by hand, by ScriptRunConfig and by Estimator, in two environments, on one and on two processes.

``python every_way.py`` prints a line for each, with its metrics; they are the same. The second environment is built when it is first needed.
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile

import jupyterlab_aml
from jupyterlab_aml import Environment, Estimator, Experiment, Gloo, PyTorchConfiguration, ScriptRunConfig, Workspace

HERE = pathlib.Path(__file__).resolve().parent
PARAMETERS = {"--rate": 1.5, "--rounds": 12}
ARGUMENTS = [word for option in PARAMETERS.items() for word in option]


def main():
    ws = Workspace.create("every-way", path=str(HERE), exist_ok=True, show_output=False)
    older = Environment.from_pip_requirements("older", str(HERE / "older.txt"))
    submitted = []
    for environment in (None, older):
        for processes in (1, 2):
            submitted.append(("ScriptRunConfig", by_script_run_config(ws, environment, processes)))
            submitted.append(("Estimator", by_estimator(ws, environment, processes)))
    for python in (sys.executable, older.build_local(ws).python):
        for processes in (1, 2):
            report("by hand", by_hand(ws, python, processes))
    for way, run in submitted:
        run.wait_for_completion()
        report(way, run)


def by_hand(ws, python, processes):
    """Start the script as one does in a terminal; it is recorded in the workspace that its folder is in."""
    # Where this package is not installed, it is enough that it is found: for a script it needs the standard library only.
    client = tempfile.TemporaryDirectory()
    os.symlink(os.path.dirname(jupyterlab_aml.__file__), os.path.join(client.name, "jupyterlab_aml"))
    variables = {**os.environ, "PYTHONPATH": client.name, "WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        variables["MASTER_PORT"] = str(free.getsockname()[1])
    ranks = [
        subprocess.Popen([python, "train.py", *map(str, ARGUMENTS)], cwd=HERE, env={**variables, "RANK": str(rank)}, stdout=subprocess.DEVNULL)
        for rank in range(processes)
    ]
    assert [rank.wait() for rank in ranks] == [0] * processes
    client.cleanup()
    return ws.get_run(ws.list_runs(type="offline", limit=1)[0].id)


def by_script_run_config(ws, environment, processes):
    config = ScriptRunConfig(
        str(HERE),
        script="train.py",
        arguments=ARGUMENTS,
        environment=environment,
        distributed_job_config=PyTorchConfiguration("Gloo", process_count=processes) if processes > 1 else None,
    )
    return Experiment(ws, "every-way").submit(config)


def by_estimator(ws, environment, processes):
    estimator = Estimator(
        str(HERE),
        entry_script="train.py",
        script_params=PARAMETERS,
        environment_definition=environment,
        process_count_per_node=processes,
        distributed_training=Gloo() if processes > 1 else None,
    )
    return Experiment(ws, "every-way").submit(estimator)


def report(way, run):
    metrics, tags = run.get_metrics(), run.get_tags()
    where = f"scikit-learn {tags['scikit-learn']}, {tags['processes']} process(es)"
    print(f"{way:15}  {where:35}  loss {metrics['loss'][-1]:.12f}  accuracy {metrics['accuracy'][-1]:.6f}")


if __name__ == "__main__":
    main()
