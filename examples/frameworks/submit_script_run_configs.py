"""Submit the scripts of this folder by ScriptRunConfig: ``python submit_script_run_configs.py``.

The interpreter that submits is taken as it is; ``environment=`` would say what else the run needs.
"""

import pathlib

from jupyterlab_aml import Experiment, PyTorchConfiguration, ScriptRunConfig, Workspace

HERE = str(pathlib.Path(__file__).resolve().parent)


def main():
    ws = Workspace.create("frameworks", path=HERE, exist_ok=True, show_output=False)
    configs = [
        ScriptRunConfig(HERE, script="train_sklearn.py", arguments=["--alpha", 0.4]),
        ScriptRunConfig(HERE, script="train_pytorch.py", arguments=["--epochs", 30]),
        ScriptRunConfig(HERE, script="train_pytorch.py", distributed_job_config=PyTorchConfiguration("Gloo", process_count=2)),
    ]
    for run in [Experiment(ws, "frameworks").submit(config) for config in configs]:
        run.wait_for_completion(raise_on_error=False)
        print(run.id, run.get_status(), sorted(run.get_metrics()))


if __name__ == "__main__":
    main()
