"""Submit the scripts of this folder by estimators: ``python submit_estimators.py sklearn pytorch``.

Where this interpreter has what a framework needs, the run takes it and says so; else the environment is built when the run starts.
"""

import pathlib
import sys

from jupyterlab_aml import Chainer, Experiment, Gloo, Keras, ParameterServer, PyTorch, SKLearn, TensorFlow, Workspace

HERE = str(pathlib.Path(__file__).resolve().parent)
ESTIMATORS = {
    "sklearn": lambda: SKLearn(HERE, entry_script="train_sklearn.py", script_params={"--alpha": 0.4}),
    "pytorch": lambda: PyTorch(HERE, entry_script="train_pytorch.py", script_params={"--epochs": 30}, pip_packages=["scikit-learn"]),
    "pytorch-2": lambda: PyTorch(
        HERE, entry_script="train_pytorch.py", pip_packages=["scikit-learn"], process_count_per_node=2, distributed_training=Gloo()
    ),
    "keras": lambda: Keras(HERE, entry_script="train_keras.py", pip_packages=["scikit-learn"]),
    "keras-torch": lambda: Keras(
        HERE, entry_script="train_keras.py", pip_packages=["scikit-learn"], environment_variables={"KERAS_BACKEND": "torch"}
    ),
    "tensorflow": lambda: TensorFlow(HERE, entry_script="train_tensorflow.py", pip_packages=["scikit-learn"]),
    "tensorflow-2": lambda: TensorFlow(
        HERE, entry_script="train_tensorflow_workers.py", pip_packages=["scikit-learn"], distributed_training=ParameterServer(2, 0)
    ),
    "tensorflow-servers": lambda: TensorFlow(
        HERE, entry_script="train_tensorflow_servers.py", pip_packages=["scikit-learn"], distributed_training=ParameterServer(2, 1)
    ),
    "chainer": lambda: Chainer(HERE, entry_script="train_chainer.py", pip_packages=["scikit-learn<1.7"]),
}


def main(names):
    ws = Workspace.create("frameworks", path=HERE, exist_ok=True, show_output=False)
    runs = {name: Experiment(ws, "frameworks").submit(ESTIMATORS[name]()) for name in names}
    for name, run in runs.items():
        run.wait_for_completion(raise_on_error=False)
        newest = {metric: values[-1] if isinstance(values, list) else values for metric, values in run.get_metrics().items()}
        print(name, run.id, run.get_status(), newest)


if __name__ == "__main__":
    main(sys.argv[1:] or ["sklearn"])
