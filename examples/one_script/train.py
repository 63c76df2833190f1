"""Softmax regression on scikit-learn's digits, on one process or several, with the same metrics.

By hand: ``python train.py``. Submitted: ``aml submit train.py``, a ScriptRunConfig, an estimator; ``every_way.py`` does it all with the same file.

It needs numpy and scikit-learn only, so that any environment can run it: the gradients of several processes are added over a plain connection between
them. ``../frameworks/train_pytorch.py`` leaves that to torch.distributed. The variables that tell a process who it is are the same.
"""

import argparse
import os
import time
from multiprocessing.connection import Client, Listener

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from jupyterlab_aml import Run

RANK, WORLD_SIZE = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
ADDRESS = os.environ.get("MASTER_ADDR", "127.0.0.1"), int(os.environ.get("MASTER_PORT", "0"))
PARTS = 4  # of the data, added up in the same order on any number of processes: the sums are equal to the last digit


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=2.0, help="learning rate")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()

    features, digits = load_digits(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(features / 16, digits, test_size=0.25, random_state=0)
    mine = list(zip(np.array_split(x_train, PARTS), np.array_split(np.eye(10)[y_train], PARTS), strict=True))[RANK::WORLD_SIZE]

    run = Run.get_context() if RANK == 0 else None
    others = connect()
    weights = np.zeros((x_train.shape[1], 10))
    for _ in range(options.rounds):
        gradient = add_up([images.T @ (softmax(images @ weights) - labels) for images, labels in mine], others)
        weights -= options.rate * gradient / len(x_train)
        if run:
            run.log("loss", -np.log(softmax(x_test @ weights)[np.arange(len(y_test)), y_test]).mean())
            run.log("accuracy", float(((x_test @ weights).argmax(axis=1) == y_test).mean()))
    if run:
        os.makedirs("outputs", exist_ok=True)
        np.save("outputs/weights.npy", weights)
        run.tag("scikit-learn", sklearn.__version__)
        run.tag("processes", WORLD_SIZE)
        print("the weights are outputs/weights.npy")


def softmax(values):
    """Return probabilities, one row an image."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def connect():
    """Return the connections of this process: rank 0 has one to each of the others, in their order, and these have one to it."""
    if WORLD_SIZE == 1:
        return []
    if RANK == 0:
        with Listener(ADDRESS) as listener:
            newcomers = [listener.accept() for _ in range(WORLD_SIZE - 1)]
        return [connection for _, connection in sorted((int(each.recv_bytes()), each) for each in newcomers)]
    for _ in range(300):  # until rank 0 listens
        try:
            connection = Client(ADDRESS)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    else:
        raise TimeoutError(f"Nobody listens at {ADDRESS}.")
    connection.send_bytes(str(RANK).encode())
    return [connection]


def add_up(mine, others):
    """Return the sum of the parts of all processes."""
    if RANK > 0:
        others[0].send_bytes(np.stack(mine).tobytes())
        return np.frombuffer(others[0].recv_bytes()).reshape(mine[0].shape)
    shares = [mine] + [np.frombuffer(each.recv_bytes()).reshape(-1, *mine[0].shape) for each in others]
    total = sum(shares[part % WORLD_SIZE][part // WORLD_SIZE] for part in range(PARTS))
    for each in others:
        each.send_bytes(total.tobytes())
    return total


if __name__ == "__main__":
    main()
