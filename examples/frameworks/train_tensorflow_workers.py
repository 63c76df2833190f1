"""Softmax regression on scikit-learn's digits in TensorFlow 2, on one worker or several that add up their gradients.

MultiWorkerMirroredStrategy finds the others by ``TF_CONFIG``; without it there is one worker. Each reads every n-th image.
"""

import argparse

import tensorflow as tf
from azureml.core import Run
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=40)
options = parser.parse_args()

strategy = tf.distribute.MultiWorkerMirroredStrategy()  # before anything else of TensorFlow
rank, workers = strategy.cluster_resolver.task_id or 0, strategy.num_replicas_in_sync
images, digits = load_digits(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split((images / 16).astype("float32"), digits, test_size=0.25, random_state=0)
x_mine, y_mine = x_train[rank::workers], y_train[rank::workers]
with strategy.scope():
    weights, bias = (tf.Variable(tf.zeros(shape), aggregation=tf.VariableAggregation.SUM) for shape in ((64, 10), (10,)))


def go_down():
    """Go down the gradient of this worker's images; the steps of all are added."""
    with tf.GradientTape() as tape:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_mine, logits=x_mine @ weights + bias)
        loss = tf.reduce_sum(losses) / len(y_train)
    for variable, gradient in zip((weights, bias), tape.gradient(loss, (weights, bias)), strict=True):
        variable.assign_sub(2.0 * gradient)
    return loss


@tf.function
def step():
    """Let all workers take one step; return the loss of all images."""
    return strategy.reduce("SUM", strategy.run(go_down), axis=None)


run = Run.get_context() if rank == 0 else None
for _ in range(options.rounds):
    loss = step()
    if run:
        run.log("loss", float(loss))
        run.log("accuracy", float((tf.argmax(x_test @ weights + bias, axis=1).numpy() == y_test).mean()))
print("tensorflow", tf.__version__, "worker", rank, "of", workers)
